from django.urls import path

from portal1034.reports import open_views, price_views, views

app_name = "reports"
urlpatterns = [
    path("so-lieu/", views.figures, name="figures"),
    path("gia/", price_views.board, name="prices"),
    path("du-lieu-mo/", open_views.open_data, name="open_data"),
    path("du-lieu-mo/v1/datapackage.json", open_views.package, name="open_package"),
    *(
        path(
            f"du-lieu-mo/v1/{name}.{kind}",
            open_views.download,
            {"name": name, "kind": kind},
            name=f"open_{name}_{kind}",
        )
        for name in ("mua-vu", "gia")
        for kind in ("csv", "json")
    ),
    path("so-lieu/so-lieu.csv", views.download_csv, name="csv"),
    path("so-lieu/so-lieu.json", views.download_json, name="json"),
]

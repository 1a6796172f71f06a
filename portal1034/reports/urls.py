from django.urls import path

from portal1034.reports import price_views, views

app_name = "reports"
urlpatterns = [
    path("so-lieu/", views.figures, name="figures"),
    path("gia/", price_views.board, name="prices"),
    path("so-lieu/so-lieu.csv", views.download_csv, name="csv"),
    path("so-lieu/so-lieu.json", views.download_json, name="json"),
]

from django.urls import path

from portal1034.reports import views

app_name = "reports"
urlpatterns = [
    path("so-lieu/", views.figures, name="figures"),
    path("so-lieu/so-lieu.csv", views.download_csv, name="csv"),
    path("so-lieu/so-lieu.json", views.download_json, name="json"),
]

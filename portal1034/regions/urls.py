from django.urls import path

from . import views

app_name = "regions"
# One part deeper than /dia-phuong/<tinh>/, so that neither hides the other whatever the order of the includes.
urlpatterns = [path("dia-phuong/goi-y/xa-phuong/", views.commune_suggestions, name="commune_suggestions")]

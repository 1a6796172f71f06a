from django.urls import path

from products.views import webhook

app_name = "products"
urlpatterns = [path("san/<slug:marketplace>/tin-bao/", webhook.receive, name="webhook")]

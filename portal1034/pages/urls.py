from django.conf import settings
from django.urls import path

from portal1034.pages.views import health

app_name = "pages"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
]

if settings.SHOW_DEVELOPER_PAGES:
    from portal1034.pages.style import style_page

    urlpatterns += [path("_kieu-dang/", style_page, name="style")]

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.static import serve

urlpatterns = [
    path("", include("portal1034.pages.urls")),
    path("", include("harvests.urls")),  # early, since the calendar is asked for most
    path("", include("portal1034.accounts.urls")),
    path("", include("portal1034.regions.urls")),
    path("", include("portal1034.reports.urls")),
    path("", include("households.urls")),
    path("", include("products.urls")),
    path("", include("news.urls")),
    path("quan-tri/", admin.site.urls),
]

if settings.SERVE_MEDIA:
    urlpatterns += [
        # Pictures under names of ours and nothing else, whatever else should come to lie in that folder.
        re_path(
            rf"^{settings.MEDIA_URL.strip('/')}/(?P<path>[\w/-]{{1,200}}\.(?:jpg|webp))$",
            login_not_required(serve),
            {"document_root": settings.MEDIA_ROOT},
        )
    ]

handler400 = "portal1034.pages.views.errors.bad_request"
handler403 = "portal1034.pages.views.errors.permission_denied"
handler404 = "portal1034.pages.views.errors.not_found"
handler500 = "portal1034.pages.views.errors.server_error"

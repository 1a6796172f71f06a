from django.conf import settings
from django.urls import path, re_path

from portal1034.pages.views import (
    contact,
    desk,
    doors,
    health,
    home,
    labels,
    offline,
    places,
    privacy,
    search,
    share,
    sitemaps,
    trace,
)

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap_index"),
    path("sitemap-trang.xml", sitemaps.standing, name="sitemap_standing"),
    path("sitemap-tin-moi.xml", sitemaps.news, name="sitemap_news"),
    re_path(r"^sitemap-(?P<name>[a-z-]{1,20})-(?P<number>[0-9]{1,9})\.xml$", sitemaps.section_file, name="sitemap"),
    path("healthz", health.healthz, name="healthz"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("ngoai-tuyen/", offline.without_line, name="offline"),
    path("tim-kiem/", search.search, name="search"),
    path("tim-kiem/goi-y/", search.suggestions, name="suggestions"),
    path("ban-lam-viec/", doors.my_desk, name="my_desk"),
    path("ho-cua-toi/", desk.desk, name="desk"),
    path("ho-san-xuat/<slug:code>/", places.household, name="household"),
    path("ho-san-xuat/<str:code>/lien-he/", contact.contact, name="contact"),
    path("ho-cua-toi/du-lieu/", privacy.my_data, name="my_data"),
    path("ho-cua-toi/du-lieu/rut/", privacy.withdraw, name="withdraw_consent"),
    path("ho-cua-toi/du-lieu/ban-sao/", privacy.data_copy, name="data_copy"),
    path("ho-cua-toi/du-lieu/ban-sao.json", privacy.data_json, name="data_json"),
    path("ho-cua-toi/du-lieu/can-cuoc/", privacy.identity, name="identity"),
    path("ho-cua-toi/du-lieu/yeu-cau/<slug:slug>/", privacy.data_request, name="data_request"),
    path("truy-xuat/<slug:code>/", trace.trace, name="trace"),
    path("ho-cua-toi/nhan/", labels.choose, name="labels"),
    path("ho-cua-toi/nhan/in/", labels.sheet, name="label_sheet"),
    path("dia-phuong/<slug:slug>/", places.province, name="province"),
    re_path(
        r"^anh-chia-se/(?P<kind>tin-tuc|nong-san|mua-vu)/(?P<slug>[-\w]{1,180})/(?P<mark>[0-9a-z-]{1,32})\.jpg$",
        share.picture,
        name="share_picture",
    ),
]

if settings.SHOW_DEVELOPER_PAGES:
    from portal1034.pages.style import style_page

    urlpatterns += [path("_kieu-dang/", style_page, name="style")]

from django.urls import path

from products.views import catalogue, desk, orders, photos, precheck, season, selling, siblings, webhook

app_name = "products"
urlpatterns = [
    path("nong-san/", catalogue.catalogue, name="catalogue"),
    path("nong-san/<slug:slug>/", catalogue.detail, name="detail"),
    path("ho-cua-toi/nong-san/", desk.mine, name="mine"),
    path("ho-cua-toi/nong-san/them/", desk.create, name="create"),
    path("ho-cua-toi/nong-san/<int:pk>/", desk.edit, name="edit"),
    path("ho-cua-toi/nong-san/them/kiem-tra/", precheck.precheck_new, name="precheck_new"),
    path("ho-cua-toi/nong-san/<int:pk>/kiem-tra/", precheck.precheck, name="precheck"),
    path("ho-cua-toi/nong-san/<int:pk>/uoc-tinh/", precheck.estimate, name="estimate"),
    path("ho-cua-toi/nong-san/<int:pk>/gia/", desk.price, name="price"),
    path("ho-cua-toi/nong-san/<int:pk>/the/", desk.card, name="card"),
    path("ho-cua-toi/nong-san/<int:pk>/tin-dang/", desk.listings, name="listings"),
    path("ho-cua-toi/nong-san/<int:pk>/cat/", desk.archive, name="archive"),
    path("ho-cua-toi/nong-san/<int:pk>/mua-ban/", season.season, name="season"),
    path("ho-cua-toi/nong-san/<int:pk>/van-ban/", season.keep_selling, name="keep_selling"),
    path("ho-cua-toi/nong-san/<int:pk>/dang-lai/", season.revive, name="revive"),
    path("ho-cua-toi/nong-san/<int:pk>/nghi-vu/", season.let_rest, name="let_rest"),
    path("ho-cua-toi/nong-san/<int:pk>/them-loai/", siblings.add_sibling, name="add_sibling"),
    path("ho-cua-toi/nong-san/<int:pk>/nhan-ban/", siblings.duplicate, name="duplicate"),
    path("ho-cua-toi/nong-san/<int:pk>/anh/", photos.photos, name="photos"),
    path("ho-cua-toi/nong-san/<int:pk>/anh/<int:photo_pk>/", photos.photo, name="photo"),
    path("ho-cua-toi/nong-san/<int:pk>/anh/<int:photo_pk>/sua/", photos.edit_photo, name="edit_photo"),
    path("ho-cua-toi/nong-san/<int:pk>/dang/", selling.publish, name="publish"),
    path("ho-cua-toi/nong-san/<int:pk>/go/", selling.withdraw, name="withdraw"),
    path("ho-cua-toi/nong-san/<int:pk>/gui-lai/<slug:marketplace>/", selling.resend, name="resend"),
    path("ho-cua-toi/don-hang/", orders.orders, name="orders"),
    path("ho-cua-toi/don-hang/<int:pk>/xac-nhan/", orders.confirm, name="confirm_order"),
    path("ho-cua-toi/don-hang/<int:pk>/khong-giao-duoc/", orders.decline, name="decline_order"),
    path("san/<slug:marketplace>/tin-bao/", webhook.receive, name="webhook"),
]

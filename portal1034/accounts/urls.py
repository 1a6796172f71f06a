from django.conf import settings
from django.urls import path

from portal1034.accounts import offline, views
from portal1034.accounts.authenticator import views as authenticator

app_name = "accounts"
urlpatterns = [
    path("dang-ky/", views.register, name="register"),
    path("dang-ky/ma/", views.register_code, name="register_code"),
    path("dang-ky/mat-khau/", views.set_password, name="set_password"),
    path("dang-nhap/", views.sign_in, name="sign_in"),
    path("dang-nhap/ma/", views.sign_in_code, name="sign_in_code"),
    path("dang-nhap/ung-dung/", authenticator.second_step, name="second_step"),
    path("dang-nhap/cai-ung-dung/", authenticator.enrol, name="enrol"),
    path("buoc-hai/", authenticator.second_factor, name="second_factor"),
    path("dang-xuat/", views.sign_out, name="sign_out"),
    path("ngoai-tuyen/phien/", offline.session, name="offline_session"),
]

if settings.SHOW_DEVELOPER_PAGES:
    urlpatterns += [path("_tin-nhan/", views.sent_texts, name="messages")]

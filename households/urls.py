from django.urls import path

from households.views import certificate, household, training

app_name = "households"
urlpatterns = [
    path("dang-ky/ho/", household.create, name="create"),
    path("dang-ky/ho/dia-chi/", household.place_check, name="place_check"),
    path("ho-cua-toi/ho-so/", household.profile, name="profile"),
    path("ho-cua-toi/dong-y/", household.consents, name="consents"),
    path("ho-cua-toi/chung-nhan/", certificate.certificates, name="certificates"),
    path("ho-cua-toi/chung-nhan/them/", certificate.certificate_add, name="certificate_add"),
    path("ho-cua-toi/chung-nhan/<int:pk>/", certificate.certificate_edit, name="certificate_edit"),
    path("ho-cua-toi/chung-nhan/<int:pk>/giay/", certificate.certificate_document, name="certificate_document"),
    path("ho-cua-toi/chung-nhan/<int:pk>/tep/", certificate.certificate_file, name="certificate_file"),
    path("ho-cua-toi/chung-nhan/<int:pk>/bo/", certificate.certificate_remove, name="certificate_remove"),
    path("lop/<slug:token>/", training.sign_in_class, name="sign_in_class"),
]

from django.urls import path

from households.views import certificate, claim, contact, household, registration, team, team_help, training

app_name = "households"
urlpatterns = [
    path("dang-ky/ho/", registration.create, name="create"),
    path("dang-ky/ho/xem-dia-chi/", household.place_check, name="place_check"),
    path("dang-ky/ho/gui/", registration.send, name="register_send"),
    path("dang-ky/ho/<slug:slug>/", registration.step, name="register_step"),
    path("dang-ky/ho/<slug:slug>/nhap/", registration.autosave, name="register_autosave"),
    path("ho-cua-toi/nhan-ho/", claim.claim, name="claim"),
    path("to-so/", team.households, name="team"),
    path("to-so/dang-ky/", team.register, name="team_register"),
    path("to-so/ho/<int:pk>/", team.household, name="team_household"),
    path("to-so/ho/<int:pk>/sua/", team_help.mend, name="team_mend"),
    path("to-so/ho/<int:pk>/chung-nhan/", team_help.add_certificate, name="team_certificate"),
    path("to-so/ho/<int:pk>/chung-nhan/<int:certificate>/giay/", team_help.paper, name="team_paper"),
    path("ho-cua-toi/ho-so/", household.profile, name="profile"),
    path("ho-cua-toi/dong-y/", household.consents, name="consents"),
    path("ho-cua-toi/nguoi-xem-so/", contact.looks, name="looks"),
    path("ho-cua-toi/chung-nhan/", certificate.certificates, name="certificates"),
    path("ho-cua-toi/chung-nhan/them/", certificate.certificate_add, name="certificate_add"),
    path("ho-cua-toi/chung-nhan/<int:pk>/", certificate.certificate_edit, name="certificate_edit"),
    path("ho-cua-toi/chung-nhan/<int:pk>/giay/", certificate.certificate_document, name="certificate_document"),
    path("ho-cua-toi/chung-nhan/<int:pk>/tep/", certificate.certificate_file, name="certificate_file"),
    path("ho-cua-toi/chung-nhan/<int:pk>/bo/", certificate.certificate_remove, name="certificate_remove"),
    path("lop/<slug:token>/", training.sign_in_class, name="sign_in_class"),
]

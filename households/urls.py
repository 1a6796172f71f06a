from django.urls import path

from households import views

app_name = "households"
urlpatterns = [
    path("dang-ky/ho/", views.create, name="create"),
    path("dang-ky/ho/dia-chi/", views.place_check, name="place_check"),
    path("ho-cua-toi/ho-so/", views.profile, name="profile"),
    path("ho-cua-toi/dong-y/", views.consents, name="consents"),
]

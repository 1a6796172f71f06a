from django.urls import path

from households.views import household

app_name = "households"
urlpatterns = [
    path("dang-ky/ho/", household.create, name="create"),
    path("dang-ky/ho/dia-chi/", household.place_check, name="place_check"),
    path("ho-cua-toi/ho-so/", household.profile, name="profile"),
    path("ho-cua-toi/dong-y/", household.consents, name="consents"),
]

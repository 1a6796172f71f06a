app_name = "harvests"
urlpatterns = []

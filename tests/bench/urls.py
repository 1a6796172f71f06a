from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from portal1034.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("_empty/", login_not_required(lambda request: HttpResponse("ok"))), *urlpatterns]

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal1034.settings.dev")

app = Celery("portal1034")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

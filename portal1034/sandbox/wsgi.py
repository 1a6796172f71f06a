"""The sandbox as a WSGI application. It owns its database, so it brings the tables up to date itself.

One process only: dials, meters and the courier live in memory (`granian --interface wsgi --workers 1`).
"""

import os
from pathlib import Path

# Set outright: the portal's own settings may already be in the environment.
os.environ["DJANGO_SETTINGS_MODULE"] = "portal1034.sandbox.settings"

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

Path(settings.DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)

application = get_wsgi_application()
call_command("migrate", verbosity=0)

from . import courier  # noqa: E402

courier.start()

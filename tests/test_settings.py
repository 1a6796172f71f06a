"""Production names everything that is missing at once, and refuses what would be dangerous."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NEEDED = {
    "SECRET_KEY": "k" * 60,
    "DATABASE_URL": "postgresql://u@h/d",
    "REDIS_URL": "redis://h/0",
    "PUBLIC_URL": "https://cong1034.example",
    "ALLOWED_HOSTS": "cong1034.example",
    "SMS_URL": "https://sms.example",
    "SMS_TOKEN": "x",
    "IDENTITY_KEYS": "Y2hpLWR1bmctdHJvbmcta2llbS10aHUta2hvYS0wMSE=",
    "IDENTITY_INDEX_KEY": "Y2hpLWR1bmctdHJvbmcta2llbS10aHUtY2hpLW11YyE=",
    "POSTMART_API_URL": "https://postmart.example",
    "POSTMART_SHOP_KEY": "x",
    "POSTMART_SECRET_KEY": "x",
    "VOSO_API_URL": "https://voso.example",
    "VOSO_PARTNER_ID": "x",
    "VOSO_PARTNER_SECRET": "x",
}


def load(**environment: str) -> subprocess.CompletedProcess:
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal1034.settings.prod", **environment}
    code = "import django; django.setup(); from django.conf import settings; print(settings.DEBUG)"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True, timeout=60)


def test_with_everything_set_production_starts_without_debug():
    assert load(**NEEDED).stdout.strip() == "False"


def test_everything_that_is_missing_is_named_in_one_message():
    answer = load().stderr
    assert [name for name in NEEDED if name not in answer] == []


@pytest.mark.parametrize(
    ("name", "value"), [("VOSO_PARTNER_SECRET", ""), ("POSTMART_SECRET_KEY", ""), ("ALLOWED_HOSTS", "*")]
)
def test_an_empty_secret_or_every_host_is_refused_by_name(name, value):
    answer = load(**NEEDED | {name: value})
    assert answer.returncode != 0
    assert name in answer.stderr

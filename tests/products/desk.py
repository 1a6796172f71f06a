"""What tests of a household's own pages share: somebody signed in, the form as filled in, photographs to send."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from portal1034.commodities.models import Commodity
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import DESCRIPTION


@pytest.fixture
def household():
    return VerifiedHouseholdFactory()


@pytest.fixture
def desk(client, household):
    client.force_login(household.owner)
    return client


def url(name, product=None, *more):
    return reverse(f"products:{name}", args=[product.pk, *more] if product else [])


def said(**changes):
    return {
        "commodity": Commodity.objects.get(slug="vai-thieu").pk,
        "title": "Vải thiều Lục Ngạn loại 1, thùng 5 kg",
        "unit_label": "thùng 5 kg",
        "weight": "",
        "price_vnd": "185k",
        "stock": "120",
        "description": DESCRIPTION,
        "form_key": str(uuid.uuid4()),
        **changes,
    }


def jpeg(width=800, height=800, colour=(200, 30, 30), **options) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, options.pop("format", "JPEG"), **options)
    return buffer.getvalue()


def upload(name, content, kind="image/jpeg"):
    return SimpleUploadedFile(name, content, kind)


def text(response) -> str:
    return response.content.decode()

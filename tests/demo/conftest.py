import functools

import pytest

from portal1034.demo import pictures
from portal1034.demo.photos import demo_photo


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def drawn():
    """Each picture is drawn once for all tests: what it looks like is the business of test_photos."""
    return functools.cache(demo_photo)


@pytest.fixture
def storage(settings, media, drawn, monkeypatch):
    settings.MEDIA_ROOT = media
    monkeypatch.setattr(pictures, "demo_photo", drawn)

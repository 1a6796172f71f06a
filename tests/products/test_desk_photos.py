"""Photographs at a household's desk: what is refused and why, what is kept, their order, and their files."""

import io

import pytest
from PIL import Image

from products import operations
from products.models import Photo
from tests.factories.products import ProductFactory, picture
from tests.products.desk import desk, household, jpeg, text, upload, url

__all__ = ["desk", "household"]

pytestmark = pytest.mark.django_db


def heic() -> bytes:
    import pillow_heif

    buffer = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (700, 700), (10, 120, 10))).save(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that unpacks to 400 million pixels."""
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("to.jpg", lambda: jpeg() + b"\0" * 40 * 1024 * 1024, "Ảnh nặng 41 MB"),
        ("bom.png", bomb, "quá nhiều điểm ảnh"),
        ("chu.jpg", lambda: b"day khong phai anh", "Tệp này không phải ảnh"),
        ("cut.jpg", lambda: jpeg(2000, 2000, quality=95)[:9000], "Ảnh bị hỏng giữa chừng"),
        ("rong.jpg", lambda: b"", "Tệp này không phải ảnh"),
    ],
)
def test_a_bad_photograph_is_told_and_a_good_one_beside_it_is_kept(desk, household, name, content, sentence):
    product = ProductFactory(household=household)
    files = [upload(name, content()), upload("tot.jpg", jpeg())]
    response = desk.post(url("photos", product), {"photos": files})
    assert response.status_code == 422
    assert sentence in text(response)
    assert name in text(response)
    assert Photo.objects.count() == 1


def test_a_heic_from_an_iphone_is_kept_as_jpeg(desk, household):
    product = ProductFactory(household=household)
    assert desk.post(url("photos", product), {"photos": [upload("a.heic", heic(), "image/heic")]}).status_code == 302
    photo = Photo.objects.get()
    assert photo.read()[:3] == b"\xff\xd8\xff"
    assert (photo.width, photo.height) == (700, 700)


def test_the_same_photograph_twice_is_one(desk, household):
    product = ProductFactory(household=household)
    for _time in range(2):
        desk.post(url("photos", product), {"photos": [upload("a.jpg", jpeg())]})
    assert Photo.objects.count() == 1


def test_the_ninth_photograph_is_refused_with_the_reason(desk, household):
    product = ProductFactory(household=household)
    for tone in range(7):
        operations.add_photo(product=product, picture=picture(tone))
    files = [upload(f"{n}.jpg", jpeg(colour=(n * 9, 1, 1))) for n in range(2)]
    response = desk.post(url("photos", product), {"photos": files})
    assert "nhiều nhất 8 ảnh" in text(response)
    assert Photo.objects.count() == 8


def test_no_photograph_chosen_says_so(desk, household):
    response = desk.post(url("photos", ProductFactory(household=household)), {})
    assert response.status_code == 422
    assert "Bác chọn ít nhất một ảnh." in text(response)


def test_photographs_are_put_in_order_and_taken_away(desk, household):
    product = ProductFactory(household=household)
    first, second, third = [operations.add_photo(product=product, picture=picture(t)) for t in range(3)]
    desk.post(url("photo", product, third.pk), {"action": "earlier"})
    assert list(product.photos.values_list("pk", flat=True)) == [first.pk, third.pk, second.pk]
    desk.post(url("photo", product, first.pk), {"action": "later"})
    assert list(product.photos.values_list("pk", flat=True)) == [third.pk, first.pk, second.pk]
    desk.post(url("photo", product, third.pk), {"action": "remove"})
    assert list(product.photos.values_list("pk", "position")) == [(first.pk, 0), (second.pk, 1)]


def test_the_files_of_a_removed_photograph_go_when_nobody_shows_it(desk, household, django_capture_on_commit_callbacks):
    from django.core.files.storage import default_storage

    one, two = ProductFactory(household=household), ProductFactory(household=household)
    photos = [operations.add_photo(product=p, picture=picture(99)) for p in (one, two)]
    path = photos[0].path
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_photo(photo=photos[0])
    assert default_storage.exists(path)
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_photo(photo=photos[1])
    assert not default_storage.exists(path)


def test_too_many_photographs_at_once_are_told_one_by_one(desk, household):
    product = ProductFactory(household=household)
    files = [upload(f"{n}.jpg", jpeg(300, 300, colour=(n * 20, 1, 200))) for n in range(9)]
    response = desk.post(url("photos", product), {"photos": files})
    assert "8.jpg" in text(response)
    assert Photo.objects.count() == 8

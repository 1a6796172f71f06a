"""Turning and cutting photographs: always from what was sent, which is never lost; files go when nobody needs them."""

import io

import pillow_heif
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from portal1034.core.images import Picture, PictureError, reshape
from products import operations
from products.enums import Crop, Keep
from products.models import Photo
from products.models.photo import path_of
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import ProductFactory, picture, publish, sellable_product

pytestmark = pytest.mark.django_db
RED, GREEN, BLUE = (220, 20, 20), (20, 200, 20), (20, 20, 220)


def striped(width=1200, height=800) -> Picture:
    """A third red, a third green, a third blue, from left to right."""
    image = Image.new("RGB", (width, height), GREEN)
    image.paste(RED, (0, 0, width // 3, height))
    image.paste(BLUE, (width - width // 3, 0, width, height))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95)
    return Picture(buffer.getvalue(), width, height)


def colour(jpeg: bytes, x: float, y: float) -> str:
    with Image.open(io.BytesIO(jpeg)) as image:
        pixel = image.getpixel((round((image.width - 1) * x), round((image.height - 1) * y)))
    return "rgb"[max(range(3), key=lambda n: pixel[n])]


def change(photo: Photo, **changes) -> Photo:
    now = {"turns": photo.turns, "crop": photo.crop, "keep": photo.keep}
    return operations.reshape_photo(photo=photo, **now | changes)


@pytest.fixture
def household():
    return VerifiedHouseholdFactory()


@pytest.fixture
def desk(client, household):
    client.force_login(household.owner)
    return client


@pytest.mark.parametrize(
    ("turns", "size", "upper_left"),
    [(0, (1200, 800), "r"), (1, (800, 1200), "r"), (2, (1200, 800), "b"), (3, (800, 1200), "b")],
)
def test_quarters_turn_to_the_right(turns, size, upper_left):
    turned = reshape(striped().jpeg, turns=turns)
    assert (turned.width, turned.height) == size
    assert colour(turned.jpeg, 0.02, 0.02) == upper_left


@pytest.mark.parametrize(("keep", "middle"), [(0.0, "rg"), (0.5, "g"), (1.0, "gb")])
def test_a_square_keeps_the_part_that_was_asked_for(keep, middle):
    cut = reshape(striped().jpeg, ratio=(1, 1), keep=keep)
    assert (cut.width, cut.height) == (800, 800)
    ends = {colour(cut.jpeg, 0.02, 0.5), colour(cut.jpeg, 0.5, 0.5), colour(cut.jpeg, 0.98, 0.5)}
    assert set(middle) <= ends
    assert ("r" in ends, "b" in ends) == {0.0: (True, False), 0.5: (True, True), 1.0: (False, True)}[keep]


def test_four_by_three_of_an_upright_picture_is_as_wide_as_the_picture():
    cut = reshape(striped(900, 1600).jpeg, ratio=(4, 3))
    assert (cut.width, cut.height) == (900, 675)


def test_an_edited_photograph_keeps_its_original_and_gets_renditions():
    product = ProductFactory()
    photo = operations.add_photo(product=product, picture=striped())
    edited = change(photo, crop=Crop.SQUARE)
    assert (edited.width, edited.height, edited.position) == (800, 800, 0)
    assert edited.original_sha256 == photo.sha256 != edited.sha256
    assert default_storage.exists(photo.path)
    assert [width for width, _url in edited.renditions] == [320, 640]
    for path in edited.paths():
        assert default_storage.exists(path)


def test_changes_are_made_from_the_original_and_going_back_gives_its_very_bytes(django_capture_on_commit_callbacks):
    product = ProductFactory()
    photo = operations.add_photo(product=product, picture=striped())
    sent = photo.read()
    with django_capture_on_commit_callbacks(execute=True):
        cut = change(photo, crop=Crop.SQUARE)
        turned = change(cut, turns=1)
        plain = change(turned, turns=0, crop=Crop.NONE)
    assert turned.original_sha256 == photo.sha256
    assert (plain.sha256, plain.is_edited, plain.size_bytes) == (photo.sha256, False, photo.size_bytes)
    assert plain.read() == sent
    # What stood in between is nobody's any more.
    assert not default_storage.exists(path_of(cut.sha256))
    assert not default_storage.exists(path_of(turned.sha256))


def test_the_original_goes_with_the_photograph_unless_another_needs_it(django_capture_on_commit_callbacks):
    one, two = ProductFactory(), ProductFactory()
    first, second = (operations.add_photo(product=p, picture=striped()) for p in (one, two))
    first = change(first, turns=1)
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_photo(photo=second)
    assert default_storage.exists(path_of(first.original_sha256))
    paths = list(first.paths())
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_photo(photo=first)
    assert not any(default_storage.exists(path) for path in paths)


def test_a_cut_too_small_for_voso_is_refused_and_changes_nothing():
    photo = operations.add_photo(product=ProductFactory(), picture=picture(1, 640, 480))
    with pytest.raises(PictureError, match="nhỏ hơn 500 điểm"):
        change(photo, crop=Crop.SQUARE)
    photo.refresh_from_db()
    assert (photo.width, photo.height, photo.is_edited) == (640, 480, False)
    assert change(photo, turns=1).width == 480


def test_the_original_sent_again_is_the_photograph_it_already_is():
    product = ProductFactory()
    photo = change(operations.add_photo(product=product, picture=striped()), crop=Crop.SQUARE)
    assert operations.add_photo(product=product, picture=striped()) == photo
    assert product.photos.count() == 1


def test_an_edit_that_makes_anothers_picture_is_told():
    product = ProductFactory()
    photo = operations.add_photo(product=product, picture=striped())
    operations.add_photo(product=product, picture=reshape(striped().jpeg, ratio=(1, 1)))
    with pytest.raises(PictureError, match="giống hệt"):
        change(photo, crop=Crop.SQUARE)


def test_marketplaces_are_told_of_an_edited_photograph(market):
    from products.models import SyncJob

    product = sellable_product()
    publish(product)
    SyncJob.objects.all().delete()
    change(product.photos.first(), turns=1)
    assert SyncJob.objects.count() == 2


def heic_with_gps(width=1400, height=1000) -> bytes:
    """A photograph as an iPhone writes it: HEIC, and where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Hang May Anh"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (21.0, 22.0, 30.0)
    with Image.open(io.BytesIO(striped(width, height).jpeg)) as image:
        buffer = io.BytesIO()
        pillow_heif.from_pillow(image).save(buffer, quality=80, exif=exif.tobytes())
    return buffer.getvalue()


def test_a_heic_with_its_place_becomes_a_jpeg_without_and_can_be_edited(desk, household):
    body = heic_with_gps()
    assert body[4:12] == b"ftypheic"
    assert b"Hang May Anh" in body
    product = ProductFactory(household=household)
    upload = SimpleUploadedFile("IMG_1034.HEIC", body, "application/octet-stream")
    assert desk.post(reverse("products:photos", args=[product.pk]), {"photos": [upload]}).status_code == 302
    photo = product.photos.get()
    address = reverse("products:edit_photo", args=[product.pk, photo.pk])
    for action in ("turn:right", "crop:square", "keep:start"):
        assert desk.post(address, {"action": action}).status_code == 302
    photo.refresh_from_db()
    assert (photo.width, photo.height, photo.turns, photo.crop, photo.keep) == (1000, 1000, 1, "square", "start")
    for jpeg in (photo.read(), photo.read_original()):
        with Image.open(io.BytesIO(jpeg)) as image:
            assert image.format == "JPEG"
            assert len(image.getexif()) == 0
        assert b"Hang May Anh" not in jpeg
    assert colour(photo.read(), 0.5, 0.02) == "r"


def test_the_editor_offers_the_parts_only_where_something_is_cut_off(desk, household):
    product = ProductFactory(household=household)
    photo = operations.add_photo(product=product, picture=striped())
    address = reverse("products:edit_photo", args=[product.pk, photo.pk])
    assert "Giữ phần nào" not in desk.get(address).content.decode()
    desk.post(address, {"action": "crop:square"})
    assert "Bên trái" in desk.get(address).content.decode()
    desk.post(address, {"action": "turn:left"})
    assert "Dưới" in desk.get(address).content.decode()
    desk.post(address, {"action": "original"})
    assert "Giữ phần nào" not in desk.get(address).content.decode()


def test_what_cannot_be_cut_is_told_beside_the_photograph(desk, household):
    product = ProductFactory(household=household)
    photo = operations.add_photo(product=product, picture=picture(1, 640, 480))
    response = desk.post(reverse("products:edit_photo", args=[product.pk, photo.pk]), {"action": "crop:4x3"})
    assert response.status_code == 422
    assert "nhỏ hơn 500 điểm" in response.content.decode()


@pytest.mark.parametrize("action", ["", "turn", "crop:circle", "keep:", "original:1", "\x00"])
def test_no_button_that_is_not_there_changes_anything(desk, household, action):
    product = ProductFactory(household=household)
    photo = operations.add_photo(product=product, picture=striped())
    assert desk.post(reverse("products:edit_photo", args=[product.pk, photo.pk]), {"action": action}).status_code == 302
    photo.refresh_from_db()
    assert not photo.is_edited or action == "turn"


def test_a_photograph_is_dropped_onto_another_place(desk, household):
    product = ProductFactory(household=household)
    first, second, third = [operations.add_photo(product=product, picture=picture(t)) for t in range(3)]
    address = reverse("products:photo", args=[product.pk, first.pk])
    desk.post(address, {"action": "move", "to": "2"})
    assert list(product.photos.values_list("pk", flat=True)) == [second.pk, third.pk, first.pk]
    desk.post(address, {"action": "move", "to": "x"})
    assert list(product.photos.values_list("pk", flat=True)) == [second.pk, third.pk, first.pk]


def test_anothers_photograph_cannot_be_edited(desk, household):
    mine, theirs = ProductFactory(household=household), ProductFactory()
    photo = operations.add_photo(product=theirs, picture=striped())
    for product in (mine, theirs):
        address = reverse("products:edit_photo", args=[product.pk, photo.pk])
        assert desk.post(address, {"action": "turn:right"}).status_code == 404
    assert not Photo.objects.get().is_edited
    assert Photo.objects.get().keep == Keep.MIDDLE

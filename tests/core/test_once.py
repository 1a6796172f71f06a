"""The same form again, also at the same moment and also when it would not be taken any more, is answered as before."""

import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from harvests.models import Harvest
from portal1034.commodities.models import Commodity
from portal1034.core.once import made_before
from products.models import Photo, Product
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import DESCRIPTION, ProductFactory
from tests.journeys.steps import photo

AT_ONCE = 4


def signed_in(household) -> Client:
    client = Client()
    client.force_login(household.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def harvest_form(**changes) -> dict:
    return {"khi": "giữa tháng 6", "volume_kg": "3 tấn", "form_key": str(uuid.uuid4()), **changes}


def product_form(**changes) -> dict:
    return {
        "commodity": Commodity.objects.get(slug="vai-thieu").pk,
        "title": "Vải thiều Lục Ngạn loại 1, thùng 5 kg",
        "unit_label": "thùng 5 kg",
        "price_vnd": "185k",
        "stock": "120",
        "description": DESCRIPTION,
        "form_key": str(uuid.uuid4()),
        **changes,
    }


def all_at_once(household, path: str, form: dict) -> set[tuple[int, str]]:
    """Post the form from several phones at the same moment; return the different answers (status, where to)."""
    clients, gate, answers = [signed_in(household) for _ in range(AT_ONCE)], threading.Barrier(AT_ONCE), []

    def send(client: Client) -> None:
        try:
            gate.wait(30)
            answer = client.post(path, form)
            answers.append((answer.status_code, answer.get("Location", "")))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == AT_ONCE
    return set(answers)


@pytest.mark.django_db(transaction=True)
def test_a_harvest_sent_several_times_at_once_is_one_row_and_one_answer():
    household = VerifiedHouseholdFactory()
    answers = all_at_once(household, "/ho-cua-toi/mua-vu/khai/vai-thieu/", harvest_form())
    assert answers == {(302, "/ho-cua-toi/mua-vu/")}
    assert Harvest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("most", [200, 1], ids=["room", "the last one there is room for"])
def test_a_product_sent_several_times_at_once_is_one_row_and_one_answer(settings, most):
    settings.MAX_PRODUCTS_PER_HOUSEHOLD = most
    household = VerifiedHouseholdFactory()
    answers = all_at_once(household, "/ho-cua-toi/nong-san/them/", product_form())
    assert answers == {(302, f"/ho-cua-toi/nong-san/{Product.objects.get().pk}/anh/")}


@pytest.mark.django_db
def test_photographs_sent_again_are_the_ones_that_are_there():
    product = ProductFactory()
    client = signed_in(product.household)
    for _ in range(2):
        sent = [photo(tone) for tone in (0, 1)]
        files = [SimpleUploadedFile(one["name"], one["buffer"], "image/jpeg") for one in sent]
        assert client.post(f"/ho-cua-toi/nong-san/{product.pk}/anh/", {"photos": files}).status_code == 302
    assert Photo.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "form", "model"),
    [
        ("/ho-cua-toi/mua-vu/khai/vai-thieu/", harvest_form, Harvest),
        ("/ho-cua-toi/nong-san/them/", product_form, Product),
    ],
    ids=["harvest", "product"],
)
def test_a_form_that_arrived_is_answered_alike_when_it_would_not_be_taken_any_more(path, form, model):
    client = signed_in(VerifiedHouseholdFactory())
    sent = form()
    first = client.post(path, sent)
    assert first.status_code == 302
    again = client.post(path, {**sent, "volume_kg": "", "khi": "không rõ", "title": "", "stock": ""})
    assert (again.status_code, again.url) == (302, first.url)
    assert model.objects.count() == 1


@pytest.mark.django_db
def test_the_whole_form_of_a_harvest_is_answered_alike_too():
    client = signed_in(VerifiedHouseholdFactory())
    today = timezone.localdate()
    crop = Commodity.objects.get(slug="vai-thieu").pk
    form = {**harvest_form(), "commodity": crop, "starts_on": f"{today:%d/%m/%Y}", "ends_on": f"{today:%d/%m/%Y}"}
    first = client.post("/ho-cua-toi/mua-vu/them/", form)
    again = client.post("/ho-cua-toi/mua-vu/them/", {**form, "starts_on": "hôm nào"})
    assert (first.status_code, again.status_code, again.url) == (302, 302, first.url)
    assert Harvest.objects.count() == 1


@pytest.mark.django_db
def test_a_key_opens_only_ones_own_rows():
    form = product_form()
    signed_in(VerifiedHouseholdFactory()).post("/ho-cua-toi/nong-san/them/", form)
    other = VerifiedHouseholdFactory()
    assert made_before(Product.objects.filter(household=other), form) is None
    for key in ("", "x", None):
        assert made_before(Product.objects.all(), {"form_key": key} if key is not None else {}) is None

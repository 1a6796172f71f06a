"""axe finds nothing on the pages about a person's data, for the person, the trader and the officer."""

import pytest
from playwright.sync_api import expect

from harvests.models import Offer
from portal1034.accounts.enums import ConsentPurpose, RequestKind, Role
from portal1034.accounts.models import Identity, User
from portal1034.accounts.operations import give_consent
from portal1034.accounts.privacy.identities import keep_identity
from portal1034.accounts.privacy.requests import open_request
from tests.journeys.steps import DESK, complaints
from tests.journeys.test_axe import EDGE, demo, javascript, signed_in  # noqa: F401

NUMBER = "024185000123"


@pytest.mark.parametrize("viewport", [EDGE, DESK], ids=["phone", "desk"])
def test_no_page_about_data_has_a_violation(demo, open_page, viewport):  # noqa: F811
    offer = Offer.objects.first()
    owner = offer.household.owner
    give_consent(user=owner, purpose=ConsentPurpose.CONTACT)
    if not Identity.objects.filter(user=owner).exists():
        keep_identity(user=owner, number=NUMBER)
    asked = open_request(person=owner, kind=RequestKind.ERASE)
    contact = f"{offer.household.get_absolute_url()}lien-he/"
    trader = signed_in(open_page, viewport, offer.trader.user)
    found = [c for path in ("/ho-cua-toi/du-lieu/", contact) for c in complaints(trader, path)]
    trader.get_by_role("button", name="Xem số điện thoại").click()
    expect(trader.locator(".phone-shown")).to_be_visible()
    farmer = signed_in(open_page, viewport, owner)
    data = "/ho-cua-toi/du-lieu/"
    pages = ("", "ban-sao/", "can-cuoc/", "yeu-cau/xoa/", "yeu-cau/sua/", "yeu-cau/ngung-dung/")
    for path in ["/ho-cua-toi/nguoi-xem-so/", contact, *(f"{data}{page}" for page in pages)]:
        found += complaints(farmer, path)
    if viewport == DESK:
        admin = User.objects.filter(role=Role.ADMINISTRATOR).first()
        desk = signed_in(open_page, viewport, admin)
        queue, numbers = "/quan-tri/accounts/personaldatarequest/", "/quan-tri/accounts/identity/"
        deeds = ("change", "tra-loi", "gia-han", "tu-choi")
        row = Identity.objects.get(user=owner).pk
        paths = [queue, f"{queue}add/", numbers, f"{numbers}add/", f"{numbers}{row}/xem-so/", f"{numbers}{row}/change/"]
        for path in [*paths, *(f"{queue}{asked.pk}/{deed}/" for deed in deeds)]:
            found += complaints(desk, path)
    assert found == [], "\n".join(found)

"""axe finds nothing on the newest pages about households: the officer's, the team's, crops with their land, imports."""

import pytest

from households import operations
from households.enums import OnKnown, Verification
from households.models import TeamMember
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.harvests import commodity_of
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory
from tests.households.household_imports import checked, uploaded
from tests.households.import_steps import confirmed
from tests.households.papers import facts
from tests.households.test_assisted import assisted
from tests.households.workbooks import book, row
from tests.journeys.steps import DESK, complaints
from tests.journeys.test_axe import EDGE, javascript, signed_in  # noqa: F401

HOUSEHOLDS, CERTIFICATES, IMPORTS = (
    f"/quan-tri/households/{name}/" for name in ("household", "certificate", "importrun")
)
both = pytest.mark.parametrize("viewport", [EDGE, DESK], ids=["phone", "desk"])


@both
def test_an_officers_pages_about_one_household(open_page, viewport):
    officer = OfficerFactory()
    household = VerifiedHouseholdFactory(name="Hộ bà Lành")
    crops = [commodity_of("vai-thieu"), commodity_of("nhan")]
    operations.set_crops(household=household, commodities=crops, areas={crops[0].pk: 720})
    twin = HouseholdFactory(name="Bà Lành", commune=household.commune)
    page = signed_in(open_page, viewport, officer)
    certificate = CertificateFactory(household=household)
    one = f"{HOUSEHOLDS}{household.pk}"
    paths = [f"{one}/{deed}" for deed in ("change/", "dong-y/", "tra-lai/", "chung-nhan/", "chung-nhan/?loai=ocop")]
    paths += [f"{HOUSEHOLDS}trung/", f"{one}/so-sanh/{twin.pk}/?tu=trung", f"{HOUSEHOLDS}add/"]
    paths += [f"{CERTIFICATES}{certificate.pk}/{deed}" for deed in ("change/", "giay/")]
    found = [complaint for path in paths for complaint in complaints(page, path)]
    assert found == [], "\n".join(found)


@both
def test_a_list_at_every_stage(open_page, viewport):
    officer = OfficerFactory()
    HouseholdFactory(owner__phone="+84900500001")
    page = signed_in(open_page, viewport, officer)
    rows = [row(1), row(2), row(3, address="xã Không Có, tỉnh Nào")]
    waits, ready = uploaded(officer, book(rows)), checked(officer, book(rows))
    found = complaints(page, f"{IMPORTS}add/") + complaints(page, f"{IMPORTS}{waits.pk}/cot/")
    found += complaints(page, f"{IMPORTS}{ready.pk}/change/")
    confirmed(ready, on_known=OnKnown.UPDATE)
    found += complaints(page, f"{IMPORTS}{ready.pk}/change/") + complaints(page, f"{IMPORTS}{ready.pk}/thay-doi/")
    assert found == [], "\n".join(found)


@both
def test_a_teams_pages_about_one_household(open_page, viewport):
    member = TeamMember.objects.create(
        user=UserFactory(), department=OfficerFactory().department, appointed_by=OfficerFactory()
    )
    household = assisted(by=member.user, as_team=True)
    member.communes.set([household.commune])
    made, _created = operations.add_certificate(household=household, recorded_by=member.user, **facts())
    household.refresh_from_db()
    operations.return_for_correction(household=household, by=OfficerFactory(), reason="Thiếu tên thôn.")
    household.refresh_from_db()
    assert household.verification == Verification.RETURNED
    page = signed_in(open_page, viewport, member.user)
    one = f"/to-so/ho/{household.pk}/"
    paths = [
        one,
        f"{one}sua/",
        f"{one}chung-nhan/",
        f"{one}chung-nhan/?loai=vietgap",
        f"{one}chung-nhan/{made.pk}/giay/",
    ]
    found = [complaint for path in paths for complaint in complaints(page, path)]
    assert found == [], "\n".join(found)


@both
def test_crops_with_their_land(open_page, viewport):
    newcomer = UserFactory()
    crops = [str(commodity_of(slug).pk) for slug in ("vai-thieu", "nhan")]
    answers = {"ten": {"name": ["Hộ bà Lành"]}, "dia-chi": {"address": ["Phường Chũ, Bắc Ninh"]}}
    for step, said in {**answers, "nong-san": {"crops": crops}}.items():
        operations.save_step(user=newcomer, step=step, values=said, done=True)
    page = signed_in(open_page, viewport, newcomer)
    found = complaints(page, "/dang-ky/ho/dien-tich/")
    household = HouseholdFactory()
    household.commodities.set([commodity_of("vai-thieu")])
    page = signed_in(open_page, viewport, household.owner)
    found += complaints(page, "/ho-cua-toi/ho-so/")
    assert found == [], "\n".join(found)

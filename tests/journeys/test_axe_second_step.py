"""axe finds nothing where staff install an authenticator app and are shown their recovery codes."""

import pyotp
import pytest
from playwright.sync_api import Page, expect

from portal1034.accounts.authenticator.models import Authenticator
from tests.factories.accounts import OfficerFactory
from tests.journeys.steps import DESK, complaints, overflow, violations
from tests.journeys.test_axe import EDGE, javascript, signed_in  # noqa: F401


def wrong_with(page: Page) -> list[str]:
    wide = [f"{page.url} is {overflow(page)}px too wide"] if overflow(page) > 0 else []
    return [f"{page.url} {violation}" for violation in violations(page)] + wide


@pytest.mark.parametrize("viewport", [EDGE, DESK], ids=["phone", "desk"])
def test_the_second_step_has_no_violation_from_first_page_to_recovery_codes(open_page, viewport):
    officer = OfficerFactory()
    page = signed_in(open_page, viewport, officer)
    found = complaints(page, "/buoc-hai/")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/dang-nhap/cai-ung-dung/")
    found += wrong_with(page)
    secret = Authenticator.objects.pending().of(officer).get().secret()
    page.get_by_role("main").get_by_role("textbox").fill(pyotp.TOTP(secret).now())
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mười mã khôi phục")
    found += wrong_with(page)
    found += complaints(page, "/buoc-hai/")
    assert found == [], "\n".join(found)

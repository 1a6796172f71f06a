"""What people do over and over: sign in, read a code, wait until something has come true."""

import io
import re
import time
from collections.abc import Callable

from PIL import Image, ImageDraw
from playwright.sync_api import Page

from portal1034.accounts.models import TextMessage
from tests.browser import axe_violations, settled

__all__ = ["settled"]  # a step like those below

PASSWORD = "mat-khau-thu"
DESK = {"width": 1440, "height": 900}


def code_sent_to(phone: str) -> str:
    """Return the code of the newest text message to `phone` (E.164)."""
    body = TextMessage.objects.filter(phone=phone).latest("pk").body
    return re.search(r"\b\d{6}\b", body)[0]


def sign_in(page: Page, user) -> None:
    """Sign in by password; staff also enter the code they are sent."""
    page.goto("/dang-nhap/")
    page.get_by_label("Số điện thoại").fill(str(user.phone))
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_load_state()  # a click waits for an answer to begin, not for the page to be there
    if page.get_by_label("Mã trong tin nhắn").count():
        page.get_by_label("Mã trong tin nhắn").fill(code_sent_to(str(user.phone)))
        page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def photo(tone: int, side: int = 700) -> dict:
    """Return a JPEG as Playwright uploads it; another `tone`, another picture."""
    image = Image.new("RGB", (side, side), (180, 30 + tone * 40, 40))
    ImageDraw.Draw(image).ellipse((60, 60, side - 60 - tone * 20, side - 60), fill=(240, 200, 60))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return {"name": f"anh-{tone}.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def wait_for(what: str, check: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, f"{what}: không thấy sau {seconds} giây"
        time.sleep(0.3)


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands."""
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in axe_violations(page)]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def complaints(page: Page, path: str) -> list[str]:
    """Go to `path` and return what is wrong with the page: axe's violations, and whether it scrolls sideways."""
    page.goto(path)
    found = [f"{path} {violation}" for violation in violations(page)]
    return found + ([f"{path} is {overflow(page)}px too wide"] if overflow(page) > 0 else [])

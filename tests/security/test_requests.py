"""What comes from strangers at the edge: addresses, bodies, headers, and what every answer says to browsers."""

import pytest
from django.conf import settings
from django.test import override_settings

from tests.factories.accounts import UserFactory
from tests.factories.harvests import TraderFactory

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/mua-vu/",
    "/nong-san/",
    "/thu-mua/",
    "/tin-tuc/",
    "/so-lieu/",
    "/tim-kiem/",
    "/dang-nhap/",
    "/dang-ky/",
]


@pytest.mark.parametrize("path", ["/ho-san-xuat/%00/", "/media/p/%00.jpg", "/tin-tuc/a%00b/", "/%00"])
def test_nul_in_a_path_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("typed", ["%00", "a%00b", "%%0000", "%%00%0000"])
@pytest.mark.parametrize("path", [*PUBLIC, "/thu-mua/dang/"])
def test_nul_in_a_query_is_left_out(client, path, typed):
    if path == "/thu-mua/dang/":
        client.force_login(TraderFactory().user)
    names = ("q", "loai", "tinh", "sau", "ky", "dia-gioi", "tiep", "next")
    assert client.get(path, QUERY_STRING="&".join(f"{name}={typed}" for name in names)).status_code == 200


def test_a_body_larger_than_any_form_is_refused_before_it_is_read(client):
    answer = client.generic("POST", "/dang-nhap/", b"x", CONTENT_LENGTH=str(settings.REQUEST_MAX_BYTES + 1))
    assert answer.status_code == 400


def test_fields_may_not_be_as_large_as_photographs(client):
    answer = client.post("/dang-nhap/", {"phone": "9" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", [*PUBLIC, "/khong-co/", "/ho-cua-toi/", "/quan-tri/", "/healthz", "/media/p/x.jpg"])
def test_every_answer_tells_browsers_to_be_strict(client, path):
    answer = client.get(path)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_other_sites_may_not_use_our_pages_as_parts_of_theirs_but_photographs_travel(client):
    assert client.get("/")["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cross-Origin-Resource-Policy" not in client.get("/media/p/x.jpg")


@pytest.mark.parametrize("name", ["trang.html", "bang.xlsx", "anh.svg", "../settings.py", "a" * 3000 + ".jpg"])
def test_only_pictures_of_ours_are_served_from_the_media_folder(client, name, tmp_path):
    if len(name) < 200 and "/" not in name:
        (tmp_path / name).write_text("<script>alert(1)</script>")
    with override_settings(MEDIA_ROOT=tmp_path):
        assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example"])
def test_a_host_that_is_not_ours_is_refused(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 400


def test_a_forwarded_host_is_not_believed(client):
    assert "evil.example" not in client.get("/", headers={"X-Forwarded-Host": "evil.example"}).text


@pytest.mark.parametrize(
    "wanted",
    [
        *("//evil.example", "\\\\evil.example", "/\\evil.example", "https://evil.example/", "///evil.example"),
        *(
            "javascript:alert(1)",
            "http:evil",
            "\t//evil.example",
            "trang-khong-co",
            "-1",
            "{}",
            "https://testserver@evil.example/",
        ),
    ],
)
@pytest.mark.parametrize("name", ["tiep", "next"])
def test_signing_in_never_leads_elsewhere(client, wanted, name):
    user = UserFactory()
    answer = client.post("/dang-nhap/", {"phone": user.phone.as_e164, "password": "mat-khau-thu", name: wanted})
    assert answer.status_code == 302
    assert answer.url.startswith("/")
    assert not answer.url.startswith(("//", "/\\"))
    again = client.get("/dang-nhap/", {name: wanted})
    assert again.status_code == 302
    assert again.url == "/ban-lam-viec/"


@pytest.mark.parametrize(
    "cursor",
    ["9999-12-31T23:59:59-23:59~1", "0001-01-01T00:00:00+23:59~1", "2026-01-01~1", "x", "2026-01-01T00:00:00+00:00~²"],
)
def test_a_made_up_place_in_the_news_is_not_found(client, cursor):
    assert client.get("/tin-tuc/", {"truoc": cursor}).status_code == 404

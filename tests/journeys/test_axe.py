"""axe finds nothing on any page, for anybody, on a phone and on a desk; and no page scrolls sideways on a phone."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page

from harvests.models import BuyRequest, Harvest, Offer
from households.models import Certificate, TrainingClass
from news.models import Article
from portal1034.accounts.enums import Role
from portal1034.accounts.models import User
from portal1034.accounts.perms import scope_of
from products.models import Order, Product
from tests.factories.certificates import CertificateFactory, TrainingClassFactory
from tests.factories.orders import told_order
from tests.journeys.steps import DESK, PASSWORD, complaints, sign_in

PUBLIC = [
    "/mua-vu/ban-do/?loai=ca-phe-robusta",
    "/", "/mua-vu/", "/mua-vu/ca-phe-robusta/", "/thu-mua/", "/nong-san/", "/tin-tuc/", "/so-lieu/",
    "/du-lieu-mo/", "/gia/", "/gia/?nong-san=ca-phe-robusta",
    "/dia-phuong/dak-lak/", "/tim-kiem/?q=ca+phe", "/tim-kiem/?q=zzzz", "/gioi-thieu/", "/quyen-rieng-tu/",
    "/huong-dan/", "/huong-dan/chup-anh-dep/",
    "/tin-tuc/chu-de/thi-truong/", "/tin-tuc/dia-phuong/bac-giang/",
    "/van-ban/", "/van-ban/1034-qd-btttt/", "/hoi-dap/", "/lien-he/",
    "/kha-nang-tiep-can/", "/ngoai-tuyen/", "/so-do-trang/", "/dang-ky/", "/dang-nhap/", "/khong-co-trang-nay/",
    "/en/", "/en/mua-vu/", "/en/mua-vu/ca-phe-robusta/", "/en/nong-san/", "/en/gia/", "/en/tin-tuc/", "/en/hoi-dap/",
]  # fmt: skip
HOUSEHOLD = [
    "/ho-cua-toi/don-hang/", "/ho-cua-toi/don-hang/?muc=dang-di", "/ho-cua-toi/don-hang/?muc=xong",
    "/ho-cua-toi/", "/ho-cua-toi/nong-san/", "/ho-cua-toi/nong-san/them/", "/ho-cua-toi/mua-vu/",
    "/ho-cua-toi/mua-vu/khai/", "/ho-cua-toi/mua-vu/khai/vai-thieu/", "/ho-cua-toi/mua-vu/xac-nhan/",
    "/ho-cua-toi/mua-vu/khai/vai-thieu/?khi=gi%E1%BB%AFa+th%C3%A1ng+6",
    "/ho-cua-toi/mua-vu/them/", "/ho-cua-toi/tin-nhan/", "/ho-cua-toi/ho-so/", "/ho-cua-toi/dong-y/",
    "/ho-cua-toi/chung-nhan/", "/ho-cua-toi/chung-nhan/them/", "/ho-cua-toi/chung-nhan/them/?loai=ocop",
    "/ho-cua-toi/chung-nhan/them/?loai=planting_area", "/ho-cua-toi/nhan/",
]  # fmt: skip
TRADER = ["/thuong-lai/", "/thuong-lai/ho-so/", "/thuong-lai/ho-so/giay/", "/thu-mua/dang/", "/thuong-lai/theo-doi/"]
EDGE = {"width": 360, "height": 640}


@pytest.fixture
def javascript() -> bool:
    return True


@pytest.fixture
def demo():
    call_command("seed_demo", "--small")


def signed_in(open_page, viewport, user: User) -> Page:
    user.set_password(PASSWORD)
    user.save()
    page = open_page(viewport)
    sign_in(page, user)
    return page


@pytest.mark.parametrize("viewport", [EDGE, DESK], ids=["phone", "desk"])
def test_no_page_of_anybody_has_a_violation(demo, open_page, viewport):
    product = Product.objects.published().first()
    harvest = Harvest.objects.public().first()
    offer = Offer.objects.filter(household__assistance=None).first()
    found = []
    visitor = open_page(viewport)
    some = [product.get_absolute_url(), product.household.get_absolute_url(), f"/mua-vu/hoi/{harvest.pk}/"]
    paper = Certificate.objects.public().first()
    some += [f"/truy-xuat/{code}/" for code in (product.code, paper.household.code)]
    some += [paper.household.get_absolute_url()]
    some += [Article.objects.published().first().get_absolute_url()]
    for path in [*PUBLIC, *some]:
        found += complaints(visitor, path)
    farmer = signed_in(open_page, viewport, offer.household.owner)
    mine = Product.objects.filter(household=offer.household).first()
    desk = [f"/ho-cua-toi/nong-san/{mine.pk}/{step}" for step in ("", "gia/", "anh/", "dang/")] if mine else []
    steps = ("them-loai/", "mua-ban/", *(f"anh/{photo.pk}/sua/" for photo in mine.photos.all()[:1])) if mine else ()
    desk += [f"/ho-cua-toi/nong-san/{mine.pk}/{step}" for step in steps]
    declared = CertificateFactory(household=offer.household, expires_on=timezone.localdate())
    papers = [f"/ho-cua-toi/chung-nhan/{declared.pk}/{step}" for step in ("", "giay/")]
    lessons = [lesson.get_absolute_url() for lesson in (TrainingClass.objects.first(), TrainingClassFactory())]
    sold = [told_order(mine, quantity=1), told_order(mine, status="confirmed", quantity=1)] if mine else []
    sales = [f"/ho-cua-toi/don-hang/{order.pk}/khong-giao-duoc/" for order in sold]
    labels = [f"/ho-cua-toi/nhan/in/?ma={offer.household.code}&so={so}" for so in ("24", "")]
    for path in [*HOUSEHOLD, *desk, *sales, *papers, *lessons, *labels, offer.get_absolute_url()]:
        found += complaints(farmer, path)
    trader = signed_in(open_page, viewport, offer.trader.user)
    wanted = BuyRequest.objects.of_trader(offer.trader).open().first()
    asked = [f"/thu-mua/{wanted.pk}/{step}" for step in ("hop/", "sua/")] if wanted else []
    deal = Offer.objects.filter(trader=offer.trader, deal__isnull=False).first()
    asked += [f"/de-nghi/{deal.pk}/{step}" for step in ("", "ket-qua/")] if deal else []
    for path in [*TRADER, *asked, f"/de-nghi/{offer.pk}/dieu-khoan/"]:
        found += complaints(trader, path)
    assert found == [], "\n".join(found)


def test_the_officers_desk_has_no_violation(demo, open_page):
    lesson = TrainingClass.objects.earliest("starts_at")
    page = signed_in(open_page, DESK, lesson.created_by)
    mine = scope_of(lesson.created_by).province_ids
    paths = [
        "/quan-tri/households/certificate/",
        f"/quan-tri/households/trainingclass/{lesson.pk}/in-ma/",
        "/quan-tri/households/trainingclass/",
        "/quan-tri/",
        "/quan-tri/households/household/",
        "/quan-tri/households/household/trung/",
        "/quan-tri/products/product/",
        "/quan-tri/products/listing/",
        "/quan-tri/products/listing/vuong-mac/",
        "/quan-tri/products/listing/vuong-mac/postmart/too_few/",
        "/quan-tri/products/listing/bang-tay/voso/",
        "/quan-tri/products/order/",
        *(f"/quan-tri/products/order/{order.pk}/change/" for order in Order.objects.filter(province__in=mine)[:1]),
        *(f"/quan-tri/products/product/{p.pk}/dien-tap/" for p in Product.objects.filter(province__in=mine)[:1]),
        "/quan-tri/harvests/seasonwarning/",
    ]
    found = [c for path in paths for c in complaints(page, path)]
    chief = signed_in(open_page, DESK, User.objects.filter(role=Role.ADMINISTRATOR).earliest("pk"))
    found += complaints(chief, "/quan-tri/products/marketplacehealth/hai-san/")
    assert found == [], "\n".join(found)

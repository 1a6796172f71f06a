"""What the demonstration's figures suggest and its officers say: two calls for buyers, a shortage, the rest wait."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from harvests.enums import WarningKind
from harvests.models import SeasonWarning, Trader
from harvests.operations import call_for_buyers, confirm_warning, post_buy_request
from harvests.weighing import weigh
from portal1034.accounts.models import User
from portal1034.regions.names import lower_first

CALLS = 2
CALL = (
    "Hộ đang thu {crop} rộ, còn hàng loại 1 và loại 2. Xe vào được tận vườn; Sở nối với từng xã và điểm tập kết.",
    "{place} cần thêm người mua {crop} trong đợt này. Mua từ năm tấn, hộ gom sẵn theo tổ, cân tại điểm.",
)
NOTE = "Thương lái đặt nhiều hơn lượng hộ đã khai; hộ còn hàng khai thêm để có người mua."
# After the call somebody asks for a part of what is left over, so that an officer sees what came of it.
ASKED_SHARE = 0.1


def write_warnings(officers: Mapping[str, User], trader: Trader) -> None:
    """`officers` are by province code; a warning of a province without one stays a suggestion."""
    weigh()
    found = SeasonWarning.objects.suggested().select_related("commodity", "province")
    mine = sorted((w for w in found if w.province.code in officers), key=lambda w: -w.gap_kg)
    gluts = [warning for warning in mine if warning.is_glut]
    for place, warning in enumerate(gluts[:CALLS]):
        _call(warning, officers[warning.province.code], CALL[place % len(CALL)])
    for warning in [w for w in mine if w.kind == WarningKind.SHORTAGE][:1]:
        confirm_warning(warning=warning, by=officers[warning.province.code], note=NOTE)
    _answer(gluts[:1], trader)
    weigh()


def _call(warning: SeasonWarning, officer: User, text: str) -> None:
    words = {"crop": lower_first(warning.commodity.name), "place": warning.province.short_name}
    called = call_for_buyers(warning=warning, by=officer, text=text.format(**words), contact=officer.department)
    called.called_at = called.decided_at = timezone.now() - timedelta(hours=3)
    called.first_seen_at = called.called_at - timedelta(days=2)
    called.save(update_fields=("called_at", "decided_at", "first_seen_at"))


def _answer(called: Sequence[SeasonWarning], trader: Trader) -> None:
    today = timezone.localdate()
    for warning in called:
        post_buy_request(
            trader=trader, commodity=warning.commodity, province=warning.province,
            starts_on=max(today, warning.first.start), ends_on=warning.last.end,
            volume_kg=max(1_000, round(warning.gap_kg * ASKED_SHARE, -3)), note="Đọc lời kêu gọi của Sở, lấy tại vườn.",
        )  # fmt: skip

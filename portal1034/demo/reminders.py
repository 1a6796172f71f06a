"""Calls that the demonstration's officers made about listings which their households must mend."""

from collections.abc import Mapping, Sequence

from households.models import Household
from portal1034.accounts.models import User
from portal1034.demo.pieces import Plan
from products.operations import note_call

NOTES = (
    "Bác hẹn cuối tuần con về chụp lại ảnh.",
    "Không nghe máy, chiều gọi lại.",
    "Đã chỉ bác cách thêm ảnh, tổ số cộng đồng sẽ ghé.",
)


def write_reminders(plan: Plan, households: Sequence[Household], officers: Mapping[str, User]) -> None:
    """Every other household whose product lacks photographs was called once."""
    lacking = list(dict.fromkeys(product.household for product in plan.products if product.dropped))
    for turn, number in enumerate(lacking[::2]):
        officer = officers[plan.households[number].province]
        note_call(household=households[number], by=officer, note=NOTES[turn % len(NOTES)])

"""Two households side by side: are they one? Merging them, telling them apart, and taking a merge back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from households import operations
from households.admin.doubles import LIST
from households.areas import write_area, write_crops
from households.enums import Verification
from households.models import Household, HouseholdMerge
from households.perms import can_merge, can_verify
from portal1034.accounts import tasks
from portal1034.core.formatting import moment, phone

CHANGE = "admin:households_household_change"
# Rows that are about the household rather than of it.
_NOT_COUNTED = {"householdcrop", "householdmerge", "notduplicate", "assistance", "farmphoto", "farmplace"}


class MergingMixin:
    """For HouseholdAdmin: the pages under one household that compare it with another."""

    def merging_urls(self) -> list:
        wrap = self.admin_site.admin_view
        compare = wrap(require_http_methods(["GET", "HEAD", "POST"])(self.compare_view))
        return [
            path("<int:pk>/so-sanh/<int:other>/", compare, name="households_household_compare"),
            path("gop/<int:pk>/tach/", wrap(require_POST(self.undo_view)), name="households_household_unmerge"),
        ]

    def compare_view(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        pair = [self._in_scope_or_404(request, key) for key in (pk, other)]
        if pk == other:
            raise Http404
        if not can_merge(request.user, *pair):
            raise PermissionDenied(_("Bạn không gộp được hai hồ sơ này."))
        if request.method == "POST":
            answer = self._decide(request, *pair)
            return redirect(LIST) if request.GET.get("tu") == "trung" else answer
        context = {
            "title": _("Hai hồ sơ này là một hộ?"),
            "pair": pair,
            "rows": _side_by_side(*pair),
            "from_doubles": request.GET.get("tu") == "trung",
            "may_merge": Verification.MERGED not in {row.verification for row in pair},
        }
        return self.form_page(request, template="admin/households/household/compare.html", **context)

    def _decide(self, request: HttpRequest, household: Household, other: Household) -> HttpResponse:
        keep = {str(household.pk): (household, other), str(other.pk): (other, household)}.get(request.POST.get("keep"))
        try:
            if keep:
                operations.merge(keep=keep[0], drop=keep[1], by=request.user)
                tasks.wake()
                messages.success(request, _("Đã gộp %(drop)s vào %(keep)s và nhắn cho hai chủ hộ.") % {
                    "drop": keep[1].code, "keep": keep[0].code,
                })  # fmt: skip
                return redirect(CHANGE, keep[0].pk)
            operations.not_duplicates(one=household, other=other, by=request.user)
            messages.success(request, _("Đã ghi: hai hộ khác nhau."))
        except operations.NotPossible as error:
            messages.warning(request, str(error))
        return redirect(CHANGE, household.pk)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = HouseholdMerge.objects.filter(pk=pk).select_related("kept", "dropped").first()
        if record is None:
            raise Http404
        for household in (record.kept, record.dropped):
            self._in_scope_or_404(request, household.pk)
            if not can_verify(request.user, household):
                raise PermissionDenied(_("Bạn không tách được hai hồ sơ này."))
        try:
            dropped = operations.undo_merge(record=record, by=request.user)
        except operations.NotPossible as error:
            messages.warning(request, str(error))
            return redirect(CHANGE, record.kept_id)
        messages.success(request, _("Đã tách lại %s; mọi thứ về chỗ cũ.") % dropped.code)
        return redirect(CHANGE, dropped.pk)


def merges_of(household: Household) -> list[HouseholdMerge]:
    """Return the merges that stand, into this household or of it."""
    standing = HouseholdMerge.objects.standing().select_related("kept", "dropped", "merged_by")
    return list(standing.filter(kept=household) | standing.filter(dropped=household))


def _side_by_side(one: Household, other: Household) -> list[dict]:
    """Return {name, values (a pair), differ} for what an officer compares."""
    facts = [dict(_facts(household)) for household in (one, other)]
    return [
        {"name": name, "values": [fact[name] for fact in facts], "differ": facts[0][name] != facts[1][name]}
        for name in facts[0]
    ]


def _facts(household: Household):
    yield _("Tên"), household.name
    yield _("Số điện thoại"), phone(household.owner.phone.as_e164)
    yield _("Nơi"), household.place
    yield _("Địa chỉ đã ghi"), household.address_typed or household.address_line
    yield _("Nông sản"), write_crops((row.commodity.name, row.area_m2) for row in household.crops.in_order())
    yield _("Diện tích"), write_area(household.area_m2)
    yield _("Xác minh"), household.get_verification_display()
    yield _("Lập lúc"), moment(household.created_at)
    assistance = getattr(household, "assistance", None)
    yield _("Ai ghi"), str(assistance.by) if assistance else _("Chủ hộ tự ghi")
    yield from _holdings(household)


def _holdings(household: Household):
    """How many rows of each kind hang on the household, whatever apps there are above."""
    for relation in Household._meta.related_objects:
        model = relation.related_model
        if relation.many_to_many or model._meta.model_name in _NOT_COUNTED or hasattr(model, "pgh_tracked_model"):
            continue
        count = model._base_manager.filter(**{relation.field.name: household.pk}).count()
        yield str(model._meta.verbose_name).capitalize(), str(count)

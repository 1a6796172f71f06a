"""What this app keeps about a person: the household, its papers and places, who looked at its number, imports."""

from collections.abc import Iterable

from django.db.models import Q, TextField
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from households.enums import Verification
from households.models import (
    Assistance,
    Certificate,
    ContactLook,
    FarmPlace,
    Household,
    HouseholdMerge,
    ImportChange,
    ImportPart,
    ImportRow,
    ImportRun,
    RegistrationDraft,
    TeamMember,
    new_code,
)
from households.models.importing import WORKING
from households.operations import erase_documents, hide_without_consent, set_farm_photo
from portal1034.accounts.privacy.holders import Holder, Record, Section, section_of
from portal1034.accounts.privacy.terms import SOMEONE, Terms, blank_admin_log, blank_history, blank_rows
from portal1034.core import pagecache

PROFILE = (
    "code", "name", "commune", "province", "address_line", "address_typed", "area_m2", "story",
    "verification", "verified_at", "return_reason", "created_at",
)  # fmt: skip
CERTIFICATE = ("kind", "stars", "number", "issuer", "market", "issued_on", "expires_on", "state", "return_reason")


class HouseholdHolder(Holder):
    def sections(self, user) -> Iterable[Section]:
        household = household_of(user)
        if household:
            yield from _about(household)
        drafts = RegistrationDraft.objects.filter(user=user)
        yield section_of("draft", _("Bản đăng ký dở"), drafts, ("steps", "started_at"))
        looks = ContactLook.objects.by(user).newest()
        yield section_of("looks_by_me", _("Số điện thoại của hộ khác mà tôi đã xem"), looks, ("at", "page"))
        yield section_of("team", _("Tổ công nghệ số"), TeamMember.objects.filter(user=user), ("communes", "is_active"))

    def province_of(self, user):
        household = household_of(user)
        return household.province if household else None

    def names_of(self, user) -> Iterable[str]:
        household = household_of(user)
        if household is None:
            return ()
        return {household.name, *household.events.values_list("name", flat=True)}

    def begin_erasure(self, user) -> None:
        household = household_of(user)
        if household and household.verification in {Verification.WAITING, Verification.VERIFIED}:
            hide_without_consent(household=household)

    def erase(self, user, terms: Terms) -> dict[str, int]:
        counts = {
            "households.RegistrationDraft": RegistrationDraft.objects.filter(user=user).delete()[0],
            "households.TeamMember": TeamMember.objects.filter(user=user).update(is_active=False),
        }
        household = household_of(user)
        counts |= _forget_imports(household, terms)
        if household:
            counts |= _erase_papers(household) | _erase_household(household)
            pagecache.bump("households", "products", "season")
        return counts


def household_of(user) -> Household | None:
    return Household.objects.owned_by(user).select_related("commune", "province").first()


def _about(household: Household) -> Iterable[Section]:
    profile, certificates = reverse("households:profile"), household.certificates.all()
    yield section_of("household", _("Hồ sơ hộ"), [household], PROFILE, edit_url=profile)
    grown = household.crops.in_order()
    yield section_of("crops", _("Nông sản và diện tích"), grown, ("commodity", "area_m2"), edit_url=profile)
    place = ("digital_address", "on_map", "own_latitude", "own_longitude")
    yield section_of("farm_place", _("Vị trí vườn"), FarmPlace.objects.filter(household=household), place)
    papers = reverse("households:certificates")
    yield section_of("certificates", _("Chứng nhận"), certificates, CERTIFICATE, edit_url=papers)
    yield section_of("attendances", _("Lớp đã học"), household.attendances.select_related("training_class"),
                     ("training_class", "at"))  # fmt: skip
    helped = ("how", "note", "registered_at", "claimed_at", "answer")
    yield section_of("assistance", _("Người ghi giúp"), Assistance.objects.filter(household=household), helped)
    # Who looked is told on the desk; a copy that leaves the portal names nobody else.
    looks = household.contact_looks.newest()
    yield section_of("looks_at_me", _("Lần người khác xem số của tôi"), looks, ("at", "page"))
    yield Section("history", _("Các lần sửa hồ sơ"), [_past(event) for event in household.events.order_by("pgh_id")])


def _past(event) -> Record:
    values = [("at", _("lúc"), event.pgh_created_at)]
    for name in ("name", "address_line", "address_typed", "area_m2", "story", "return_reason"):
        label = str(Household._meta.get_field(name).verbose_name)
        values.append((name, label, getattr(event, name)))
    return Record(values)


def _erase_papers(household: Household) -> dict[str, int]:
    erase_documents(household=household)
    set_farm_photo(household=household, photo=None)
    certificates = Certificate.objects.filter(household=household)
    keys = list(certificates.values_list("pk", flat=True))
    merges = HouseholdMerge.objects.filter(Q(kept=household) | Q(dropped=household))
    return {
        "households.Certificate": blank_rows(certificates, return_reason=SOMEONE),
        "households.CertificateEvent": blank_history(Certificate, keys),
        "households.FarmPlace": FarmPlace.objects.filter(household=household).delete()[0],
        "households.Assistance": blank_rows(Assistance.objects.filter(household=household)),
        "households.HouseholdMerge": merges.update(before={}, filled={}),
        "households.ContactLook": ContactLook.objects.of_household(household).delete()[0],
        "admin.LogEntry": blank_admin_log(Certificate, keys) + blank_admin_log(Household, [household.pk]),
    }


def _erase_household(household: Household) -> dict[str, int]:
    household.commodities.clear()
    changed = blank_rows(
        Household.objects.filter(pk=household.pk),
        name=_("Hộ đã xóa dữ liệu"),
        code=new_code(),
        area_m2=None,
        form_key=None,
        verification=Verification.RETURNED,
        verified_at=None,
        verified_by=None,
        return_reason=SOMEONE,
    )
    history = blank_history(Household, [household.pk], area_m2=None)
    return {"households.Household": changed, "households.HouseholdEvent": history}


def _forget_imports(household: Household | None, terms: Terms) -> dict[str, int]:
    """Rows of imports that name the person go, and the files they came in; what remains can still be undone."""
    shown = Concat(Cast("cells", TextField()), Cast("problems", TextField()), "understood", output_field=TextField())
    rows = ImportRow.objects.annotate(said=shown).filter(said__regex=terms.pattern)
    made = Concat(Cast("before", TextField()), Cast("after", TextField()), "label", output_field=TextField())
    named = Q(said__regex=terms.pattern)
    if household:
        named |= Q(run__kind="households", object_id=household.pk)
    changes = ImportChange.objects.annotate(said=made).filter(named)
    runs = set(rows.values_list("run", flat=True)) | set(changes.values_list("run", flat=True))
    still = ImportRun.objects.filter(pk__in=runs)
    files = ImportPart.objects.filter(run__in=still.exclude(status__in=WORKING))
    return {
        "households.ImportPart": files.delete()[0],
        "households.ImportRun": still.update(samples=[]),
        "households.ImportRow": ImportRow.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0],
        "households.ImportChange": ImportChange.objects.filter(
            pk__in=list(changes.values_list("pk", flat=True))
        ).delete()[0],
    }

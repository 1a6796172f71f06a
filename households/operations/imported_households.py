"""Households written from a list, a batch at a time, and put back exactly as they stood.

The rules of `register_household` and `update_profile`, said for a thousand rows: a constant number of queries.
Callers hold a transaction; the engine of imports does.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _

from households.enums import Verification
from households.events import households_changed
from households.models import Assistance, Household, HouseholdCrop
from households.operations.hanging import hanging_on
from households.operations.household import PAGE_FAMILIES
from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import ConsentHow, ConsentPurpose, Role
from portal1034.accounts.events import consent_given
from portal1034.accounts.models import Consent, User
from portal1034.core import pagecache
from portal1034.core.text import nfc

# What an import may write, what an officer or the owner may have changed since: all of it is compared before undoing.
WATCHED = (
    "owner_id", "name", "commune_id", "province_id", "address_line", "address_typed", "area_m2", "story",
    "verification", "verified_at", "verified_by_id", "return_reason", "updated_at",
)  # fmt: skip
WRITTEN = (
    "name", "commune", "province", "address_line", "address_typed", "area_m2", "story",
    "verification", "verified_at", "verified_by", "return_reason", "updated_at",
)  # fmt: skip


Grown = dict[int, int | None]  # {commodity: m² or None}


def snapshot(household: Household, crops: Grown) -> dict:
    """Return the household's values as JSON that `put_back` reads back to the microsecond."""
    values = {}
    for name in WATCHED:
        is_empty = getattr(household, name) is None
        values[name] = None if is_empty else Household._meta.get_field(name).value_to_string(household)
    return {"fields": values, "crops": [list(pair) for pair in sorted(crops.items())]}


def _grown(pairs: Iterable) -> Grown:
    """Read `snapshot`'s crops back; imports of before areas were kept wrote the commodities alone."""
    return dict(pair if isinstance(pair, list) else (pair, None) for pair in pairs)


def register_many(*, rows: Sequence, by: User, note: str) -> list[tuple[Household, dict]]:
    """Register a household for each row (see `HouseholdRow`); return them with what to remember for undoing, in order.

    Owners without an account get one without a password: they claim it with a code. Consent is on paper, says `by`.
    """
    if not rows:
        return []
    made_users = _make_users([row for row in rows if row.user is None])
    households = _make_households(rows)
    _set_crops({h.pk: _told(row) for h, row in zip(households, rows, strict=True)})
    consents = _record_consents([row.user for row in rows], by)
    helped = Assistance.objects.bulk_create(
        Assistance(household=h, by=by, how=ConsentHow.PAPER, note=nfc(note)[:200]) for h in households
    )
    pagecache.bump(*PAGE_FAMILIES)
    return [
        (household, {
            **snapshot(household, _told(row)),
            "user": row.user.pk if row.user.pk in made_users else None,
            "consent": consents.get(row.user.pk),
            "assistance": help_.pk,
        })
        for household, row, help_ in zip(households, rows, helped, strict=True)
    ]  # fmt: skip


def _make_users(rows: Sequence) -> set[int]:
    users = User.objects.bulk_create(
        User(phone=row.phone, full_name=nfc(row.owner_name or row.name)[:120], password=make_password(None))
        for row in rows
    )
    for row, user in zip(rows, users, strict=True):
        row.user = user
    return {user.pk for user in users}


def _make_households(rows: Sequence) -> list[Household]:
    codes = Household.objects.free_codes(len(rows))
    return Household.objects.bulk_create(
        Household(
            code=code,
            owner=row.user,
            name=nfc(row.name),
            commune=row.commune,
            province=row.commune.province,
            address_line=row.street,
            address_typed=row.address,
            area_m2=row.area_m2,
            story=row.story,
        )
        for code, row in zip(codes, rows, strict=True)
    )


def _told(row, before: Grown | None = None) -> Grown:
    """What a row says is grown, with the areas it tells; of a crop that was there, the area it does not tell stays."""
    return {pk: row.crop_areas.get(pk, (before or {}).get(pk)) for pk in row.commodity_ids}


def _set_crops(crops: dict[int, Grown]) -> None:
    HouseholdCrop.objects.bulk_create(
        HouseholdCrop(household_id=pk, commodity_id=crop, area_m2=area)
        for pk, grown in crops.items()
        for crop, area in grown.items()
    )


def _record_consents(users: Sequence[User], by: User) -> dict[int, int]:
    """Record REGISTER for those who have not given it; return {user: consent} of the new ones."""
    standing = Consent.objects.active().for_purpose(ConsentPurpose.REGISTER).filter(user__in=users)
    have = set(standing.values_list("user", flat=True))
    wording = wording_of(ConsentPurpose.REGISTER)
    consents = Consent.objects.bulk_create(
        Consent(
            user=user,
            purpose=ConsentPurpose.REGISTER,
            wording_version=wording.version,
            wording=wording.full_text,
            given_how=ConsentHow.PAPER,
            recorded_by=by,
        )
        for user in users
        if user.pk not in have
    )
    for consent in consents:
        consent_given.send(user=consent.user, purpose=ConsentPurpose.REGISTER)
    return {consent.user_id: consent.pk for consent in consents}


# ---- changing what is there ----


def update_many(*, rows: Sequence, keep_name) -> dict[int, tuple[Household, dict, dict]]:
    """Change the household of each row where the row says something else; return {pk: (household, before, after)}.

    `keep_name(old, new)` says whether two names mean the same. What a row leaves empty stays as it is. A verified
    household with another name or commune is to be verified again.
    """
    households = _locked([row.household_id for row in rows])
    crops = _crops_of(households)
    changed: dict[int, tuple[Household, dict, dict]] = {}
    new_crops: dict[int, Grown] = {}
    now = timezone.now()
    for row in rows:
        household = households[row.household_id]
        before = snapshot(household, crops[household.pk])
        _take_over(household, row, keep_name)
        wanted = _told(row, crops[household.pk]) or crops[household.pk]
        if (after := snapshot(household, wanted)) == before:
            continue
        household.updated_at = now
        if wanted != crops[household.pk]:
            new_crops[household.pk] = wanted
        after = snapshot(household, wanted)
        changed[household.pk] = (household, before, after)
    _write([household for household, _b, _a in changed.values()], new_crops)
    _tell_of_names((household, before["fields"], after["fields"]) for household, before, after in changed.values())
    return changed


def _tell_of_names(rows: Iterable[tuple[Household, dict, dict]]) -> None:
    """Tell the upper layers which households are called or placed otherwise than before."""
    named = [row for row, old, new in rows if (old["name"], old["commune_id"]) != (new["name"], new["commune_id"])]
    if named:
        households_changed.send(households=named)


def _take_over(household: Household, row, keep_name) -> None:
    moved = household.commune_id != row.commune.pk
    if not keep_name(household.name, row.name):
        household.name, moved = nfc(row.name), True
    if moved or (row.street and household.address_line != row.street):
        household.address_line, household.address_typed = row.street or household.address_line, row.address
    household.commune, household.province = row.commune, row.commune.province
    household.area_m2 = row.area_m2 or household.area_m2
    household.story = row.story or household.story
    if moved and household.verification == Verification.VERIFIED:
        household.verification = Verification.WAITING
        household.verified_at = household.verified_by = None


def _locked(pks: Iterable[int]) -> dict[int, Household]:
    rows = Household.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return {household.pk: household for household in rows}


def _crops_of(pks: Iterable[int]) -> dict[int, Grown]:
    found: dict[int, Grown] = defaultdict(dict)
    rows = HouseholdCrop.objects.filter(household__in=list(pks))
    for pk, crop, area in rows.values_list("household_id", "commodity_id", "area_m2"):
        found[pk][crop] = area
    return found


def _write(households: list[Household], new_crops: dict[int, Grown]) -> None:
    if households:
        Household.objects.bulk_update(households, WRITTEN)
        pagecache.bump(*PAGE_FAMILIES)
    if new_crops:
        HouseholdCrop.objects.filter(household__in=list(new_crops)).delete()
        _set_crops(new_crops)


# ---- putting back ----


def put_back(*, changes: Sequence, scope) -> dict[int, str]:
    """Undo changes; return {pk of a change: sentence} of those whose household somebody has touched since.

    A household that an import made goes, with its consent and, if nobody has claimed it, its owner's account.
    """
    households = _locked([change.object_id for change in changes])
    crops = _crops_of(households)
    refused: dict[int, str] = {}
    for change in changes:
        household = households.get(change.object_id)
        if household is None:
            refused[change.pk] = _("Hồ sơ này không còn.")
        elif not scope.holds(household.province_id):
            refused[change.pk] = _("Hộ này đã chuyển sang tỉnh ngoài phạm vi của bạn.")
        elif snapshot(household, crops[household.pk]) != _seen(change.after):
            refused[change.pk] = _("Hồ sơ đã có người sửa hoặc xác minh sau lần nhập.")
    sound = [change for change in changes if change.pk not in refused]
    _restore([change for change in sound if change.before is not None], households)
    made = [change for change in sound if change.before is None]
    refused |= _in_use(made, households)
    _remove([change for change in made if change.pk not in refused])
    if len(refused) < len(changes):
        pagecache.bump(*PAGE_FAMILIES)
    return refused


def _seen(after: dict) -> dict:
    return {"fields": after["fields"], "crops": [list(pair) for pair in sorted(_grown(after["crops"]).items())]}


def _restore(changes: Sequence, households: dict[int, Household]) -> None:
    new_crops: dict[int, Grown] = {}
    for change in changes:
        household = households[change.object_id]
        for name, value in change.before["fields"].items():
            field = Household._meta.get_field(name)
            setattr(household, field.attname, None if value is None else field.to_python(value))
        if change.before["crops"] != change.after["crops"]:
            new_crops[household.pk] = _grown(change.before["crops"])
    _write([households[change.object_id] for change in changes], new_crops)
    _tell_of_names((households[c.object_id], c.after["fields"], c.before["fields"]) for c in changes)


def _in_use(made: Sequence, households: dict[int, Household]) -> dict[int, str]:
    """Return sentences for households and owners that something else hangs on by now, or that were claimed."""
    users = {change.after["user"]: change.pk for change in made if change.after["user"]}
    claimed = set(
        User.objects.filter(pk__in=users).exclude(
            last_login=None, phone_verified_at=None, role=Role.HOUSEHOLD, is_active=True, password__startswith="!"  # noqa: S106
        ).values_list("pk", flat=True)
    )  # fmt: skip
    refused = {users[pk]: _("Chủ hộ đã nhận tài khoản của mình.") for pk in claimed}
    consents = [change.after["consent"] for change in made if change.after["consent"]]
    helped = [change.after["assistance"] for change in made]
    taken_back = set(Consent.objects.filter(pk__in=consents, withdrawn_at=None).values_list("pk", flat=True))
    unclaimed = set(Assistance.objects.unclaimed().filter(pk__in=helped).values_list("pk", flat=True))
    for change in made:
        if change.after["consent"] and change.after["consent"] not in taken_back:
            refused[change.pk] = _("Chủ hộ đã rút sự đồng ý; giữ lại để có căn cứ.")
        elif change.after["assistance"] not in unclaimed:
            refused[change.pk] = _("Chủ hộ đã nhận hồ sơ của mình.")
    ours = {Consent: consents, Assistance: helped, Household: list(households)}
    by_household = {change.object_id: change.pk for change in made}
    for model, owners in ((Household, by_household), (User, users)):
        for pk, name in hanging_on(model, list(owners), ours, aside={HouseholdCrop}).items():
            refused.setdefault(owners[pk], _("Đã có %s gắn với hộ này.") % name)
    return refused


def _remove(changes: Sequence) -> None:
    """Delete what was made, one statement a table: `_in_use` has seen that nothing else refers to it."""
    if not changes:
        return
    pks = [change.object_id for change in changes]
    for rows in (
        HouseholdCrop.objects.filter(household__in=pks),
        Assistance.objects.filter(pk__in=[change.after["assistance"] for change in changes]),
        Consent.objects.filter(pk__in=[c.after["consent"] for c in changes if c.after["consent"]]),
        Household.objects.filter(pk__in=pks),
        User.objects.filter(pk__in=[c.after["user"] for c in changes if c.after["user"]]),
    ):
        rows._raw_delete(rows.db)

"""Registering as a row of questions: which there are, which is next, what a draft amounts to."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from households.forms import steps
from households.models import RegistrationDraft
from households.operations import FarmAnswers, StoredPhoto
from portal1034.commodities.models import Commodity
from portal1034.regions.models import Province


@dataclass(frozen=True, slots=True)
class Step:
    """One question: `slug` in the address, `name` in a list, the `question` itself. A required one must be answered."""

    slug: str
    name: str
    question: str
    form: type[steps.StepForm]
    required: bool = True

    @property
    def template(self) -> str:
        return f"households/steps/{self.form.__name__.removesuffix('Step').lower()}.html"


STEPS = (
    Step("ten", _("Tên hộ"), _("Hộ của bác tên là gì?"), steps.NameStep),
    Step("dia-chi", _("Địa chỉ"), _("Hộ của bác ở đâu?"), steps.AddressStep),
    Step("nong-san", _("Nông sản"), _("Hộ có nông sản gì?"), steps.CropsStep),
    Step("dien-tich", _("Diện tích"), _("Vườn, ruộng, ao rộng chừng nào?"), steps.AreaStep, required=False),
    Step("gioi-thieu", _("Giới thiệu"), _("Bác kể vài câu về cách làm"), steps.StoryStep, required=False),
    Step("anh", _("Ảnh vườn"), _("Cho người mua xem vườn"), steps.PhotoStep, required=False),
)
SEND = "gui"
TOTAL = len(STEPS) + 1
_BY_SLUG = {step.slug: step for step in STEPS}


def step_named(slug: str) -> Step | None:
    return _BY_SLUG.get(slug)


def number_of(slug: str) -> int:
    """Return the place of a step, from 1; of the last page, TOTAL."""
    return next((number for number, step in enumerate(STEPS, 1) if step.slug == slug), TOTAL)


def after(slug: str) -> str:
    following = number_of(slug)
    return STEPS[following].slug if following < len(STEPS) else SEND


def before(slug: str) -> str | None:
    number = number_of(slug)
    return STEPS[number - 2].slug if number > 1 else None


class Answers:
    """What a draft says so far. Nothing in it is trusted: every answer is read again when the whole is sent."""

    def __init__(self, draft: RegistrationDraft | None) -> None:
        self.draft = draft or RegistrationDraft()

    @property
    def is_begun(self) -> bool:
        return any(self.draft.values_of(step.slug) for step in STEPS)

    def form(self, step: Step, data=None, files=None):
        """Return the step's form on `data`, or on what the draft says; a fresh one where it says nothing."""
        if data is None and (values := self.draft.values_of(step.slug)):
            data = MultiValueDict(values)
        province = None if step.form is steps.AddressStep else self.province
        more = {"grown": self.grown} if step.form is steps.AreaStep else {}
        return step.form(data, files, province=province, **more)

    @cached_property
    def _address(self) -> dict:
        form = self.form(_BY_SLUG["dia-chi"])
        return form.cleaned_data if form.is_valid() else {}

    @cached_property
    def grown(self) -> dict[Commodity, str]:
        """What the draft says is grown, each with the area written beside its name, or ""."""
        form = self.form(_BY_SLUG["nong-san"])
        if not (form.is_bound and form.is_valid()):
            return {}
        said = form.cleaned_data
        return {crop: said["area_texts"].get(crop.pk, "") for crop in said["commodities"]}

    @property
    def province(self) -> Province | None:
        commune = self._address.get("commune")
        return commune.province if commune else None

    def missing(self, *, until: str = SEND) -> str | None:
        """Return the first required step before `until` that was not sent yet, or None."""
        asked = STEPS[: number_of(until) - 1]
        return next((step.slug for step in asked if step.required and not self.draft.is_done(step.slug)), None)

    def resume(self) -> str:
        """Return where to go on: the first required step that is missing, else where the person was last."""
        last = self.draft.last_step
        return self.missing() or (after(last) if self.draft.is_done(last) else last) or SEND

    def invalid(self) -> str | None:
        """Return the first step whose answer does not hold (any more), or None."""
        return next((slug for slug, form in self._forms.items() if form.is_bound and not form.is_valid()), None)

    @cached_property
    def _forms(self) -> dict:
        return {step.slug: self.form(step) for step in STEPS}

    @property
    def photo(self) -> StoredPhoto | None:
        said = {name: values[0] for name, values in self.draft.values_of("anh").items() if values}
        if "sha256" not in said:
            return None
        return StoredPhoto(said["sha256"], int(said["width"]), int(said["height"]))

    def cleaned(self) -> dict:
        """Return every cleaned answer by field; call when nothing is missing or invalid."""
        found = {}
        for form in self._forms.values():
            found |= form.cleaned_data if form.is_bound else {}
        return found

    @staticmethod
    def crop_areas(said: dict) -> dict[int, int]:
        """Return {commodity: m²}: what was written beside the names, then what the question about land was told."""
        areas = said.get("crop_areas", {}) | said.get("areas_told", {})
        return {key: area for key, area in areas.items() if area}

    def household(self) -> dict:
        """Return the arguments of `register_household`."""
        said = self.cleaned()
        return {
            "name": said["name"],
            "commune": said["commune"],
            "address_line": said["street"],
            "address_typed": said["address"],
            "commodities": said.get("commodities", []),
            "crop_areas": self.crop_areas(said),
            "area_m2": said.get("area_m2"),
            "story": said.get("story", ""),
        }

    def farm(self) -> FarmAnswers:
        said = self.cleaned()
        return FarmAnswers(said["digital_address"], said["on_map"], said["point"], self.photo)

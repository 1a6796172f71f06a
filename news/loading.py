"""The words the portal starts with. What is there already is an editor's, and is left as it is."""

import tomllib
from pathlib import Path

from django.db import transaction

from news.models import Answer, Document, Guide, GuideStep, StandingPage
from news.operations import save_answer, save_document, save_guide, save_page

DATA = Path(__file__).parent / "data"


def load_words() -> int:
    """Add the documents, guides, answers and pages that are missing; return how many. Running it again adds none."""
    return _documents() + _guides() + _answers() + _pages()


def _read(name: str) -> list[dict]:
    with (DATA / f"{name}s.toml").open("rb") as file:
        return tomllib.load(file)[name]


def _documents() -> int:
    known = set(Document.objects.values_list("number", flat=True))
    new = [row for row in _read("document") if row["number"] not in known]
    for row in new:
        save_document(document=Document(**row))
    return len(new)


def _guides() -> int:
    known = set(Guide.objects.values_list("slug", flat=True))
    new = [row for row in _read("guide") if row["slug"] not in known]
    for row in new:
        steps = row.pop("step")
        with transaction.atomic():
            guide = Guide.objects.create(**row)
            GuideStep.objects.bulk_create(GuideStep(guide=guide, position=n, **s) for n, s in enumerate(steps, start=1))
            save_guide(guide=guide)
    return len(new)


def _answers() -> int:
    known = set(Answer.objects.values_list("question", flat=True))
    new = [Answer(position=n, **row) for n, row in enumerate(_read("answer"), start=1) if row["question"] not in known]
    for answer in new:
        save_answer(answer=answer)
    return len(new)


def _pages() -> int:
    known = set(StandingPage.objects.values_list("code", flat=True))
    new = [StandingPage(**row) for row in _read("page") if row["code"] not in known]
    for page in new:
        save_page(page=page)
    return len(new)

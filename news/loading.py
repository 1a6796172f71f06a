"""The words the portal starts with. What is there already is an editor's, and is left as it is; so is what an editor
has deleted or called otherwise: the history knows every name that a row ever had.
"""

import tomllib
from pathlib import Path

from django.db import transaction
from django.db.models import Model

from news.enums import TieKind
from news.models import Answer, Document, DocumentTie, Guide, GuideStep, StandingPage
from news.operations import save_answer, save_document, save_guide, save_page

DATA = Path(__file__).parent / "data"


def load_words() -> int:
    """Add the documents, guides, answers and pages that are missing; return how many. Running it again adds none."""
    return _documents() + _guides() + _answers() + _pages()


def _read(name: str) -> list[dict]:
    with (DATA / f"{name}s.toml").open("rb") as file:
        return tomllib.load(file)[name]


def _ever(model: type[Model], *names: str) -> set[tuple]:
    """Return what the rows of a tracked model are called, and what any row, also one deleted since, was called."""
    history = model._meta.get_field("events").related_model
    return {*model.objects.values_list(*names), *history.objects.values_list(*names)}


@transaction.atomic
def _documents() -> int:
    known = _ever(Document, "number", "issuer")
    new = [row for row in _read("document") if (row["number"], row["issuer"]) not in known]
    ties = [(row["number"], row.pop("ties", {}), row.pop("replaced_by", "")) for row in new]
    there = {document.number: document for document in Document.objects.defer("text", "document").order_by("-pk")}
    there |= {row["number"]: save_document(document=Document(**row)) for row in new}
    for number, others, successor in ties:
        _tie(there, there[number], others)
        if successor in there:
            Document.objects.filter(pk=there[number].pk).update(replaced_by=there[successor])
    return len(new)


def _tie(there: dict[str, Document], document: Document, others: dict[str, list[str]]) -> None:
    """Say how a new document stands to those that are there: {kind: their numbers}."""
    DocumentTie.objects.bulk_create(
        DocumentTie(document=document, kind=TieKind(kind), other=there[number])
        for kind, numbers in others.items()
        for number in numbers
        if number in there
    )


def _guides() -> int:
    known = _ever(Guide, "slug")
    new = [row for row in _read("guide") if (row["slug"],) not in known]
    for row in new:
        steps = row.pop("step")
        with transaction.atomic():
            guide = Guide.objects.create(**row)
            GuideStep.objects.bulk_create(GuideStep(guide=guide, position=n, **s) for n, s in enumerate(steps, start=1))
            save_guide(guide=guide)
    return len(new)


def _answers() -> int:
    known = _ever(Answer, "question")
    rows = enumerate(_read("answer"), start=1)
    new = [Answer(position=n, **row) for n, row in rows if (row["question"],) not in known]
    for answer in new:
        save_answer(answer=answer)
    return len(new)


def _pages() -> int:
    """Pages that must be there: unlike the rest, one that is gone comes back."""
    known = set(StandingPage.objects.values_list("code", flat=True))
    new = [StandingPage(**row) for row in _read("page") if row["code"] not in known]
    for page in new:
        save_page(page=page)
    return len(new)

"""The English catalogue: whole for every public template, and compiled."""

import ast
import gettext as gnu
import importlib.util
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
# Templates that people who are not signed in are shown; what they include and extend is found from them.
PUBLIC = [
    "4*.html",
    "offline.html",
    "accounts/register*.html",
    "accounts/sign_in*.html",
    "accounts/second_step.html",
    "harvests/calendar.html",
    "harvests/commodity.html",
    "harvests/_commodity.html",
    "harvests/_calendar.html",
    "harvests/ripe_map.html",
    "harvests/_ripe_map.html",
    "harvests/buy_request.html",
    "harvests/buy_requests.html",
    "harvests/ask_first.html",
    "harvests/confirm_address.html",
    "harvests/stop_letters.html",
    "news/*.html",
    "pages/home.html",
    "pages/household.html",
    "pages/province.html",
    "pages/search.html",
    "pages/_suggestions.html",
    "pages/trace.html",
    "pages/embeds/*.html",
    "products/catalogue.html",
    "products/detail.html",
    "reports/*.html",
    "django/forms/*.html",
]
# Modules whose sentences stand on public pages.
MODULES = [
    "harvests/calls.py",
    "harvests/feeds.py",
    "harvests/filters.py",
    "harvests/lunar.py",
    "harvests/places.py",
    "harvests/prices.py",
    "harvests/reputation.py",
    "harvests/drawing/*.py",
    "harvests/views/buy_requests.py",
    "harvests/views/calendar.py",
    "harvests/views/commodity.py",
    "harvests/views/ripe_map.py",
    "harvests/views/season_words.py",
    "news/feeds.py",
    "news/views/*.py",
    "portal1034/commodities/enums.py",
    "portal1034/core/templatetags/*.py",
    "portal1034/pages/rows.py",
    "portal1034/pages/season_map.py",
    "portal1034/pages/search/*.py",
    "portal1034/pages/views/home.py",
    "portal1034/pages/views/places.py",
    "portal1034/pages/views/trace.py",
    "portal1034/pages/views/search.py",
    "portal1034/regions/drawing.py",
    "portal1034/regions/enums.py",
    "portal1034/reports/[!mo]*.py",
    "portal1034/reports/measures.py",
    "portal1034/reports/open_*.py",
    "products/templatetags/products.py",
    "products/views/catalogue.py",
    "portal1034/accounts/forms.py",
    "portal1034/accounts/views.py",
]
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "gettext_noop"}
# Behind a link that editors send one another, and a page of staff.
STAFF_ONLY = {"preview.html"}
_USED = re.compile(r'{%-?\s*(?:include|extends)\s+"([^"]+)"')
_SAID = re.compile(r"""\b(?:n?gettext|_)\(\s*u?(\"\"\"(?:.*?)\"\"\"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')""", re.S)
_HOLE = re.compile(r"%\((\w+)\)s|%s|\{\}")
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)


def compiler():
    spec = importlib.util.spec_from_file_location("compile_catalogues", ROOT / "scripts" / "compile_catalogues.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def catalogue(language: str) -> dict[str, str]:
    po = compiler().LOCALE / language / "LC_MESSAGES" / "django.po"
    return compiler().read_po(po.read_text(encoding="utf-8"))


def english() -> dict[str, str]:
    """Return msgid (the singular) → msgstr."""
    return {key.partition("\0")[0]: value for key, value in catalogue("en").items() if key}


def public_templates() -> list[str]:
    left = [path for pattern in PUBLIC for path in TEMPLATES.glob(pattern) if path.name not in STAFF_ONLY]
    found: dict[Path, None] = {}
    while left:
        path = left.pop()
        if path not in found:
            found[path] = None
            left += [TEMPLATES / name for name in _USED.findall(path.read_text(encoding="utf-8"))]
    return sorted(str(path.relative_to(TEMPLATES)) for path in found)


def sentences_of_template(name: str) -> list[str]:
    source = templatize((TEMPLATES / name).read_text(encoding="utf-8"), origin=name)
    return [ast.literal_eval(said) for said in _SAID.findall(source)]


def sentences_of_module(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") in CALLS and n.args)
    return [call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)]


@pytest.mark.parametrize("name", public_templates())
def test_every_sentence_of_a_public_template_is_said_in_english(name):
    known = english()
    assert not [said for said in sentences_of_template(name) if said not in known]


@pytest.mark.parametrize(
    "name", sorted(str(p.relative_to(ROOT)) for m in MODULES for p in ROOT.glob(m) if p.name != "preview.py")
)
def test_every_sentence_of_a_public_module_is_said_in_english(name):
    known = english()
    assert not [said for said in sentences_of_module(ROOT / name) if said not in known]


@pytest.mark.parametrize("name", public_templates())
def test_no_vietnamese_stands_in_a_public_template_unmarked(name):
    """What is written outside of {% translate %} would stay Vietnamese on English pages."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    for pattern in (
        r"\{#.*?#\}",
        r"\{% comment.*?endcomment %\}",
        r"\{% blocktranslate.*?endblocktranslate %\}",
        r"\{% translate .*?%\}",
        r'_\("[^"]*"\)',
        r"_\('[^']*'\)",
    ):
        text = re.sub(pattern, "", text, flags=re.S)
    assert not [line.strip()[:120] for line in text.splitlines() if _VIETNAMESE.search(line)]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_compiled_catalogue_is_the_written_one(language):
    folder = compiler().LOCALE / language / "LC_MESSAGES"
    expected = compiler().write_mo(catalogue(language))
    assert (folder / "django.mo").read_bytes() == expected, "run scripts/compile_catalogues.py"
    read = gnu.GNUTranslations(io.BytesIO(expected))
    assert {key: read.gettext(key) for key in catalogue(language) if "\0" not in key and "\x04" not in key} == {
        key: value for key, value in catalogue(language).items() if "\0" not in key and "\x04" not in key
    }


def test_what_is_filled_into_a_sentence_is_filled_into_its_english():
    for key, value in catalogue("en").items():
        for form in value.split("\0") if key else ():
            wanted = sorted(m[0] for m in _HOLE.finditer(key.split("\0")[0].split("\x04")[-1]))
            assert sorted(m[0] for m in _HOLE.finditer(form)) == wanted, key


def test_english_holds_no_vietnamese_letters_but_the_names_of_coins_and_places():
    allowed = re.compile("đồng|tấn|“Cả nước”|Tiếng Việt")
    assert not [value for value in english().values() if _VIETNAMESE.search(allowed.sub("", value))]

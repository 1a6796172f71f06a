"""A third marketplace is a file of its own: nothing that is not told of it by its code has to change."""

import ast
from pathlib import Path

import products.connectors
from products import marketplaces
from products.connectors import CONNECTORS, find_connectors
from products.enums import Marketplace

ROOT = Path(__file__).resolve().parents[3]
# Where a marketplace is named on purpose; docs/marketplaces/README.md lists what of this a third one adds to.
NAMED_IN = {
    "products/enums.py",
    "portal1034/accounts/enums.py",  # the consent's purpose
    "portal1034/accounts/consents.py",  # and its wording, which a lawyer reads
    "portal1034/settings/base.py",
    "products/admin/product.py",  # an action for each marketplace's workbook
    "portal1034/pages/style.py",  # the developers' page of shapes
    "households/enums.py",  # what a training class teaches
    "households/importing/attendance_kind.py",
}
APART = ("products/connectors/", "products/spreadsheets/", "portal1034/sandbox/", "portal1034/demo/")
CODES = set(Marketplace.values)
MODULE = """
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class ChoQueConfig:
    key: str
    timeout_s: float

    @classmethod
    def from_settings(cls, found, webhook_url) -> Self:
        return cls(found["key"], found["timeout_s"])


class ChoQue:
    Config, code, name, batch_size = ChoQueConfig, "cho-que", "Chợ quê", 10

    def __init__(self, config, *, throttle=None):
        self.config, self.throttle = config, throttle


CONNECTOR = ChoQue
"""


def test_every_marketplace_of_the_enum_has_a_connector_and_a_document():
    assert set(CONNECTORS) == CODES
    for code in CODES:
        assert (ROOT / "docs" / "marketplaces" / f"{code}.yaml").exists()
        assert CONNECTORS[code].name == Marketplace(code).label


def test_a_module_in_the_package_is_found_configured_and_paced(tmp_path, monkeypatch, settings):
    (tmp_path / "cho_que.py").write_text(MODULE)
    monkeypatch.setattr(products.connectors, "__path__", [*products.connectors.__path__, str(tmp_path)])
    monkeypatch.setattr(products.connectors, "CONNECTORS", find_connectors())
    entry = {"key": "k", "timeout_s": 3.0, "requests_per_second": 5.0}
    settings.MARKETPLACES = settings.MARKETPLACES | {"cho-que": entry}
    made = marketplaces.connector("cho-que")
    assert (made.name, made.config.key) == ("Chợ quê", "k")
    assert made.throttle.marketplace == "cho-que"  # it waits for its turn in its own bucket
    assert marketplaces.webhook_url("cho-que").endswith("/san/cho-que/tin-bao/")
    marketplaces.forget()


def names_of_marketplaces(source: str) -> set[str]:
    """Return what in this code is a marketplace's code as a string, or a member of the enum by name."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and node.value in CODES:
            found.add(node.value)
        if isinstance(node, ast.Attribute) and node.attr in Marketplace.names:
            found.add(node.attr)
    return found


def test_no_other_code_knows_one_marketplace_from_another():
    for folder in ("products", "households", "harvests", "news", "portal1034"):
        for path in (ROOT / folder).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if name in NAMED_IN or name.startswith(APART) or "/migrations/" in name:
                continue
            assert names_of_marketplaces(path.read_text()) == set(), name


def test_no_template_knows_one_marketplace_from_another():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert not any(f"'{code}'" in text or f'== "{code}"' in text for code in CODES), path

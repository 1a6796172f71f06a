import csv
import io

import pytest
from django.core.management import CommandError, call_command

from portal1034.commodities.enums import Unit
from portal1034.commodities.models import Category, Commodity, CommodityAlias, ReferenceSeason
from portal1034.commodities.operations import (
    REFERENCE_SEASONS,
    Loaded,
    UnknownProvince,
    free_slug,
    load_commodities,
)

pytestmark = pytest.mark.django_db

HEADER = "commodity,category,unit,aliases,province_code,start,end,peak,kind,basis\n"


@pytest.fixture
def file(tmp_path):
    def write(*rows):
        path = tmp_path / "seasons.csv"
        path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
        return path

    return write


def test_every_row_of_the_catalogue_becomes_a_season():
    load_commodities()
    with REFERENCE_SEASONS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert Commodity.objects.filter(name__in={row["commodity"] for row in rows}).count() == 57
    for row in rows:
        season = ReferenceSeason.objects.get(
            commodity__name=row["commodity"], province__code=row["province_code"], kind=row["kind"]
        )
        assert season.basis == row["basis"]


def test_loading_twice_adds_nothing():
    load_commodities()
    assert load_commodities() == Loaded(0, 0, 0)


def test_what_people_corrected_stays_corrected():
    load_commodities()
    Commodity.objects.filter(slug="vai-thieu").update(is_active=False)
    CommodityAlias.objects.filter(commodity__slug="vai-thieu", name="vải").delete()
    season = ReferenceSeason.objects.get(commodity__slug="vai-thieu", province__code="24")
    ReferenceSeason.objects.filter(pk=season.pk).update(start=14)
    assert load_commodities() == Loaded(0, 0, 0)
    assert not Commodity.objects.get(slug="vai-thieu").is_active
    assert not CommodityAlias.objects.filter(commodity__slug="vai-thieu", name="vải").exists()
    season.refresh_from_db()
    assert season.start == 14


def test_slugs_are_words_without_marks():
    load_commodities()
    slugs = dict(Commodity.objects.values_list("name", "slug"))
    assert slugs["Vải thiều"] == "vai-thieu"
    assert slugs["Su hào – bắp cải"] == "su-hao-bap-cai"
    # "dua" is Dứa's; Dừa goes by its alias.
    assert (slugs["Dứa"], slugs["Dừa"]) == ("dua", "dua-xiem")


def test_rows_of_one_commodity_are_gathered_with_all_their_aliases(file):
    path = file(
        "Quả zét,Nhóm zét,quả,zơm;zóm,24,06-1,07-3,06-2,main,thử",
        "Quả zét,Nhóm zét,quả,zơm; zăm ,30,06-1,07-3,06-2,main,thử",
    )
    assert load_commodities(path=path) == Loaded(1, 3, 2)
    made = Commodity.objects.get(name="Quả zét")
    assert made.unit == Unit.FRUIT
    assert list(made.aliases.values_list("name", flat=True)) == ["zơm", "zóm", "zăm"]
    assert Category.objects.get(name="Nhóm zét").slug == "nhom-zet"
    assert [(s.start, s.end, s.peak) for s in made.reference_seasons.all()] == [(16, 21, 17)] * 2


def test_a_new_season_of_a_known_commodity_is_added(file):
    load_commodities(path=file("Quả zét,Nhóm zét,kg,zơm,24,06-1,07-3,06-2,main,thử"))
    more = file("Quả zét,Nhóm zét,kg,zóm,30,06-1,07-3,06-2,main,thử")
    assert load_commodities(path=more) == Loaded(0, 0, 1)


def test_an_unknown_province_is_named_and_nothing_is_kept(file):
    with pytest.raises(UnknownProvince, match="tỉnh mã 03"):
        load_commodities(path=file("Quả zét,Nhóm zét,kg,,03,06-1,07-3,06-2,main,thử"))
    assert not Commodity.objects.filter(name="Quả zét").exists()
    assert not Category.objects.filter(name="Nhóm zét").exists()


def test_the_load_costs_the_same_queries_for_one_commodity_and_for_three(file, django_assert_max_num_queries):
    row = "Quả zét {n},Trái cây,kg,zơm {n},24,06-1,07-3,06-2,main,thử"
    with django_assert_max_num_queries(12):
        load_commodities(path=file(row.format(n=1)))
    with django_assert_max_num_queries(12):
        load_commodities(path=file(*(row.format(n=n) for n in (2, 3, 4))))


@pytest.mark.parametrize(
    ("names", "taken", "slug"),
    [
        (["Dừa"], set(), "dua"),
        (["Dừa", "dừa xiêm"], {"dua"}, "dua-xiem"),
        (["Dừa", "dừa xiêm"], {"dua", "dua-xiem"}, "dua-2"),
        (["Dừa"], {"dua", "dua-2"}, "dua-3"),
    ],
)
def test_the_first_free_name_gives_the_slug(names, taken, slug):
    assert free_slug(names, taken) == slug


def test_the_command_says_what_it_added():
    out = io.StringIO()
    call_command("load_commodities", stdout=out)
    assert "nông sản" in out.getvalue()


def test_the_command_says_what_is_missing(monkeypatch):
    def fail():
        raise UnknownProvince("Chưa có tỉnh mã 24: hãy nạp danh sách tỉnh trước khi nạp mùa vụ.")

    monkeypatch.setattr("portal1034.commodities.management.commands.load_commodities.load_commodities", fail)
    with pytest.raises(CommandError, match="nạp danh sách tỉnh"):
        call_command("load_commodities")

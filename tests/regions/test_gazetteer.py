"""The derived places, checked against the source and against what is known of the country."""

import json
import sqlite3
from collections import Counter

import pytest

from portal1034.regions import gazetteer as source
from portal1034.regions.enums import Zone


@pytest.fixture(scope="module")
def places():
    return source.gazetteer()


def test_there_are_63_provinces_34_merged_ones_and_3321_communes(places):
    assert (len(places.provinces), len(places.merged_provinces), len(places.communes)) == (63, 34, 3321)
    assert len({row.code for row in places.communes}) == 3321


def test_communes_are_xa_phuong_and_13_dac_khu(places):
    assert Counter(row.kind for row in places.communes) == {"Xã": 2621, "Phường": 687, "Đặc khu": 13}


def test_every_commune_lies_in_a_province_that_became_its_merged_province(places):
    merged = {row.code: row.merged_code for row in places.provinces}
    assert all(merged[row.province_code] == row.merged_code for row in places.communes)


def test_every_old_ward_went_only_to_communes_of_its_own_province(places):
    province = {row.code: row.province_code for row in places.communes}
    for row in places.former_places:
        assert row.commune_codes, row
        assert {province[code] for code in row.commune_codes} == {row.province_code}, row


def test_a_commune_lies_where_its_own_code_was_before(places):
    """The majority of old wards and the code are two independent witnesses; they never disagree."""
    before = {}
    for row in places.former_places:
        before.setdefault(row.code, set()).add(row.province_code)
    known = [row for row in places.communes if row.code in before]
    assert len(known) >= 3316
    assert [row for row in known if row.province_code not in before[row.code]] == []


def test_the_source_still_confuses_exactly_the_pairs_that_are_left_out(places):
    """When a new version mends or breaks its mapping, data/README.md must be written anew."""
    converter = json.loads(source._sources()[2].read_text(encoding="utf-8"))
    pairs = sum(len(keys) for wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].values() for keys in wards.values())
    pairs += sum(len(parts) for wards in converter["DICT_PROVINCE_WARD_DIVIDED"].values() for parts in wards.values())
    assert pairs - sum(len(row.commune_codes) for row in places.former_places) == 28


def test_zones_of_the_table_are_the_zones_of_the_portal(places):
    assert {row.zone for row in places.provinces} == {str(zone.label) for zone in Zone}


def test_a_ward_of_a_divided_district_is_known_by_the_earlier_district_too(places):
    hong_giang = next(r for r in places.former_places if r.short_name == "Hồng Giang" and r.province_code == "24")
    assert [district.name for district in hong_giang.districts] == ["Thị xã Chũ", "Huyện Lục Ngạn"]


def test_a_ward_that_was_merged_before_2025_is_an_alias_without_its_kind(places):
    by_name = {(row.name, row.province_code): row for row in places.former_places}
    assert by_name["Phường Văn Miếu Quốc Tử Giám", "01"].alias_keys == ("quoctugiam", "vanmieu")
    assert by_name["Phường Phương Liên Trung Tự", "01"].alias_keys == ("phuonglien",)


def test_the_fingerprint_follows_the_derivation(monkeypatch):
    before = source.fingerprint()
    monkeypatch.setattr(source, "_DERIVATION", "another")
    assert source.fingerprint() != before


def test_reading_the_data_changes_no_file_of_the_package():
    database = source._sources()[1]
    before = (database.stat().st_mtime_ns, database.stat().st_size)
    source.gazetteer.__wrapped__()
    assert (database.stat().st_mtime_ns, database.stat().st_size) == before
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        assert connection.execute("SELECT count(*) FROM admin_units").fetchone() == (3321,)
    connection.close()

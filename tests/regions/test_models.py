import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from portal1034.regions.enums import Zone
from portal1034.regions.models import Commune, FormerPlace, MergedProvince, Province, RegionRelease
from portal1034.regions.operations import load_regions

pytestmark = pytest.mark.django_db


def names(queryset, count=3):
    return [commune.name for commune in queryset[:count]]


class TestLoading:
    def test_the_country_is_complete(self):
        assert (Province.objects.count(), MergedProvince.objects.count(), Commune.objects.count()) == (63, 34, 3321)
        assert FormerPlace.objects.filter(is_default=True).count() == 10_040

    def test_every_zone_has_provinces(self):
        assert set(Province.objects.values_list("zone", flat=True).order_by().distinct()) == set(Zone.values)

    def test_a_second_run_changes_nothing_and_asks_almost_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(5):
            assert load_regions().changed is False

    def test_a_forced_run_keeps_keys_and_mends_what_was_changed_whatever_the_language(self):
        before = dict(Commune.objects.values_list("code", "pk"))
        Commune.objects.filter(code="07525").update(name="sai")
        Province.objects.filter(code="24").update(zone=Zone.SOUTHEAST)
        with translation.override("en"):
            result = load_regions(force=True)
        assert result.changed
        assert dict(Commune.objects.values_list("code", "pk")) == before
        assert Commune.objects.get(code="07525").name == "Phường Chũ"
        assert Province.objects.get(code="24").zone == Zone.NORTHERN_MIDLANDS
        assert RegionRelease.objects.count() == 1

    def test_a_place_that_left_the_data_is_kept_and_logged(self, caplog):
        province = Province.objects.get(code="24")
        Commune.objects.create(
            code="99999", name="Xã Cũ", short_name="Cũ", kind="commune", province=province, latitude=0, longitude=0
        )
        load_regions(force=True)
        assert Commune.objects.filter(code="99999").exists()
        assert "99999" in caplog.text

    def test_the_command_says_what_the_database_holds(self, capsys):
        call_command("load_regions")
        assert "already up to date: 63 provinces, 34 merged provinces, 3321 communes" in capsys.readouterr().out


class TestConstraints:
    def test_an_unknown_zone_is_refused(self):
        with pytest.raises(IntegrityError, match="province_zone_known"), transaction.atomic():
            Province.objects.filter(code="24").update(zone="nowhere")

    def test_an_old_ward_has_one_main_part(self):
        main = FormerPlace.objects.filter(is_default=True).first()
        with pytest.raises(IntegrityError, match="former_place_one_default"), transaction.atomic():
            FormerPlace.objects.create(
                code=main.code,
                ward=main.ward,
                ward_key=main.ward_key,
                district=main.district,
                commune=Commune.objects.exclude(pk=main.commune_id).first(),
                is_default=True,
            )


class TestReading:
    def test_a_province_is_found_by_its_address(self):
        assert Province.objects.by_slug("bac-giang").get().short_name == "Bắc Giang"
        assert MergedProvince.objects.by_slug("ho-chi-minh").get().name_in_sentence == "thành phố Hồ Chí Minh"

    def test_communes_are_read_by_the_63_or_by_the_34(self):
        bac_giang = Province.objects.get(code="24")
        old, new = Commune.objects.in_province(bac_giang), Commune.objects.in_province(bac_giang.successor)
        assert old.filter(name="Phường Chũ").exists()
        assert new.count() == sum(
            Commune.objects.in_province(p).count() for p in bac_giang.successor.predecessors.all()
        )
        assert new.count() > old.count() > 0

    def test_places_print_as_people_call_them(self):
        commune = Commune.objects.with_provinces().get(code="07525")
        assert (str(commune), commune.full_name) == ("Phường Chũ", "Phường Chũ, tỉnh Bắc Ninh")
        assert (str(commune.province), str(commune.province.successor)) == ("Bắc Giang", "Bắc Ninh")
        assert commune.province.name_in_sentence == "tỉnh Bắc Giang"
        former = commune.former_places.get(ward="Phường Hồng Giang")
        assert str(former) == "Phường Hồng Giang, Thị xã Chũ"
        assert former.name_in_sentence == "phường Hồng Giang, thị xã Chũ"
        assert str(RegionRelease.objects.get()) == RegionRelease.objects.get().fingerprint[:12]


class TestMatching:
    @pytest.mark.parametrize(
        "text", ["hồng giang", "hong giang", "HỒNG GIANG", "hong gian", "xã hồng giang", "honggiang"]
    )
    def test_an_old_name_finds_what_the_ward_became(self, text):
        assert "Phường Chũ" in names(Commune.objects.matching(text), 2)

    @pytest.mark.parametrize("text", ["lục ngạn", "luc ngan", "Xã Lục Ngạn", "lục ngạn bắc ninh", "luc ngan bac giang"])
    def test_its_own_name_puts_a_commune_first(self, text):
        assert names(Commune.objects.matching(text), 1) == ["Xã Lục Ngạn"]

    def test_marks_put_the_exact_name_first(self):
        assert names(Commune.objects.matching("Ba Tơ"), 1) == ["Xã Ba Tơ"]
        assert names(Commune.objects.matching("Ba Tô"), 1) == ["Xã Ba Tô"]

    def test_a_name_of_before_an_earlier_merger_is_found(self):
        assert names(Commune.objects.matching("quốc tử giám"), 1) == ["Phường Văn Miếu - Quốc Tử Giám"]
        assert Commune.objects.matching("thanh xuân nam").exists()

    def test_names_of_the_highlands_are_found_as_people_type_them(self):
        assert names(Commune.objects.matching("cu mgar"), 1) == ["Xã Cư M'gar"]
        assert Commune.objects.matching("daklak").exists()

    @pytest.mark.parametrize("text", ["", "  ", "'", "& | ! :*", "\\", "'; DROP TABLE x", "a" * 5_000, "a " * 5_000])
    def test_hostile_text_is_only_text(self, text):
        assert list(Commune.objects.matching(text)[:5]) is not None

    def test_text_without_letters_finds_nothing(self):
        assert not Commune.objects.matching("…").exists()

    def test_it_keeps_to_the_queryset_it_is_called_on(self):
        ha_noi = Province.objects.get(code="01")
        assert not Commune.objects.in_province(ha_noi).matching("hồng giang").filter(name="Phường Chũ").exists()

    def test_both_search_indexes_are_used(self):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE regions_commune")
            cursor.execute("ANALYZE regions_formerplace")
        plan = Commune.objects.matching("hồng giang").explain()
        assert "commune_search" in plan
        assert "former_place_search" in plan

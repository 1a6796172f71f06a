import datetime as dt
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal1034.commodities.dekads import Dekad
from portal1034.commodities.enums import NoticeKind, SeasonKind, Unit
from portal1034.commodities.models import Category, Commodity, CommodityAlias, ReferenceSeason, SeasonNotice
from portal1034.regions.models import Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def category():
    return Category.objects.create(name="Trái cây thử", slug="trai-cay-thu")


@pytest.fixture
def crop(category):
    """Make a commodity under a name that no catalogue has, with its aliases."""

    def make(name, *aliases, slug=None, **fields):
        made = Commodity.objects.create(
            name=name, slug=slug or f"thu-{Commodity.objects.count()}", category=category, **fields
        )
        CommodityAlias.objects.bulk_create([CommodityAlias(commodity=made, name=alias) for alias in aliases])
        return made

    return make


@pytest.fixture
def province():
    return Province.objects.get(code="24")


@pytest.fixture
def season(crop, province):
    commodity = crop("Quả zét")

    def make(**fields):
        return ReferenceSeason(
            **{"commodity": commodity, "province": province, "start": 15, "end": 20, "peak": 17, "basis": "thử"}
            | fields
        )

    return make


def names(found):
    return [commodity.name for commodity in found]


class TestMatching:
    @pytest.mark.parametrize("typed", ["zừng", "zung", "ZỪNG", "zừng xanh", "xanh zung", " zừng, ", "zừn"])
    def test_a_name_is_found_with_and_without_tone_marks_and_by_its_beginning(self, crop, typed):
        crop("Zừng xanh")
        assert names(Commodity.objects.matching(typed)) == ["Zừng xanh"]

    def test_decomposed_text_finds_the_same(self, crop):
        crop("Zừng xanh")
        assert names(Commodity.objects.matching(unicodedata.normalize("NFD", "zừng"))) == ["Zừng xanh"]

    def test_a_name_kept_decomposed_is_found_too(self, crop):
        crop(unicodedata.normalize("NFD", "Zừng xanh"))
        assert Commodity.objects.matching("zừng").count() == 1

    def test_the_very_marks_typed_come_first(self, crop):
        crop("Zưa hấu", slug="a")
        crop("Zừa", slug="b")
        crop("Zứa", slug="c")
        assert names(Commodity.objects.matching("zứa")) == ["Zứa", "Zừa", "Zưa hấu"]
        assert names(Commodity.objects.matching("zừa")) == ["Zừa", "Zứa", "Zưa hấu"]

    def test_a_whole_name_comes_before_a_beginning(self, crop):
        crop("Zừng xanh", slug="a")
        crop("Zừng", slug="b")
        assert names(Commodity.objects.matching("zừng")) == ["Zừng", "Zừng xanh"]

    def test_an_alias_finds_every_commodity_that_bears_it(self, crop):
        crop("Quả một", "zơm", slug="b")
        crop("Quả hai", "zơm", slug="a")
        assert names(Commodity.objects.matching("zom")) == ["Quả hai", "Quả một"]

    def test_a_renamed_alias_and_a_deleted_alias_are_no_longer_found(self, crop):
        made = crop("Quả một", "zơm", "zóm")
        made.aliases.filter(name="zơm").update(name="zăm")
        made.aliases.get(name="zóm").delete()
        assert names(Commodity.objects.matching("zăm")) == ["Quả một"]
        assert not Commodity.objects.matching("zơm")
        assert not Commodity.objects.matching("zóm")

    def test_an_alias_given_to_another_commodity_moves(self, crop):
        one, other = crop("Quả một", "zơm"), crop("Quả hai")
        one.aliases.update(commodity=other)
        assert names(Commodity.objects.matching("zơm")) == ["Quả hai"]

    def test_a_new_name_is_found_even_when_set_in_bulk(self, crop):
        made = crop("Zừng")
        Commodity.objects.filter(pk=made.pk).update(name="Zăng", search_text="")
        assert names(Commodity.objects.matching("zăng")) == ["Zăng"]
        assert not Commodity.objects.matching("zừng")

    def test_every_word_must_be_found(self, crop):
        crop("Zừng xanh")
        assert not Commodity.objects.matching("zừng đỏ")

    def test_the_middle_of_a_word_does_not_count(self, crop):
        crop("Zừng")
        assert not Commodity.objects.matching("ừng")

    @pytest.mark.parametrize("typed", ["", "   ", "%", "_", "|", "…"])
    def test_text_without_a_letter_or_digit_finds_nothing(self, typed):
        assert not Commodity.objects.matching(typed)

    def test_punctuation_in_a_name_need_not_be_typed(self, crop):
        crop("Zu hào – zắp cải")
        assert names(Commodity.objects.matching("zu hào zắp cải")) == ["Zu hào – zắp cải"]

    def test_it_chains_and_asks_once(self, crop, django_assert_num_queries):
        crop("Zừng", is_active=False)
        with django_assert_num_queries(1):
            assert names(Commodity.objects.active().matching("zừng")) == []


class TestCommodity:
    def test_a_name_is_taken_once(self, crop):
        crop("Zừng")
        with pytest.raises(IntegrityError), transaction.atomic():
            crop("Zừng")

    def test_an_alias_is_unique_within_its_commodity_only(self, crop):
        one, other = crop("Quả một", "zơm"), crop("Quả hai")
        CommodityAlias.objects.create(commodity=other, name="zơm")
        with pytest.raises(ValidationError, match="đã có tên gọi đó"):
            CommodityAlias(commodity=one, name="zơm").full_clean()

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"kg_per_unit": 0, "unit": Unit.FRUIT}, "phải lớn hơn 0"),
            ({"kg_per_unit": 2, "unit": Unit.KILOGRAM}, "là 1"),
        ],
    )
    def test_a_weight_that_cannot_be_is_refused_in_vietnamese_and_by_the_database(
        self, category, crop, fields, sentence
    ):
        with pytest.raises(ValidationError, match=sentence):
            Commodity(name="Zừng", slug="zung", category=category, **fields).full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            crop("Zừng", **fields)

    def test_a_category_in_use_cannot_be_deleted(self, crop):
        with pytest.raises(IntegrityError), transaction.atomic():
            crop("Zừng").category.delete()

    def test_they_sort_as_a_vietnamese_reader_expects(self, crop):
        made = [crop("Zổi", slug="zoi"), crop("Đzào", slug="dzao")]
        found = Commodity.objects.filter(pk__in=[commodity.pk for commodity in made])
        assert names(found) == ["Đzào", "Zổi"]

    def test_rows_read_as_their_names(self, category, crop):
        made = crop("Zừng", "zăng")
        assert [str(category), str(made), str(made.aliases.get())] == ["Trái cây thử", "Zừng", "zăng"]


class TestReferenceSeason:
    @pytest.mark.parametrize(
        ("start", "end", "ripe", "unripe"),
        [(15, 20, [15, 17, 20], [14, 21, 36, 1]), (34, 3, [34, 36, 1, 3], [33, 4, 17]), (5, 5, [5], [4, 6])],
    )
    def test_it_is_ripe_within_its_bounds_also_over_new_year(self, season, start, end, ripe, unripe):
        made = season(start=start, end=end, peak=start)
        made.save()
        mine = ReferenceSeason.objects.filter(pk=made.pk)
        assert [index for index in ripe if not mine.ripe_in(index).exists()] == []
        assert [index for index in unripe if mine.ripe_in(index).exists()] == []
        assert all((index in made.indices) == mine.ripe_in(Dekad(2025, index)).exists() for index in range(1, 37))

    def test_seasons_are_chosen_by_commodity_and_province(self, season, province):
        made = season()
        made.save()
        chosen = ReferenceSeason.objects.for_commodities([made.commodity]).in_provinces([province])
        assert list(chosen) == [made]
        assert not ReferenceSeason.objects.for_commodities([made.commodity]).in_provinces([])

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"peak": 21}, "Lúc rộ vụ phải nằm giữa"),
            ({"start": 34, "end": 3, "peak": 20}, "Lúc rộ vụ phải nằm giữa"),
            ({"start": 0}, "36"),
            ({"end": 37}, "36"),
            ({"kind": "never"}, "chính vụ hoặc trái vụ"),
        ],
    )
    def test_a_season_that_cannot_be_is_refused_in_vietnamese_and_by_the_database(self, season, fields, sentence):
        wrong = season(**fields)
        with pytest.raises(ValidationError, match=sentence):
            wrong.validate_constraints()
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()

    def test_a_dekad_outside_the_year_is_refused_beside_its_field(self, season):
        with pytest.raises(ValidationError) as refused:
            season(start=0).full_clean(validate_constraints=False)
        assert refused.value.message_dict == {"start": ["Hãy chọn một trong 36 tuần mười ngày của năm."]}

    def test_a_peak_may_lie_after_new_year(self, season):
        made = season(start=34, end=3, peak=1)
        made.full_clean()
        made.save()

    def test_a_province_has_one_season_of_a_kind_and_may_have_the_other_kind(self, season):
        season().save()
        season(kind=SeasonKind.OFF).save()
        with pytest.raises(ValidationError, match="đã có mùa vụ tham chiếu"):
            season().full_clean()

    def test_it_reads_as_a_sentence(self, season):
        assert str(season()) == "Quả zét, Bắc Giang: cuối tháng 5 – giữa tháng 7"


class TestSeasonNotice:
    @pytest.fixture
    def notice(self, crop):
        commodity = crop("Quả zét")

        def make(**fields):
            return SeasonNotice(
                **{
                    "commodity": commodity,
                    "kind": NoticeKind.OPENING,
                    "title": "Vào vụ",
                    "starts_on": dt.date(2025, 6, 1),
                    "ends_on": dt.date(2025, 6, 10),
                }
                | fields
            )

        return make

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"ends_on": dt.date(2025, 5, 31)}, "bằng hoặc sau ngày bắt đầu"),
            ({"title": ""}, "Hãy viết tiêu đề"),
            ({"kind": "rumour"}, "Hãy chọn loại thông báo"),
        ],
    )
    def test_a_notice_that_cannot_be_is_refused_in_vietnamese_and_by_the_database(self, notice, fields, sentence):
        wrong = notice(**fields)
        with pytest.raises(ValidationError, match=sentence):
            wrong.validate_constraints()
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()

    def test_drafts_and_notices_of_tomorrow_are_not_public(self, notice):
        now = timezone.now()
        public, draft, later = notice(published_at=now), notice(), notice(published_at=now + dt.timedelta(hours=1))
        SeasonNotice.objects.bulk_create([public, draft, later])
        assert list(SeasonNotice.objects.for_commodity(public.commodity).published()) == [public]

    def test_a_notice_is_in_force_on_its_first_and_last_day(self, notice):
        notice().save()
        in_force = [day for day in range(1, 13) if SeasonNotice.objects.current_on(dt.date(2025, 6, day)).exists()]
        assert in_force == list(range(1, 11))

    def test_a_province_reads_its_own_notices_and_the_whole_country_s(self, notice, province):
        own, national, other = (
            notice(province=province),
            notice(),
            notice(province=Province.objects.exclude(pk=province.pk).first()),
        )
        SeasonNotice.objects.bulk_create([own, national, other])
        mine = SeasonNotice.objects.for_commodity(own.commodity).for_province(province)
        assert {found.pk for found in mine} == {own.pk, national.pk}

    def test_it_reads_as_its_title(self, notice):
        assert str(notice()) == "Vào vụ"

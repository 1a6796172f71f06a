"""Areas, crops and places as people write them."""

import pytest

from households.areas import parse_area, write_area
from households.crops import read_crops, usual_crops
from portal1034.commodities.models import Commodity
from portal1034.regions.enums import Zone
from portal1034.regions.models import Province


@pytest.mark.parametrize(
    ("text", "zone", "m2"),
    [
        ("2 sào", Zone.RED_RIVER_DELTA, 720),
        ("2 sào", Zone.CENTRAL_COAST, 1000),
        ("3 công", Zone.MEKONG_DELTA, 3000),
        ("1 mẫu", Zone.NORTHERN_MIDLANDS, 3600),
        ("1,5 ha", Zone.SOUTHEAST, 15000),
        ("khoảng 5.000 m2", Zone.SOUTHEAST, 5000),
        ("5000", Zone.SOUTHEAST, 5000),
        ("0.5 hecta", Zone.CENTRAL_HIGHLANDS, 5000),
    ],
)
def test_land_is_read_as_it_is_measured_there(text, zone, m2):
    assert parse_area(text, zone) == m2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("rộng lắm", "chưa đọc được"), ("0 ha", "lớn hơn 0"), ("9999 ha", "lớn quá"), ("-1 ha", "chưa")],
)
def test_land_that_cannot_be_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_area(text, Zone.SOUTHEAST)


@pytest.mark.parametrize("m2", [1, 720, 5000, 10_000, 15_000, 123_400, 12_345_678])
def test_a_written_area_reads_back(m2):
    assert parse_area(write_area(m2), Zone.SOUTHEAST) == m2


def test_no_area_is_written_as_nothing():
    assert write_area(None) == ""


@pytest.mark.django_db
class TestCrops:
    def test_names_are_read_with_aliases_and_without_marks(self):
        assert [crop.slug for crop in read_crops("Vải thiều, buoi dien; vải thiều\n")] == ["vai-thieu", "buoi-dien"]

    def test_nothing_written_is_no_crop(self):
        assert read_crops("  , ;") == {}

    def test_a_name_of_several_kinds_asks_which(self):
        with pytest.raises(ValueError, match=r"“bưởi” có thể là .*Bưởi"):
            read_crops("bưởi")

    def test_an_unknown_name_is_said_back(self):
        with pytest.raises(ValueError, match="“xyzt”"):
            read_crops("vải thiều, xyzt")

    def test_too_many_names_are_refused(self):
        with pytest.raises(ValueError, match="nhiều nhất"):
            read_crops(", ".join(["vải thiều"] * 30))

    def test_boxes_offer_what_is_ticked_then_what_the_province_grows(self):
        bac_giang = Province.objects.get(code="24")
        ticked = Commodity.objects.get(slug="tom-su")
        boxes = usual_crops(bac_giang, [ticked.pk])
        assert boxes[0] == ticked
        assert boxes[1].reference_seasons.filter(province=bac_giang).exists()
        assert len(usual_crops(None)) == 8

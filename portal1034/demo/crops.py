"""Every crop of the demonstration, by the slug of its commodity."""

from portal1034.demo.crops_fruit import FRUIT
from portal1034.demo.crops_other import OTHER

NOT_PLANTS = frozenset({"ga-doi-yen-the", "mat-ong-bac-ha", "muc-mot-nang", "tom-the-chan-trang"})
CROPS = {crop.slug: crop for crop in (*FRUIT, *OTHER)}

# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools", "brotli"]
# ///
"""Give the latin subsets of Be Vietnam Pro tabular figures (OpenType `tnum`).

The published face has none: its "1" is 40% narrower than its "8", and columns of figures do not line up. Each digit
gets a twin of one common width, drawn from the digit itself; text without `tnum` is unchanged. The face is under the
OFL and reserves no name, so a changed copy may be shipped.

    python scripts/add_tabular_figures.py published-latin-400.woff2 static/fonts/be-vietnam-pro-latin-400.woff2
"""

import sys

from fontTools.otlLib.builder import buildSingleSubstSubtable
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import ROUND_XY_TO_GRID, Glyph, GlyphComponent

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def shifted(font: TTFont, digit: str, width: int) -> None:
    """Add `<digit>.tnum`: the digit itself, centred in `width` font units."""
    advance, bearing = font["hmtx"][digit]
    component = GlyphComponent()
    component.glyphName, component.flags = digit, ROUND_XY_TO_GRID
    component.x, component.y = round((width - advance) / 2), 0
    glyph = Glyph()
    glyph.numberOfContours, glyph.components = -1, [component]
    font["glyf"][f"{digit}.tnum"] = glyph
    font["hmtx"][f"{digit}.tnum"] = (width, bearing + component.x)


def add_feature(font: TTFont, mapping: dict[str, str]) -> None:
    """Append a `tnum` feature to GSUB, in every script and language."""
    gsub = font["GSUB"].table
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = 1, 0
    lookup.SubTable = [buildSingleSubstSubtable(mapping)]
    lookup.SubTableCount = 1
    gsub.LookupList.Lookup.append(lookup)
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "tnum", otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [len(gsub.LookupList.Lookup) - 1]
    gsub.FeatureList.FeatureRecord.append(record)
    index = len(gsub.FeatureList.FeatureRecord) - 1
    for script in gsub.ScriptList.ScriptRecord:
        languages = [script.Script.DefaultLangSys, *(entry.LangSys for entry in script.Script.LangSysRecord)]
        for language in filter(None, languages):
            language.FeatureIndex.append(index)


def main(source: str, target: str) -> None:
    """Read a woff2, add the figures, write a woff2."""
    font = TTFont(source)
    widths = sorted(font["hmtx"][digit][0] for digit in DIGITS)
    font.setGlyphOrder(font.getGlyphOrder() + [f"{digit}.tnum" for digit in DIGITS])
    for digit in DIGITS:
        shifted(font, digit, widths[len(widths) // 2])
    font["glyf"].glyphOrder = font.getGlyphOrder()
    add_feature(font, {digit: f"{digit}.tnum" for digit in DIGITS})
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])

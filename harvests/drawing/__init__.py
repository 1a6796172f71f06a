"""Drawings of the season: pure functions from numbers to HTML and SVG, without a query or a request.

Every function takes kilograms by dekad (36 of them, đầu tháng 1 first) and returns a `SafeString`. Text is escaped
here, once. Nothing carries an inline style: sizes that depend on data are classes or SVG attributes, and the look is
`static/css/season.css`.
"""

from harvests.drawing.chart import draw_year_chart
from harvests.drawing.figures import weight_text
from harvests.drawing.grid import CalendarRow, draw_grid, draw_legend, draw_row
from harvests.drawing.prices import PricePoint, draw_price_chart, range_words
from harvests.drawing.strip import draw_strip

__all__ = [
    "CalendarRow",
    "PricePoint",
    "draw_grid",
    "draw_legend",
    "draw_price_chart",
    "draw_row",
    "draw_strip",
    "draw_year_chart",
    "range_words",
    "weight_text",
]

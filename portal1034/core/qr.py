"""QR codes as inline SVG: black on white, error correction M, the four modules of quiet zone the standard asks for."""

import io

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ERROR_CORRECTION = "m"
QUIET_ZONE = 4


def make_qr(text: str) -> segno.QRCode:
    """Return the code of `text`: M at least, as small as it gets, never a Micro QR, which phones do not read."""
    return segno.make_qr(text, error=ERROR_CORRECTION, boost_error=False)


def draw_qr(text: str, label: str) -> SafeString:
    """Return the code as SVG without width and height, named `label` for those who do not see it."""
    code = make_qr(text)
    side = code.symbol_size(border=QUIET_ZONE)[0]
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">{2}</svg>', side, label, _squares(code)
    )


def draw_qr_symbol(text: str, name: str) -> SafeString:
    """Return a hidden SVG holding the code as the symbol `name`: a sheet of one label draws it once, uses it often."""
    code = make_qr(text)
    side = code.symbol_size(border=QUIET_ZONE)[0]
    return format_html(
        '<svg width="0" height="0" class="qr-source" aria-hidden="true">'
        '<symbol id="{1}" viewBox="0 0 {0} {0}">{2}</symbol></svg>',
        side,
        name,
        _squares(code),
    )


def _squares(code: segno.QRCode) -> SafeString:
    buffer = io.BytesIO()
    code.save(
        buffer, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, svgns=False, svgclass=None,
        lineclass=None, omitsize=True, nl=False,
    )  # fmt: skip
    drawing = buffer.getvalue().decode("ascii")
    # Digits, path commands and two colours, drawn by the library: nothing of `text` is in it.
    return mark_safe(drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")])  # noqa: S308

"""The portal's template vocabulary: icons, drawings, the main navigation, figures and dates in Vietnamese.

`{% load portal %}` in a template; the pure functions behind the filters are in `portal1034.core.formatting`.
"""

from functools import cache

from django import template
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from portal1034.core import formatting
from portal1034.core.english import here, vietnamese
from portal1034.core.kept import kept

register = template.Library()

# The one place that names the public sections: (address, name). Drawn in the header and again in the phone's menu.
NAV = (
    ("/", _("Trang chủ")),
    ("/mua-vu/", _("Mùa vụ")),
    ("/nong-san/", _("Nông sản")),
    ("/thu-mua/", _("Thu mua")),
    ("/tin-tuc/", _("Tin tức")),
    ("/so-lieu/", _("Số liệu")),
)

FOOT_LINKS = (
    ("/huong-dan/", _("Hướng dẫn")),
    ("/hoi-dap/", _("Hỏi đáp")),
    ("/van-ban/", _("Văn bản")),
    ("/gioi-thieu/", _("Giới thiệu")),
    ("/lien-he/", _("Liên hệ")),
    ("/quyen-rieng-tu/", _("Quyền riêng tư")),
    ("/kha-nang-tiep-can/", _("Khả năng tiếp cận")),
    ("/so-do-trang/", _("Sơ đồ trang")),
)

# A state is never told by colour alone: each has its picture.
STATE_ICONS = {
    "live": "check-circle",
    "in_review": "eye",
    "waiting": "clock",
    "rejected": "warning",
    "withdrawn": "pause",
}
NOTICE_ICONS = {"info": "info", "success": "check-circle", "warn": "warning", "error": "warning"}
# The notice drawn for each level of django.contrib.messages.
MESSAGE_NOTICES = {"debug": "info", "info": "info", "success": "success", "warning": "warn", "error": "error"}
UNDRAWN_COMMODITY = "img/undrawn.svg"


@cache
def _sprite() -> str:
    return static("img/icons.svg")


@cache
def _drawing(slug: str) -> str:
    path = f"img/commodities/{slug}.svg"
    return static(path if finders.find(path) else UNDRAWN_COMMODITY)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Return an icon of the sprite: silent beside words, or named by `label` where it stands alone."""
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon icon--{0}" width="20" height="20" {2}><use href="{1}#{0}"/></svg>', name, _sprite(), voice
    )


@register.simple_tag
def illustration(slug: str, size: int = 96, alt: str = "") -> SafeString:
    """Return the drawing of a commodity, `size` CSS pixels square; a sprout where nobody has drawn it yet."""
    return format_html(
        '<img class="illustration" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        _drawing(slug),
        size,
        size,
        alt,
    )


@register.simple_tag
def guide_drawing(name: str) -> str:
    """Return where the drawing of a guide's step is served, "" while nobody has drawn it."""
    return _guide_drawing(name)


@cache
def _guide_drawing(name: str) -> str:
    path = f"img/guides/{name}.svg"
    return static(path) if finders.find(path) else ""


@register.inclusion_tag("components/_nav.html", takes_context=True)
def main_nav(context) -> dict:
    """Draw the public sections; the one we are in is marked. Error pages may have no request: then none is."""
    request = context.get("request")
    path = vietnamese(request.path) if request else ""
    return {"links": [(here(url), name, _current(url, path)) for url, name in NAV]}


@register.simple_tag(takes_context=True)
def place_in_nav(context) -> str:
    """Return what the header depends on: where in the public sections the page lies, "" outside of them all."""
    request = context.get("request")
    path = vietnamese(request.path) if request else ""
    return " ".join(f"{url} {current}" for url, _name in NAV if (current := _current(url, path)))


@register.inclusion_tag("components/_foot_links.html")
def foot_links() -> dict:
    """Draw the links at the foot of every page."""
    return {"links": [(here(url), name) for url, name in FOOT_LINKS]}


def _current(url: str, path: str) -> str:
    """Return the value of aria-current: "page" on the section's own page, "true" below it, "" elsewhere."""
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    """Wrap HTML in a notice: `{% notice "warn" title="…" %}<p>…</p>{% endnotice %}`; kinds as in NOTICE_ICONS."""
    return render_to_string("components/_notice.html", {"kind": kind, "title": title, "content": content})


@register.simple_block_tag
def table(content: str, caption: str, caption_hidden: bool = False, css: str = "") -> SafeString:
    """Wrap thead and tbody in a table that scrolls sideways by touch and by keyboard; its first column stays."""
    context = {"caption": caption, "caption_hidden": caption_hidden, "css": css, "content": content}
    return render_to_string("components/_table.html", context)


class KeptNode(template.Node):
    def __init__(self, nodelist, families, key) -> None:
        self.nodelist, self.families, self.key = nodelist, families, key

    def render(self, context) -> SafeString:
        families = tuple(self.families.resolve(context).split())
        key = ("template", *(part.resolve(context) for part in self.key))
        return kept(families, key, lambda: self.nodelist.render(context))


@register.tag("kept")
def do_kept(parser, token) -> KeptNode:
    """Keep what is inside for everyone: `{% kept "season news" "home-top" slug %}…{% endkept %}`.

    First the families that make it stale ("" for none but a new version), then what it is kept under: everything the
    inside depends on must be named there. Never around what depends on who is asking.
    """
    _tag, families, *key = token.split_contents()
    if not key:
        raise template.TemplateSyntaxError("kept: families, then at least one word to keep it under")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    compile_ = parser.compile_filter
    return KeptNode(nodelist, compile_(families), [compile_(part) for part in key])


@register.filter
def state_icon(state: str) -> str:
    """Return the icon of a chip's state, "" for a neutral one."""
    return STATE_ICONS.get(state, "")


@register.filter
def notice_icon(kind: str) -> str:
    """Return the icon of a notice's kind."""
    return NOTICE_ICONS[kind]


@register.filter
def message_notice(level_tag: str) -> str:
    """Return the kind of notice for a Django message's level."""
    return MESSAGE_NOTICES.get(level_tag, "info")


@register.filter
def unit(bound_field) -> str:
    """Return the unit written after a control, from its widget's attribute `data-unit` ("đ", "kg"), or ""."""
    return bound_field.field.widget.attrs.get("data-unit", "")


@register.filter
def field_look(bound_field) -> str:
    """Return the modifier of `.field` that its widget asks for by `data-look` ("short", "boxed"), or ""."""
    return bound_field.field.widget.attrs.get("data-look", "")


@register.filter
def times(count: int) -> range:
    """Return 1…`count`, to loop over in a template."""
    return range(1, int(count) + 1)


@register.filter(name="vnd")
def vnd_filter(amount):
    """185000 → "185.000 đ"; nothing for nothing."""
    return "" if amount in (None, "") else formatting.vnd(amount)


@register.filter(name="vnd_short")
def vnd_short_filter(amount):
    """1250000 → "1,25 triệu đ"."""
    return "" if amount in (None, "") else formatting.vnd_short(amount)


@register.filter(name="volume")
def volume_filter(kg):
    """1200 → "1,2 tấn"."""
    return "" if kg in (None, "") else formatting.volume(kg)


@register.filter(name="weight")
def weight_filter(grams):
    """1500 → "1,5 kg"."""
    return "" if grams in (None, "") else formatting.weight(grams)


@register.filter(name="number")
def number_filter(value, places=0):
    """42600 → "42.600"; `number:1` keeps one decimal."""
    return "" if value in (None, "") else formatting.number(value, places)


@register.filter(name="percent")
def percent_filter(share, places=0):
    """0.42 → "42%"."""
    return "" if share in (None, "") else formatting.percent(share, places)


@register.filter(name="phone")
def phone_filter(raw):
    """+84912345678 → "0912 345 678"."""
    return formatting.phone(raw) if raw else ""


@register.filter(expects_localtime=True)
def shortdate(day):
    """24 November of this year → "24/11"; another year's → "24/11/2025"."""
    return formatting.short_date(day) if day else ""


@register.filter
def moment(when):
    """An aware time → "14:05 hôm nay"."""
    return formatting.moment(when) if when else ""

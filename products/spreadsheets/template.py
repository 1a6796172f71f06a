"""What a marketplace's bulk-upload workbook looks like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from products.connectors.base import ListingPayload

# Columns of ours around the marketplace's own: which listing, in which state, and where it came to be.
CODE_HEAD = "Mã trên Cổng 1034"
VERSION_HEAD = "Bản (giữ nguyên)"
LINK_HEAD = "Đường dẫn trên sàn (điền sau khi đăng)"


@dataclass(frozen=True, slots=True)
class Column:
    """`head` and `note` are as the marketplace's template words them; `value` gives a number or a text."""

    head: str
    note: str
    value: Callable[[ListingPayload], object]
    required: bool = False

    @property
    def title(self) -> str:
        return f"{self.head} *" if self.required else self.head


@dataclass(frozen=True, slots=True)
class Template:
    """`categories` turn the portal's slugs into the names that the marketplace's form offers."""

    marketplace: str
    sheet: str
    columns: tuple[Column, ...]
    categories: Mapping[str, str]

    def heads(self) -> list[str]:
        return [CODE_HEAD, *(column.title for column in self.columns), LINK_HEAD, VERSION_HEAD]

    def notes(self) -> list[str]:
        own = [f"Bắt buộc. {c.note}" if c.required else c.note for c in self.columns]
        return ["Giữ nguyên", *own, "Dán đường dẫn vào đây rồi tải tệp lên lại", "Giữ nguyên"]

    def row(self, payload: ListingPayload, version: str) -> list[object]:
        return [payload.external_id, *(column.value(payload) for column in self.columns), "", version]


def photo(place: int) -> Callable[[ListingPayload], str]:
    """Return what gives the address of the photograph at `place`, counted from 0, "" where there are fewer."""
    return lambda payload: payload.photo_urls[place] if place < len(payload.photo_urls) else ""

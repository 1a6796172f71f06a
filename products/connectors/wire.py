"""The JSON both contracts share, read into the dataclasses of `base`. Anything missing is an Unknown, never a guess."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from products.connectors.base import Event, EventKind, OrderLine, RemoteListing, RemoteOrder, RemoteShop, Verdict
from products.connectors.errors import Unknown
from products.connectors.sentences import remote_problem


def said(revision: int) -> dict:
    """Return the part of a body that says which write this is; nothing for 0, which the contracts do not know."""
    return {"revision": revision} if revision else {}


@dataclass(frozen=True)
class Dialect:
    """Where the two contracts differ in names: `thing` is "product" or "item"."""

    name: str
    thing: str
    errors: str
    shop_id: str
    verdicts: Mapping[str, Verdict]

    def listing(self, body: Mapping) -> RemoteListing:
        return self._read(self._listing, body)

    def order(self, body: Mapping) -> RemoteOrder:
        return self._read(self._order, body)

    def event(self, body: Mapping) -> Event:
        return self._read(self._event, body)

    def shop(self, body: Mapping) -> RemoteShop:
        return self._read(lambda b: RemoteShop(b["external_id"], b[self.shop_id], b["url"]), body)

    def _read(self, reader: Callable, body: Mapping):
        try:
            return reader(body)
        except (KeyError, TypeError, ValueError) as error:
            text = f"{self.name} trả lời thiếu hoặc sai: {error!r}"
            raise Unknown(text, code="outside_contract") from error

    def _listing(self, body: Mapping) -> RemoteListing:
        return RemoteListing(
            external_id=body["external_id"],
            remote_id=body[f"{self.thing}_id"],
            url=body["url"],
            # A word we have not met is not a reason to stop: the next read-back may know better.
            verdict=self.verdicts.get(body["status"], Verdict.UNKNOWN),
            title=body["title"],
            price_vnd=int(body["price_vnd"]),
            stock=int(body["stock"]),
            problems=tuple(remote_problem(self.name, error) for error in body[self.errors]),
        )

    def _order(self, body: Mapping) -> RemoteOrder:
        lines = tuple(
            OrderLine(
                external_id=line["external_id"],
                remote_id=line[f"{self.thing}_id"],
                title=line["title"],
                quantity=int(line["quantity"]),
                price_vnd=int(line["price_vnd"]),
            )
            for line in body["lines"]
        )
        placed_at = datetime.fromisoformat(body["placed_at"])
        return RemoteOrder(
            remote_id=body["order_id"],
            status=body["status"],
            placed_at=placed_at,
            updated_at=datetime.fromisoformat(body["updated_at"]),
            url=body["url"],
            buyer_name=body["buyer_name"],
            lines=lines,
            shipped_at=datetime.fromisoformat(body["shipped_at"]) if body.get("shipped_at") else None,
            compensation_vnd=int(body.get("compensation_vnd", 0)),
            carrier=body.get("carrier", ""),
            shipping_code=body.get("shipping_code", ""),
        )

    def _event(self, body: Mapping) -> Event:
        occurred_at = datetime.fromisoformat(body["occurred_at"])
        if body["type"] == "order":
            return Event(body["event_id"], EventKind.ORDER, occurred_at, order=self._order(body["order"]))
        if body["type"] == self.thing:
            return Event(body["event_id"], EventKind.LISTING, occurred_at, listing=self._listing(body[self.thing]))
        raise ValueError(body["type"])

"""The requests about one order, which both contracts know by the same paths."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

from products.connectors.base import RemoteOrder
from products.connectors.channel import Reply
from products.connectors.errors import Problem, Rejected
from products.connectors.wire import Dialect

REASON_MAX = 200


class OrderRequests:
    """For connectors with `_call(method, path, body)` and `_expect(reply, write=)`; `_dialect` reads their JSON."""

    name: str
    _dialect: Dialect
    _call: Callable[..., Reply]
    _expect: Callable[..., Reply]

    def look_up_order(self, remote_id: str) -> RemoteOrder | None:
        reply = self._call("GET", _path(remote_id))
        if reply.code == "not_found":
            return None
        return self._dialect.order(self._expect(reply, write=False).body)

    def confirm_order(self, remote_id: str) -> RemoteOrder:
        return self._answer(remote_id, "confirm", {})

    def decline_order(self, remote_id: str, reason: str) -> RemoteOrder:
        return self._answer(remote_id, "decline", {"reason": reason.strip()[:REASON_MAX]})

    def _answer(self, remote_id: str, what: str, body: Mapping) -> RemoteOrder:
        reply = self._call("POST", f"{_path(remote_id)}/{what}", body)
        if reply.code == "order_closed":
            # Somebody was faster: what stands is the answer.
            reply = self._call("GET", _path(remote_id))
        if reply.code == "not_found":
            text = f"{self.name} không còn đơn này: bác mở trang của sàn xem lại."
            raise Rejected((Problem("order_unknown", "", text),))
        return self._dialect.order(self._expect(reply).body)


def _path(remote_id: str) -> str:
    return f"/orders/{quote(remote_id, safe='')}"

"""How a lower layer tells upper layers that something happened, without importing them.

The upper layer subscribes in its AppConfig.ready(). Subscribers run in the sender's transaction, in the order
of subscription, and what they raise undoes the sender's work too: either all of it happened or none.
"""

from collections.abc import Callable


class Event:
    """`happened = Event("consent_withdrawn")`; `@happened.subscribe` takes the arguments `send` passes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._subscribers: list[Callable[..., None]] = []

    def subscribe(self, function: Callable[..., None]) -> Callable[..., None]:
        if function not in self._subscribers:
            self._subscribers.append(function)
        return function

    def send(self, **arguments) -> None:
        for function in self._subscribers:
            function(**arguments)

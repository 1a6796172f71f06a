"""What can go wrong between the portal and a marketplace, sorted by who has to act.

Sentences here are stored with the listing and shown to a household, so they are plain Vietnamese strings rather than
lazy translations: connectors run in workers, without a request and without Django settings.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Problem:
    """One thing to mend.

    `code` is stable and in English; `field` is the name of a `ListingPayload` field ("" when it is the whole listing);
    `message` is one Vietnamese sentence that says what is wrong and how to mend it.
    """

    code: str
    field: str
    message: str


class ConnectorError(Exception):
    """Base of every error a connector raises. `owner` names who acts: pump, household or administrator."""

    owner = "administrator"

    def __init__(self, message: str, *, code: str = ""):
        super().__init__(message)
        self.message = message
        self.code = code or type(self).__name__.lower()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (Problem(self.code, "", self.message),)


class Transient(ConnectorError):
    """Nothing was done; the same call may succeed later. `retry_after_s` is the marketplace's own wish, or None."""

    owner = "pump"

    def __init__(self, message: str, *, code: str = "", retry_after_s: float | None = None):
        super().__init__(message, code=code)
        self.retry_after_s = retry_after_s


class Full(Transient):
    """The marketplace takes no more new listings today; edits and withdrawals of old ones go on.

    `message` is for the household and the officer: how many a day, and when this one goes up. `resets_at` is aware.
    """

    def __init__(self, message: str, *, resets_at: datetime, retry_after_s: float | None = None):
        super().__init__(message, code="daily_cap", retry_after_s=retry_after_s)
        self.resets_at = resets_at


class Ambiguous(ConnectorError):
    """The request left and no answer came: it may or may not have been carried out.

    Settle with `Connector.look_up(external_id)` or by calling `upsert` again, which looks up before it creates.
    """

    owner = "pump"


class Rejected(ConnectorError):
    """The marketplace refuses the listing as it is; the household mends `problems` and sends again."""

    owner = "household"

    def __init__(self, problems: tuple[Problem, ...]):
        super().__init__(
            " ".join(p.message for p in problems),
            code=problems[0].code if problems else "",
        )
        self._problems = problems

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems


class Misconfigured(ConnectorError):
    """The portal's own account, address or clock is wrong: every call fails until an administrator mends it."""


class Forged(ConnectorError):
    """A webhook that is not genuine: wrong signature, or signed too long ago. Answer 401 and do nothing else."""


class Unknown(ConnectorError):
    """An answer outside the contract; kept word for word for the administrator."""

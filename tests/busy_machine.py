"""What a busy machine does to tests that measure time.

Two requests that left apart arrive together when the machine stops one of us in between. Such an accident does not
happen three times running; what is wrong in the code does.
"""

from collections.abc import Callable

TRIALS = 3


def holds_on_a_busy_machine(trial: Callable[[], None]) -> None:
    """Run `trial` until it holds, three times at most; the last failure is the test's."""
    for _accident in range(TRIALS - 1):
        try:
            return trial()
        except AssertionError:
            pass
    return trial()

"""The environment, read in one place; everything that is missing or malformed is reported in one message."""

from environs import Env, EnvError

env = Env(eager=False)


def seal() -> None:
    """Raise `ImproperlyConfigured` naming every variable that is missing or wrong."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        env.seal()
    except EnvError as error:
        raise ImproperlyConfigured(
            f"{error}\nTrên máy phát triển: `make run`, hoặc `python -m portal1034.local exec -- <lệnh>`."
        ) from error

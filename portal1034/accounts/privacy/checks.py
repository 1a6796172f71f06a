from django.core.checks import Error, register

from portal1034.accounts.sealing import problems_of_keys


@register
def identity_keys_are_sound(app_configs, **named) -> list[Error]:
    """A key that is no key is found before the first number is lost to it."""
    return [Error(problem, id="accounts.E001") for problem in problems_of_keys()]

import re

from django.contrib.auth.hashers import identify_hasher, make_password

from portal1034.accounts.hashers import PortalArgon2PasswordHasher
from portal1034.settings import base


def test_production_hashes_by_argon2id_at_owasps_cost(settings):
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    encoded = make_password("đồi vải chín đỏ")
    assert isinstance(identify_hasher(encoded), PortalArgon2PasswordHasher)
    memory, passes, lanes = map(int, re.search(r"argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", encoded).groups())
    assert memory >= 19 * 1024
    assert passes >= 2
    assert lanes == 1

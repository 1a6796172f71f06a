from django.contrib.auth.hashers import Argon2PasswordHasher


class PortalArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at OWASP's profile: 19 MiB, two passes, one lane."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class CheapArgon2PasswordHasher(Argon2PasswordHasher):
    """For test runs only."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1

"""Secrets of people kept so that a stolen table tells nothing: citizens' numbers, keys of authenticator apps.

Cipher: AES-256-GCM under the first of settings.IDENTITY_KEYS, bound to what and whose it is. Keyed hash: HMAC-SHA256
under settings.IDENTITY_INDEX_KEY, which never changes.
"""

import base64
import binascii
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
KEY_BYTES = 32


class UnknownKey(ValueError):
    """Written with a key that settings.IDENTITY_KEYS no longer has, or not for this person."""


def seal(text: str, bound_to: str) -> tuple[str, str]:
    """Return (key id, ciphertext in base64) under the current key; `bound_to` ("identity 7") is wanted to open it."""
    key = settings.IDENTITY_KEYS[0]
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_decoded(key)).encrypt(nonce, text.encode(), _associated(bound_to))
    return key_id(key), base64.b64encode(nonce + sealed).decode()


def unseal(ciphertext: str, bound_to: str, key_name: str) -> str:
    """Return what was sealed. Raises UnknownKey."""
    key = next((k for k in settings.IDENTITY_KEYS if key_id(k) == key_name), None)
    if key is None:
        raise UnknownKey(f"no key {key_name} among IDENTITY_KEYS")
    raw = base64.b64decode(ciphertext)
    try:
        opened = AESGCM(_decoded(key)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _associated(bound_to))
    except InvalidTag as error:
        raise UnknownKey(f"{bound_to} does not open with key {key_name}") from error
    return opened.decode()


def keyed_hash(text: str) -> str:
    """Return 64 hexadecimal digits: equal for equal texts, telling nothing without the key."""
    return hmac.new(_decoded(settings.IDENTITY_INDEX_KEY), text.encode(), hashlib.sha256).hexdigest()


def current_key_id() -> str:
    return key_id(settings.IDENTITY_KEYS[0])


def key_id(key: str) -> str:
    """Return the name of a key, which tells nothing of it."""
    return hashlib.sha256(b"portal1034 identity key " + _decoded(key)).hexdigest()[:12]


def problems_of_keys() -> list[str]:
    """Return what is wrong with the keys in the settings, one English sentence each."""
    found = []
    if not settings.IDENTITY_KEYS:
        found.append("IDENTITY_KEYS holds no key.")
    for name, key in [
        *(("IDENTITY_KEYS", k) for k in settings.IDENTITY_KEYS),
        ("IDENTITY_INDEX_KEY", settings.IDENTITY_INDEX_KEY),
    ]:
        try:
            right = len(_decoded(key)) == KEY_BYTES
        except (binascii.Error, ValueError):
            right = False
        if not right:
            found.append(f"{name} wants {KEY_BYTES} random bytes in URL-safe base64.")
    if settings.IDENTITY_INDEX_KEY in settings.IDENTITY_KEYS:
        found.append("IDENTITY_INDEX_KEY must not be one of IDENTITY_KEYS.")
    return found


def _decoded(key: str) -> bytes:
    return base64.urlsafe_b64decode(key)


def _associated(bound_to: str) -> bytes:
    return f"portal1034 {bound_to}".encode()

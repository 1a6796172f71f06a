"""The second step of staff by an authenticator app (TOTP, RFC 6238): enrolling, codes, recovery, reset on record."""

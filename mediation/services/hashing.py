"""Passwords as hashes, and passwords for one time. Argon2id; knows no person."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher()
# 60 random bits need no slow hash: a village's worth of accounts is made in a second
_quick = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# verified when there is no such person, so that the answer takes as long
NOBODY = _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """A password that a person has chosen, as a hash to keep."""
    return _hasher.hash(password)


def matches(hashed: str, password: str) -> bool:
    """Whether a password is the one of a hash."""
    try:
        return _hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def one_time() -> tuple[str, str]:
    """A random password to be said or written on a slip (no letters that look alike), and its hash."""
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    return password, _quick.hash(password)

"""Passwords: which are good enough, and their argon2id hashes made off the event loop."""

import asyncio
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 8
MAX_LENGTH = 128
_SIMILAR_FROM = 4
_MARKS = " !?.@#$%&*_-"
_DECORATION = f"0123456789{_MARKS}"
_DISGUISE = str.maketrans("@4301!5$7", "aaeoiisst")
# OWASP Password Storage: m=46 MiB, t=1, p=1. One lane, so that a hash takes one thread only.
_MEMORY_KIB = 47_104
_PASSES = 1
_LANES = 1
_ALGORITHM = "$argon2"
NO_PASSWORD = "!"  # noqa: S105 - fits nothing
"""Kept for whom another provider lets in; a reset letter gives them a password."""


def weakness(password: str, personal: Iterable[str] = ()) -> str | None:
    """Why this password will not do, as a sentence; None when it will.

    ``personal`` is what others know of its owner: the address, the name.
    """
    if len(password) < MIN_LENGTH:
        return f"A password has at least {MIN_LENGTH} characters."
    if len(password) > MAX_LENGTH:
        return f"A password has at most {MAX_LENGTH} characters."
    lowered = password.casefold()
    if len(set(lowered)) == 1 or not common_passwords().isdisjoint(_stems(lowered)):
        return "This password is one of the first that anybody would try."
    known = {_stem(word.casefold()) for word in personal if len(word) >= _SIMILAR_FROM}
    if not known.isdisjoint(_stems(lowered)):
        return "This password is too close to your name or address."
    return None


def _stem(password: str) -> str:
    """Without the digits and marks that people add to satisfy a rule; never empty."""
    return password.rstrip(_DECORATION) or password


def _stems(password: str) -> set[str]:
    """The words that this password is a disguise of: decorated, doubled, ``p@ssw0rd``."""
    plain = {password.strip(_DECORATION) or password, _stem(password)}
    plain |= {_stem(password).translate(_DISGUISE), password.rstrip(_MARKS).translate(_DISGUISE)}
    halves = {word[: len(word) // 2] for word in plain if word == word[: len(word) // 2] * 2}
    return {password} | plain | halves


@cache
def common_passwords() -> frozenset[str]:
    text = (files("hirewire_gateway.identity") / "common_passwords.txt").read_text("utf-8")
    words = (line.strip() for line in text.splitlines())
    return frozenset(form for word in words if word for form in (word, _stem(word)))


class Passwords:
    """Hashes and checks at most ``at_a_time`` passwords at once; each takes 46 MiB meanwhile."""

    def __init__(self, at_a_time: int) -> None:
        self._hasher = PasswordHasher(_PASSES, _MEMORY_KIB, _LANES)
        self._turns = asyncio.Semaphore(at_a_time)
        self._decoy = self._hasher.hash("nobody's password")

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, stored: str | None) -> bool:
        """Takes as long for nobody's password (``stored`` None or NO_PASSWORD) as for one's."""
        async with self._turns:
            known = stored is not None and stored.startswith(_ALGORITHM)
            against = stored if known and stored else self._decoy
            fits = await asyncio.to_thread(self._verify, against, password)
        return fits and known

    def is_outdated(self, stored: str) -> bool:
        """True when the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

"""What is kept of the words of a search, and what two searches in a row say. Pure."""

import hmac
import re
from datetime import date
from hashlib import sha256
from uuid import UUID

_PERSONAL = re.compile(r"@|\d(?:[\s()/.+-]*\d){5}")
_SPECIAL = re.compile(r'["-]|\bor\b')
_MOST_WORDS = 4


def kept(words: str) -> str | None:
    """Folded, so that the same question counts as one; None for what may be somebody's contact.

    That is an e-mail address, or six digits, as a telephone number has.
    """
    return None if _PERSONAL.search(words) else " ".join(words.casefold().split())


def asker(secret: bytes, user_id: UUID, today: date) -> bytes:
    """The same for all that somebody asks within a day; it leads neither to them nor further."""
    return hmac.digest(secret, f"{user_id} {today}".encode(), sha256)[:16]


def synonym(fruitless: str, fruitful: str) -> tuple[str, str] | None:
    """What stood for what, when somebody found nothing and then something with other words.

    What both have in common at their ends is left out: "k9s expert" and "kubernetes expert" say
    that k9s was to mean kubernetes. None where no few words stand against few.
    """
    if _SPECIAL.search(fruitless) or _SPECIAL.search(fruitful):
        return None
    before, after = fruitless.split(), fruitful.split()
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    if not (0 < len(before) <= _MOST_WORDS and 0 < len(after) <= _MOST_WORDS):
        return None
    return " ".join(before), " ".join(after)

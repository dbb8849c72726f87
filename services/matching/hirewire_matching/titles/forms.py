"""One form of a title: in lower case, of one person, without "all other" and exceptions."""

import re

_ALWAYS_PLURAL = ("ss", "us", "is", "ics", "news", "series", "sales", "gas", "ous")
_TAIL = re.compile(r",? (?:all other|general|n\.?e\.?c\.?)$|, (?:except|including) .*$")
_WORD = re.compile(r"[a-z]+")
_SHORTEST = 4


def plain_form(title: str) -> str:
    """``Chief Executives, All Other`` is the same work as ``chief executive``."""
    spaced = title.lower().replace("--", " - ").strip()
    return _WORD.sub(lambda found: _singular(found.group()), _TAIL.sub("", spaced))


def _singular(word: str) -> str:
    """English only, and of the plurals those that titles have."""
    if len(word) < _SHORTEST or word.endswith(_ALWAYS_PLURAL):
        return word
    if word.endswith("men") and len(word) > _SHORTEST + 1:
        return f"{word[:-3]}man"
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word.removesuffix("s")

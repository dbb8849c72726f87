"""Spellings of one name: what is left when all that tells nothing apart is taken off.

Only such differences count as none that led to no wrong pair in `bench/resolution/pairs.csv`
(`make eval-resolution`): spaces and hyphens, "and" and "&", a leading "the", usual abbreviations,
the turned form of a catalogue ("Leeds, University of") and, in titles, the plural. Doubled letters
and other slips are not among them: Weber is not Webber.
"""

import re
from collections.abc import Mapping, Sequence

from hirewire_ai_worker.extraction.organizations import without_legal_form
from hirewire_ai_worker.taxonomy.names import key_of

FEWEST_LETTERS = 6
FORMED = frozenset({"organization", "school", "title", "certificate", "field_of_study", "skill"})
CONNECTORS = frozenset({"and", "und", "et"})
ABBREVIATIONS: Mapping[str, Mapping[str, str]] = {
    "title": {
        "sr": "senior",
        "jr": "junior",
        "mgr": "manager",
        "asst": "assistant",
        "eng": "engineer",
        "dev": "developer",
    },
    "school": {"univ": "university", "inst": "institute", "coll": "college"},
}
TURNED = re.compile(r"^(?P<last>[^,]+),\s*(?P<first>[^,]+)$")
TURNED_SCHOOL = re.compile(r"^(?:the )?(?:university|college|institute|univ\.?) of$", re.IGNORECASE)
SHORTEST_PLURAL = 5


def form_of(entity_type: str, name: str) -> str | None:
    """Names of one type with the same form mean one thing; None: only the exact name tells."""
    if entity_type not in FORMED:
        return None
    bare = without_legal_form(name) if entity_type == "organization" else name
    words = key_of(_unturned(entity_type, bare)).split("-")
    form = "".join(_plain(entity_type, words))
    return form if sum(char.isalpha() for char in form) >= FEWEST_LETTERS else None


def _unturned(entity_type: str, name: str) -> str:
    match = TURNED.match(name.strip())
    if match is None:
        return name
    first, last = match["first"].strip(), match["last"].strip()
    is_title = entity_type == "title" and " " not in last and " " not in first
    is_school = entity_type == "school" and TURNED_SCHOOL.match(first)
    return f"{first} {last}" if is_title or is_school else name


def _plain(entity_type: str, words: Sequence[str]) -> Sequence[str]:
    known = ABBREVIATIONS.get(entity_type, {})
    kept = [known.get(word, word) for word in words if word not in CONNECTORS]
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    return [_singular(word) for word in kept] if entity_type == "title" else kept


def _singular(word: str) -> str:
    plural = len(word) >= SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word

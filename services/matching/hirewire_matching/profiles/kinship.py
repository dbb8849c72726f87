"""Skills by any of their names, and how they stand to each other (ADR 0030)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files

from hirewire_contracts.values import Evidence

from hirewire_matching.profiles.folding import fold, keys_of
from hirewire_matching.ranking import Relation, Relations

FARTHEST = 2
"""Steps upwards that still make a skill "a kind of" another."""
_VERSION_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table; ``broader`` and ``related`` are keys.

    ``kind`` is ``competence`` (programming) or ``knowledge`` (Python).
    """

    key: str
    name: str
    kind: str
    forms: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kinship:
    """``keys`` maps folded names to keys; another table is another ``version``.

    ``generic`` maps a competence to the knowledge right below it.
    """

    version: str
    keys: Mapping[str, str] = field(repr=False)
    relations: Relations = field(repr=False)
    generic: Mapping[str, frozenset[str]] = field(repr=False)

    @classmethod
    def of(cls, version: str, entries: Iterable[Entry]) -> "Kinship":
        listed = tuple(entries)
        names = [(fold(entry.name), entry.key) for entry in listed]
        forms = [(fold(form), entry.key) for entry in listed for form in entry.forms]
        by_key = {entry.key: entry for entry in listed}
        return cls(version, dict((*reversed(forms), *names)), _relations(by_key), _generic(by_key))


@cache
def kinship() -> Kinship:
    """What is shipped; read once."""
    content = (files("hirewire_matching.profiles") / "data" / "skills.tsv").read_bytes()
    rows = [line.split("\t") for line in content.decode().splitlines()[1:]]
    entries = (Entry(key, name, kind, *map(_listed, rest)) for key, name, kind, *rest in rows)
    return Kinship.of(sha256(content).hexdigest()[:_VERSION_DIGITS], entries)


def skill_keys(
    name: str, key: str | None = None, evidence: Iterable[Evidence] = ()
) -> tuple[str, ...]:
    """Every key under which a skill may be asked for, that of the table among them."""
    own = keys_of(name, key, evidence)
    canonical = None if key else kinship().keys.get(fold(name))
    return tuple(dict.fromkeys((*own, canonical))) if canonical else own


def _relations(entries: Mapping[str, Entry]) -> Relations:
    """By the key that is asked for; of two relations the closer one counts."""
    relations: dict[str, dict[str, Relation]] = {}
    for entry in entries.values():
        for other in filter(None, map(entries.get, entry.related)):
            relation = Relation("related", (entry.name, other.name))
            relations.setdefault(other.key, {}).setdefault(entry.key, relation)
        for way in _upwards((entry,), entries):
            relation = Relation("narrower", tuple(step.name for step in way))
            relations.setdefault(way[-1].key, {})[entry.key] = relation
    return relations


def _generic(entries: Mapping[str, Entry]) -> Mapping[str, frozenset[str]]:
    below: dict[str, set[str]] = {}
    for entry in entries.values():
        for above in filter(None, map(entries.get, entry.broader)):
            if (above.kind, entry.kind) == ("competence", "knowledge"):
                below.setdefault(above.key, set()).add(entry.key)
    return {key: frozenset(kinds) for key, kinds in below.items()}


def _upwards(way: tuple[Entry, ...], entries: Mapping[str, Entry]) -> Iterator[tuple[Entry, ...]]:
    """The longest ways first, so that the shortest is what stays."""
    for above in filter(None, map(entries.get, reversed(way[-1].broader))):
        if len(way) < FARTHEST:
            yield from _upwards((*way, above), entries)
        yield (*way, above)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()

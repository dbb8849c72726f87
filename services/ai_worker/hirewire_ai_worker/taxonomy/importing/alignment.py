"""Which concepts are what we know already, and which of their names are free to take.

Ours wins: a name of the shipped taxonomy keeps its meaning, whatever a classification says. A
concept is one of ours when its own name is, with or without its qualifier; sharing some alias
does not make it so. An alias that two concepts claim belongs to neither.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from hirewire_ai_worker.taxonomy.importing.concepts import SkillConcept, TitleConcept, bare
from hirewire_ai_worker.taxonomy.names import fold, key_of

SHORTEST = 4
LONGEST = 100

Concept = TypeVar("Concept", SkillConcept, TitleConcept)


@dataclass(frozen=True, slots=True)
class Aligned(Generic[Concept]):
    """`name` is ours when the concept was known, else its own; `aliases` are new ones only."""

    concept: Concept
    name: str
    aliases: tuple[str, ...]
    known: bool


def align(concepts: Sequence[Concept], ours: Mapping[str, str]) -> list[Aligned[Concept]]:
    """`ours`: every folded form we have, and the name of what it stands for."""
    names = {concept.code: _name(concept, ours) for concept in concepts}
    taken = {fold(name) for name in names.values()} | set(ours)
    claims = Counter(form for concept in concepts for form in set(_forms(concept)))
    seen: set[str] = set()
    aligned = []
    for concept in concepts:
        name = names[concept.code]
        known = name in ours.values()
        if key_of(name) in seen or not (known or _is_fit(name)):
            continue
        seen.add(key_of(name))
        free = {
            fold(alias): alias
            for alias in concept.aliases
            if _is_fit(alias) and fold(alias) not in taken and claims[fold(alias)] == 1
        }
        aligned.append(Aligned(concept, name, tuple(free.values()), known))
    return aligned


def _name(concept: SkillConcept | TitleConcept, ours: Mapping[str, str]) -> str:
    known = ours.get(fold(concept.name)) or ours.get(fold(bare(concept.name)))
    return known or concept.name


def _forms(concept: SkillConcept | TitleConcept) -> Iterable[str]:
    return (fold(label) for label in (concept.name, *concept.aliases))


def _is_fit(label: str) -> bool:
    return SHORTEST <= len(label) <= LONGEST and key_of(label) != ""

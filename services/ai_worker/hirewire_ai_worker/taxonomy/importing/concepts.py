"""What a classification says of one skill or occupation, before it is compared with ours."""

import re
from dataclasses import dataclass

from hirewire_ai_worker.taxonomy.entries import SkillKind

_QUALIFIER = re.compile(r"\s*\([^()]*\)\s*$")
_SEPARATORS = re.compile(r"[\s|\t]+")


@dataclass(frozen=True, slots=True)
class SkillConcept:
    """`broader` and `related` are codes of other concepts of the same classification."""

    code: str
    name: str
    kind: SkillKind
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleConcept:
    code: str
    name: str
    family: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """`scheme` is the name under which its codes stand among an entity's external ids."""

    scheme: str
    skills: tuple[SkillConcept, ...] = ()
    titles: tuple[TitleConcept, ...] = ()


def clean(label: str) -> str:
    """On one line, and without what separates values in our tables."""
    return _SEPARATORS.sub(" ", label).strip()


def bare(label: str) -> str:
    """Without the qualifier in brackets: `Python (computer programming)` -> `Python`."""
    return _QUALIFIER.sub("", label) or label

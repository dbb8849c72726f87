"""What the taxonomy knows about each kind of thing."""

from dataclasses import dataclass
from typing import Literal

SkillKind = Literal["knowledge", "competence"]
Policy = Literal["context", "list"]
Seniority = Literal["intern", "junior", "mid", "senior", "lead", "principal", "executive"]


@dataclass(frozen=True, slots=True)
class Skill:
    """`broader` and `related` are names of other skills; `domain` is the file it stands in.

    `external_ids` are its codes in classifications that were imported: (scheme, code).
    """

    name: str
    kind: SkillKind
    domain: str
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    external_ids: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AmbiguousForm:
    """A written form that is a skill only in some places.

    `context`: as an item of a list, beside a cue word or beside other skills of its domain, and in
    the case given. `list`: only as an item of a list. Never when the words of `unless_next` or
    `unless_previous` stand beside it.
    """

    form: str
    skill: str
    policy: Policy
    cues: tuple[str, ...] = ()
    unless_next: tuple[str, ...] = ()
    unless_previous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """`seniority` is set only where the title itself says it."""

    name: str
    family: str
    seniority: Seniority | None
    aliases: tuple[str, ...] = ()
    external_ids: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TitleHead:
    """A noun that makes a phrase a title; `suffix` ones also end German compounds."""

    name: str
    suffix: bool


@dataclass(frozen=True, slots=True)
class SeniorityLevel:
    level: Seniority
    rank: int
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Degree:
    """`level` is that of the European Qualifications Framework; `short` forms keep their case."""

    name: str
    level: int
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """`code` is ISO 639-1, or 639-2/3 where that has none."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageLevel:
    """A CEFR level and the words that say it."""

    level: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """`skills` are names of the skills it attests."""

    name: str
    issuer: str
    aliases: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Country:
    """`code` is ISO 3166-1 alpha-2."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    country: str
    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class City:
    name: str
    country: str
    region: str
    aliases: tuple[str, ...] = ()

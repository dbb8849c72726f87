"""The whole taxonomy in memory, with the lexicons that find its names."""

from collections.abc import Mapping
from dataclasses import dataclass

from hirewire_ai_worker.taxonomy.entries import (
    AmbiguousForm,
    Certificate,
    City,
    Country,
    Degree,
    Field,
    LanguageLevel,
    Region,
    Seniority,
    SeniorityLevel,
    Skill,
    SpokenLanguage,
    Title,
    TitleHead,
)
from hirewire_ai_worker.taxonomy.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Skills:
    """`by_name` holds the canonical names; `ambiguous` is keyed by the folded form."""

    by_name: Mapping[str, Skill]
    ambiguous: Mapping[str, AmbiguousForm]
    lexicon: Lexicon[Skill]


@dataclass(frozen=True, slots=True)
class Titles:
    """`heads` finds the nouns a title is built on, `suffixes` are those of German compounds."""

    by_name: Mapping[str, Title]
    lexicon: Lexicon[Title]
    heads: Lexicon[TitleHead]
    suffixes: tuple[str, ...]
    seniorities: Lexicon[SeniorityLevel]
    levels: Mapping[Seniority, SeniorityLevel]

    def seniority(self, level: Seniority) -> SeniorityLevel:
        return self.levels[level]


@dataclass(frozen=True, slots=True)
class Education:
    """`short` is keyed by the exact form (`B.Sc.`); the other lexicons ignore case."""

    degrees: Lexicon[Degree]
    short: Mapping[str, Degree]
    fields: Lexicon[Field]


@dataclass(frozen=True, slots=True)
class Languages:
    lexicon: Lexicon[SpokenLanguage]
    levels: Lexicon[LanguageLevel]


@dataclass(frozen=True, slots=True)
class Places:
    """A city's name may stand for several cities. `region_codes` is keyed by (country, code)."""

    cities: Lexicon[tuple[City, ...]]
    regions: Lexicon[Region]
    region_codes: Mapping[tuple[str, str], Region]
    countries: Lexicon[Country]
    country_codes: Mapping[str, Country]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Read-only and safe to share. `version` changes with every change of the files."""

    version: str
    skills: Skills
    titles: Titles
    education: Education
    languages: Languages
    certificates: Lexicon[Certificate]
    places: Places

    def codes_of(self, kind: str, name: str) -> dict[str, str]:
        """The codes of a skill or title in imported classifications, by scheme; mostly none."""
        entry: Skill | Title | None = None
        if kind == "skill":
            entry = self.skills.by_name.get(name)
        elif kind == "title":
            entry = self.titles.by_name.get(name)
        return dict(entry.external_ids) if entry else {}

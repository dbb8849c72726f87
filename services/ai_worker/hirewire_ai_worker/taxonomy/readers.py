"""From the rows of each table to its entries."""

from collections.abc import Iterable, Iterator
from typing import get_args

from hirewire_ai_worker.taxonomy.entries import (
    AmbiguousForm,
    Certificate,
    City,
    Country,
    Degree,
    Field,
    LanguageLevel,
    Policy,
    Region,
    Seniority,
    SeniorityLevel,
    Skill,
    SkillKind,
    SpokenLanguage,
    Title,
    TitleHead,
)
from hirewire_ai_worker.taxonomy.tables import Row, TaxonomyFileError, values

SKILL_KINDS: dict[str, SkillKind] = {kind: kind for kind in get_args(SkillKind)}
POLICIES: dict[str, Policy] = {policy: policy for policy in get_args(Policy)}
SENIORITIES: dict[str, Seniority] = {level: level for level in get_args(Seniority)}


def read_skills(domain: str, rows: Iterable[Row]) -> Iterator[Skill]:
    for row in rows:
        if row["kind"] not in SKILL_KINDS:
            raise TaxonomyFileError(f"{domain}: {row['name']} has the kind {row['kind']!r}")
        yield Skill(
            name=row["name"],
            kind=SKILL_KINDS[row["kind"]],
            domain=domain,
            aliases=values(row["aliases"]),
            broader=values(row["broader"]),
            related=values(row["related"]),
        )


def read_ambiguous(rows: Iterable[Row]) -> Iterator[AmbiguousForm]:
    for row in rows:
        if row["policy"] not in POLICIES:
            raise TaxonomyFileError(f"ambiguous form {row['form']}: policy {row['policy']!r}")
        yield AmbiguousForm(
            form=row["form"],
            skill=row["skill"],
            policy=POLICIES[row["policy"]],
            cues=values(row["cues"]),
            unless_next=values(row["unless_next"]),
            unless_previous=values(row["unless_previous"]),
        )


def read_titles(rows: Iterable[Row]) -> Iterator[Title]:
    for row in rows:
        level = SENIORITIES.get(row["seniority"])
        yield Title(row["name"], row["family"], level, values(row["aliases"]))


def read_heads(rows: Iterable[Row]) -> Iterator[TitleHead]:
    return (TitleHead(row["head"], suffix=row["suffix"] == "yes") for row in rows)


def read_seniorities(rows: Iterable[Row]) -> Iterator[SeniorityLevel]:
    for row in rows:
        yield SeniorityLevel(SENIORITIES[row["level"]], int(row["rank"]), values(row["cues"]))


def read_degrees(rows: Iterable[Row]) -> Iterator[Degree]:
    for row in rows:
        yield Degree(row["name"], int(row["eqf"]), values(row["aliases"]), values(row["short"]))


def read_fields(rows: Iterable[Row]) -> Iterator[Field]:
    return (Field(row["name"], values(row["aliases"])) for row in rows)


def read_languages(rows: Iterable[Row]) -> Iterator[SpokenLanguage]:
    return (SpokenLanguage(row["code"], row["name"], values(row["aliases"])) for row in rows)


def read_levels(rows: Iterable[Row]) -> Iterator[LanguageLevel]:
    return (LanguageLevel(row["level"], values(row["cues"])) for row in rows)


def read_certificates(rows: Iterable[Row]) -> Iterator[Certificate]:
    for row in rows:
        aliases, skills = values(row["aliases"]), values(row["skills"])
        yield Certificate(row["name"], row["issuer"], aliases, skills)


def read_countries(rows: Iterable[Row]) -> Iterator[Country]:
    return (Country(row["code"], row["name"], values(row["aliases"])) for row in rows)


def read_regions(rows: Iterable[Row]) -> Iterator[Region]:
    for row in rows:
        yield Region(row["country"], row["code"], row["name"], values(row["aliases"]))


def read_cities(rows: Iterable[Row]) -> Iterator[City]:
    for row in rows:
        yield City(row["name"], row["country"], row["region"], values(row["aliases"]))

"""What was read out of a job ad, as the contracts carry it."""

from collections.abc import Iterator
from pathlib import PurePath

from hirewire_contracts import documents as contract
from hirewire_contracts import jobs, values
from hirewire_contracts.documents import Requirement

from hirewire_ai_worker.documents.evidence import Cite, citing
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.extraction.facts import (
    DegreeRequirement,
    ExperienceFact,
    JobFacts,
    RequiredSkill,
    SalaryFact,
)

SHORT = 300
MOST_NAMES = 100
MOST_LOCATIONS = 50
DESCRIPTION = 50_000


def job_facts(document: Document, text: str, facts: JobFacts) -> contract.JobFacts:
    """Long values are cut to what the contracts hold; of too many, the first are kept."""
    cite = citing(document.id, facts.extractor)
    requirements = tuple(_requirements(facts, cite))
    return contract.JobFacts(job=_details(document, text, facts), requirements=requirements)


def _details(document: Document, text: str, facts: JobFacts) -> jobs.JobDetails:
    """A text that was taken from a job is not given back to it as its title and description."""
    return jobs.JobDetails(
        title=_title(document, facts),
        description="" if document.is_job_text else text[:DESCRIPTION],
        company=facts.company.value[:SHORT] if facts.company else None,
        employment_type=facts.employment_type.value if facts.employment_type else None,
        workplace_type=facts.workplace_type.value if facts.workplace_type else None,
        locations=tuple(place.canonical[:SHORT] for place in facts.locations[:MOST_LOCATIONS]),
        salary=_salary(facts.salary) if facts.salary else None,
        skills_required=_skills(facts, required=True),
        skills_preferred=_skills(facts, required=False),
        seniority=facts.seniority,
    )


def _title(document: Document, facts: JobFacts) -> str:
    if document.is_job_text and document.name:
        return document.name
    read = facts.title.value if facts.title else ""
    return (read or PurePath(document.name or "").stem or "Untitled job")[:SHORT]


def _salary(fact: SalaryFact) -> values.Salary:
    return values.Salary(
        min=fact.minimum, max=fact.maximum, currency=fact.currency, interval=fact.interval
    )


def _skills(facts: JobFacts, *, required: bool) -> tuple[str, ...]:
    names = (skill.name[:SHORT] for skill in _asked(facts) if skill.required == required)
    return tuple(dict.fromkeys(names))[:MOST_NAMES]


def _asked(facts: JobFacts) -> Iterator[RequiredSkill]:
    """Without what only the tagger found and no taxonomy knows: nobody is held against that."""
    return (each for each in facts.skills if each.key or each.kind is None)


def _requirements(facts: JobFacts, cite: Cite) -> Iterator[Requirement]:
    for skill in _asked(facts):
        yield _skill(skill, cite)
    if facts.experience is not None:
        yield _experience(facts.experience, cite)
    if facts.degree is not None:
        yield _degree(facts.degree, cite)
    for language in facts.languages:
        yield Requirement(
            kind="language",
            name=language.name,
            key=language.code,
            required=language.required,
            level=language.level,
            confidence=language.confidence,
            evidence=cite(language.evidence),
        )
    yield from _certificates_and_places(facts, cite)


def _certificates_and_places(facts: JobFacts, cite: Cite) -> Iterator[Requirement]:
    for certificate in facts.certificates:
        yield Requirement(
            kind="certificate",
            name=certificate.name[:SHORT],
            key=certificate.key,
            required=certificate.required,
            confidence=certificate.confidence,
            evidence=cite(certificate.evidence),
        )
    anywhere = facts.workplace_type is not None and facts.workplace_type.value == "remote"
    for place in facts.locations:
        yield Requirement(
            kind="location",
            name=place.canonical[:SHORT],
            key=place.key,
            required=not anywhere,
            confidence=place.confidence,
            evidence=cite(place.evidence),
        )


def _skill(fact: RequiredSkill, cite: Cite) -> Requirement:
    return Requirement(
        kind="skill",
        name=fact.name[:SHORT],
        key=fact.key,
        required=fact.required,
        years=fact.years,
        confidence=fact.confidence,
        evidence=cite(fact.evidence),
    )


def _experience(fact: ExperienceFact, cite: Cite) -> Requirement:
    return Requirement(
        kind="experience",
        name=f"{fact.minimum:g} years of experience",
        required=fact.required,
        years=fact.minimum,
        confidence=fact.confidence,
        evidence=cite(fact.evidence),
    )


def _degree(fact: DegreeRequirement, cite: Cite) -> Requirement:
    """``level`` is the EQF level as text."""
    fields = " or ".join(studied.canonical or studied.value for studied in fact.fields)
    return Requirement(
        kind="education",
        name=(f"{fact.name} in {fields}" if fields else fact.name)[:SHORT],
        required=fact.required,
        level=str(fact.level),
        confidence=fact.confidence,
        evidence=cite(fact.evidence),
    )

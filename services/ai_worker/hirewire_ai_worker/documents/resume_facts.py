"""What was read out of a résumé, as the contracts carry it."""

from collections.abc import Iterable
from uuid import UUID

from hirewire_contracts import documents as contract
from hirewire_contracts import values
from hirewire_contracts.candidates import CandidateDetails

from hirewire_ai_worker.documents.evidence import Cite, citing
from hirewire_ai_worker.documents.names import split_name
from hirewire_ai_worker.extraction.facts import (
    CertificateFact,
    EducationFact,
    LanguageFact,
    LocationFact,
    ResumeFacts,
    SkillFact,
    TextFact,
    WorkFact,
)

SHORT = 300
LONG = 10_000
MOST_YEARS = 80


def resume_facts(document_id: UUID, facts: ResumeFacts) -> contract.ResumeFacts:
    """Long values are cut to what the contracts hold; of too many, the first are kept."""
    cite = citing(document_id, facts.extractor)
    first_name, last_name = split_name(facts.name.value) if facts.name else (None, None)
    candidate = CandidateDetails(
        first_name=first_name and first_name[:200],
        last_name=last_name and last_name[:200],
        headline=_value(facts.headline),
        emails=_contacts(facts.emails, 20),
        phone_numbers=_contacts(facts.phones, 20),
        urls=tuple(
            values.Contact(value=link.value[:SHORT], type=link.type[:40])
            for link in facts.links[:40]
        ),
        location=_place(facts.location),
        summary=facts.summary.value[:LONG] if facts.summary else None,
        skills=_skills(facts.skills, cite),
        work=tuple(_work(work, cite) for work in facts.work[:100]),
        education=tuple(_education(item, cite) for item in facts.education[:50]),
        languages=tuple(_language(item, cite) for item in facts.languages[:40]),
        certificates=tuple(_certificate(item, cite) for item in facts.certificates[:100]),
        years_of_experience=_years(facts.years_of_experience),
    )
    return contract.ResumeFacts(candidate=candidate, seniority=facts.seniority)


def _value(fact: TextFact | None) -> str | None:
    return fact.value[:SHORT] if fact else None


def _canonical(fact: TextFact | None) -> str | None:
    return (fact.canonical or fact.value)[:SHORT] if fact else None


def _place(fact: LocationFact | None) -> str | None:
    return fact.canonical[:SHORT] if fact else None


def _years(years: float | None) -> float | None:
    return None if years is None else min(MOST_YEARS, max(0.0, years))


def _contacts(facts: Iterable[TextFact], most: int) -> tuple[values.Contact, ...]:
    return tuple(values.Contact(value=fact.value[:SHORT]) for fact in tuple(facts)[:most])


def _skills(facts: Iterable[SkillFact], cite: Cite) -> tuple[values.Skill, ...]:
    """What the person says not to know is no skill of theirs."""
    return tuple(
        values.Skill(
            name=fact.name[:SHORT],
            key=fact.key,
            level=fact.level,
            years=_years(fact.years),
            last_used=fact.last_used,
            confidence=fact.confidence,
            evidence=cite(fact.evidence),
        )
        for fact in [fact for fact in facts if not fact.negated][:300]
    )


def _work(fact: WorkFact, cite: Cite) -> values.Work:
    return values.Work(
        title=_value(fact.title),
        company=_value(fact.company),
        location=_place(fact.location),
        start_date=fact.start,
        end_date=fact.end,
        current=fact.current,
        summary=fact.summary[:LONG] or None,
        confidence=fact.confidence,
        evidence=cite(fact.evidence),
    )


def _education(fact: EducationFact, cite: Cite) -> values.Education:
    return values.Education(
        school=_value(fact.school),
        degree=_value(fact.degree),
        level=fact.level,
        field_of_study=_canonical(fact.field),
        start_date=fact.start,
        end_date=fact.end,
        confidence=fact.confidence,
        evidence=cite(fact.evidence),
    )


def _language(fact: LanguageFact, cite: Cite) -> values.Language:
    return values.Language(
        name=fact.name,
        code=fact.code,
        level=fact.level,
        confidence=fact.confidence,
        evidence=cite(fact.evidence),
    )


def _certificate(fact: CertificateFact, cite: Cite) -> values.Certificate:
    return values.Certificate(
        name=fact.name[:SHORT],
        issuer=fact.issuer[:SHORT] if fact.issuer else None,
        date=fact.date,
        confidence=fact.confidence,
        evidence=cite(fact.evidence),
    )

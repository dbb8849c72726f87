"""What was read, as one JSON object. All offsets count characters of ``text``."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hirewire_ai_worker.extraction.claims import (
    EntityClaim,
    EntityType,
    RelationshipClaim,
    graph_facts,
)
from hirewire_ai_worker.extraction.facts import Evidence, JobFacts, ResumeFacts, TextFact
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

Record = dict[str, Any]


def failed(code: str, detail: str, *, retryable: bool = False) -> Record:
    """The same fields as of a document that was read, all empty."""
    return {
        "status": "failed",
        "failure": {"code": code, "detail": detail, "retryable": retryable},
        "language": None,
        "text": "",
        "profile": None,
        "entities": [],
        "relationships": [],
        "flags": [],
        "extractor": None,
    }


def found(
    parsed: ParsedDocument, facts: ResumeFacts | JobFacts | None, taxonomy: Taxonomy
) -> Record:
    entities, relationships = graph_facts(facts) if facts else ((), ())
    names = {(claim.type, claim.key): claim.canonical_name for claim in entities}
    return {
        "status": "done",
        "failure": None,
        "language": parsed.language,
        "text": parsed.text,
        "profile": _profile(facts),
        "entities": [row for claim in entities for row in _entity(claim, taxonomy)],
        "relationships": [_relationship(claim, names) for claim in relationships],
        "flags": [
            {"code": flag.code, "detail": flag.detail, "quote": flag.quote, "page": flag.page}
            for flag in parsed.flags
        ],
        "extractor": facts.extractor if facts else None,
    }


def _entity(claim: EntityClaim, taxonomy: Taxonomy) -> Iterator[Record]:
    """One row for each place where it stands, in the words that stand there."""
    known = taxonomy.skills.by_name.get(claim.canonical_name) if claim.type == "skill" else None
    for place in claim.evidence:
        yield {
            "type": claim.type,
            "name": claim.name,
            "canonical_name": claim.canonical_name,
            "external_ids": taxonomy.codes_of(claim.type, claim.canonical_name),
            "skill_type": known.kind if known else None,
            "confidence": claim.confidence,
            **_place(place),
        }


def _relationship(claim: RelationshipClaim, names: Mapping[tuple[EntityType, str], str]) -> Record:
    """Its subject is the person of the résumé or the job of the ad."""
    return {
        "predicate": claim.predicate,
        "object": {
            "type": claim.object_type,
            "canonical_name": names.get((claim.object_type, claim.object_key), claim.object_key),
        },
        "attributes": dict(claim.attributes),
        "negated": claim.negated,
        "confidence": claim.confidence,
        "evidence": [_place(place) for place in claim.evidence],
    }


def _place(place: Evidence) -> Record:
    return {"start": place.start, "end": place.end, "page": place.page, "quote": place.quote}


def _profile(facts: ResumeFacts | JobFacts | None) -> Record | None:
    match facts:
        case ResumeFacts():
            return _person(facts)
        case JobFacts():
            return _job(facts)
    return None


def _person(facts: ResumeFacts) -> Record:
    return {
        "name": _value(facts.name),
        "emails": _values(facts.emails),
        "phones": _values(facts.phones),
        "location": facts.location.name if facts.location else None,
        "headline": _value(facts.headline),
        "work": [
            {
                "title": _value(work.title),
                "company": _value(work.company),
                "start": work.start,
                "end": work.end,
                "current": work.current,
            }
            for work in facts.work
        ],
        "education": [
            {
                "degree": _value(education.degree),
                "field": _value(education.field),
                "school": _value(education.school),
                "start": education.start,
                "end": education.end,
            }
            for education in facts.education
        ],
        "skills": [skill.name for skill in facts.skills if not skill.negated],
        "languages": [language.name for language in facts.languages],
        "certificates": [certificate.name for certificate in facts.certificates],
    }


def _job(facts: JobFacts) -> Record:
    salary = facts.salary
    return {
        "title": _value(facts.title),
        "company": _value(facts.company),
        "seniority": facts.seniority,
        "employment_type": facts.employment_type.value if facts.employment_type else None,
        "workplace_type": facts.workplace_type.value if facts.workplace_type else None,
        "locations": [place.name for place in facts.locations],
        "salary": {
            "min": salary.minimum,
            "max": salary.maximum,
            "currency": salary.currency,
            "interval": salary.interval,
        }
        if salary
        else None,
        "skills": [skill.name for skill in facts.skills],
        "skills_required": [skill.name for skill in facts.skills if skill.required],
        "skills_preferred": [skill.name for skill in facts.skills if not skill.required],
        "years_of_experience": facts.experience.minimum if facts.experience else None,
        "degree": facts.degree.name if facts.degree else None,
        "languages": [language.name for language in facts.languages],
        "certificates": [certificate.name for certificate in facts.certificates],
    }


def _value(fact: TextFact | None) -> str | None:
    return fact.value if fact else None


def _values(facts: Sequence[TextFact]) -> list[str]:
    return [fact.value for fact in facts]

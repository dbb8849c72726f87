"""The claims that each fact makes."""

from collections.abc import Iterator
from dataclasses import replace

from pydantic import JsonValue

from hirewire_ai_worker.extraction.claim_types import (
    Attributes,
    EntityClaim,
    EntityType,
    Predicate,
    RelationshipClaim,
)
from hirewire_ai_worker.extraction.facts import (
    CertificateFact,
    EducationFact,
    JobFacts,
    LanguageFact,
    LocationFact,
    RequiredSkill,
    ResumeFacts,
    SkillFact,
    TextFact,
    WorkFact,
)
from hirewire_ai_worker.extraction.organizations import organization_key
from hirewire_ai_worker.taxonomy.names import key_of

Claim = tuple[EntityClaim, RelationshipClaim | None]


def resume_claims(facts: ResumeFacts) -> Iterator[Claim]:
    for skill in facts.skills:
        yield _skill(skill)
    for work in facts.work:
        yield from _work(work)
    for education in facts.education:
        yield from _education(education)
    for language in facts.languages:
        yield _language(language)
    for certificate in facts.certificates:
        yield _certificate(certificate)
    if facts.location is not None:
        yield _location(facts.location)


def job_claims(facts: JobFacts) -> Iterator[Claim]:
    if facts.title is not None:
        yield _text("title", facts.title), None
    if facts.company is not None:
        yield _organization(facts.company), None
    for skill in facts.skills:
        yield _required(skill)
    for language in facts.languages:
        yield _language(language, {"required": language.required})
    for certificate in facts.certificates:
        yield _certificate(certificate, {"required": certificate.required})
    for place in facts.locations:
        yield _location(place)
    yield from _degree_asked(facts)


def _degree_asked(facts: JobFacts) -> Iterator[Claim]:
    degree = facts.degree
    if degree is None:
        return
    stated = TextFact(degree.name, degree.confidence, degree.evidence, key_of(degree.name))
    entity = _text("degree", stated)
    attributes: dict[str, JsonValue] = {"required": degree.required, "level": degree.level}
    yield entity, _said("has_degree", entity, degree.confidence, attributes)
    for studied in degree.fields:
        yield _text("field_of_study", studied), None


def _said(
    predicate: Predicate, entity: EntityClaim, confidence: float, attributes: Attributes
) -> RelationshipClaim:
    stated = {name: value for name, value in attributes.items() if value is not None}
    return RelationshipClaim(
        predicate, entity.type, entity.key, confidence, entity.evidence, stated
    )


def _text(kind: EntityType, fact: TextFact) -> EntityClaim:
    canonical = fact.canonical or fact.value
    key = fact.key or key_of(canonical)
    known = fact.key is not None
    return EntityClaim(kind, key, fact.value, canonical, known, fact.confidence, fact.evidence)


def _organization(fact: TextFact) -> EntityClaim:
    key = organization_key(fact.value)
    name = fact.value
    return EntityClaim(
        "organization",
        key,
        name,
        name,
        known=False,
        confidence=fact.confidence,
        evidence=fact.evidence,
    )


def _skill(fact: SkillFact) -> Claim:
    key = fact.key or key_of(fact.name)
    quote = fact.evidence[0].quote if fact.evidence else fact.name
    known = fact.key is not None
    entity = EntityClaim("skill", key, quote, fact.name, known, fact.confidence, fact.evidence)
    attributes: dict[str, JsonValue] = {
        "level": fact.level,
        "years": fact.years,
        "since": fact.since,
        "until": fact.last_used,
    }
    said = _said("has_skill", entity, fact.confidence, attributes)
    return entity, replace(said, negated=fact.negated)


def _required(fact: RequiredSkill) -> Claim:
    key = fact.key or key_of(fact.name)
    quote = fact.evidence[0].quote if fact.evidence else fact.name
    known = fact.key is not None
    entity = EntityClaim("skill", key, quote, fact.name, known, fact.confidence, fact.evidence)
    predicate: Predicate = "requires_skill" if fact.required else "prefers_skill"
    return entity, _said(predicate, entity, fact.confidence, {"years": fact.years})


def _work(work: WorkFact) -> Iterator[Claim]:
    period: dict[str, JsonValue] = {"since": work.start, "until": work.end}
    if work.current:
        period["current"] = True
    if work.company is not None:
        entity = _organization(work.company)
        title = work.title.value if work.title else None
        yield (
            entity,
            _said("worked_at", entity, work.company.confidence, {**period, "title": title}),
        )
    if work.title is not None:
        entity = _text("title", work.title)
        company = work.company.value if work.company else None
        attributes = {**period, "organization": company, "seniority": work.seniority}
        yield entity, _said("held_title", entity, work.title.confidence, attributes)


def _education(education: EducationFact) -> Iterator[Claim]:
    period: dict[str, JsonValue] = {"since": education.start, "until": education.end}
    studied = education.field
    field_name = (studied.canonical or studied.value) if studied else None
    if education.school is not None:
        entity = _text("school", education.school)
        said = _said("studied_at", entity, entity.confidence, {**period, "field": field_name})
        yield entity, said
    if education.degree is not None:
        entity = _text("degree", education.degree)
        attributes = {**period, "level": education.level, "field": field_name}
        yield entity, _said("has_degree", entity, entity.confidence, attributes)
    if studied is not None:
        yield _text("field_of_study", studied), None


def _language(fact: LanguageFact, extra: Attributes | None = None) -> Claim:
    entity = EntityClaim(
        type="language",
        key=fact.code,
        name=fact.name,
        canonical_name=fact.name,
        known=True,
        confidence=fact.confidence,
        evidence=fact.evidence,
    )
    return entity, _said("speaks", entity, fact.confidence, {"level": fact.level, **(extra or {})})


def _certificate(fact: CertificateFact, extra: Attributes | None = None) -> Claim:
    stated = TextFact(fact.name, fact.confidence, fact.evidence, fact.key, fact.canonical)
    entity = _text("certificate", stated)
    attributes = {"issuer": fact.issuer, "since": fact.date, **(extra or {})}
    return entity, _said("certified", entity, fact.confidence, attributes)


def _location(fact: LocationFact) -> Claim:
    key = fact.key or key_of(fact.name)
    known = fact.key is not None
    entity = EntityClaim(
        "location", key, fact.name, fact.canonical, known, fact.confidence, fact.evidence
    )
    return entity, _said("located_in", entity, fact.confidence, {"country": fact.country})

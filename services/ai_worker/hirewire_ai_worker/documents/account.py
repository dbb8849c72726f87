"""What the extractor claims of a document, as the graph takes it."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePath

from hirewire_contracts.knowledge import EntityType

from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.extraction.claims import (
    EntityClaim,
    RelationshipClaim,
    graph_facts,
)
from hirewire_ai_worker.extraction.facts import Evidence, JobFacts, ResumeFacts, TextFact
from hirewire_ai_worker.graph.account import Account, EntityKey, Span, Statement, Thing
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

NAME_LENGTH = 300
QUOTE_LENGTH = 500
MOST_THINGS = 1_000
MOST_SPANS = 20


def account_of(
    document: Document,
    text: str,
    facts: ResumeFacts | JobFacts,
    taxonomy: Taxonomy | None = None,
) -> Account:
    """``text`` is what ``facts`` were read from; of too many things the surest are kept.

    The ``taxonomy`` knows which codes skills and titles have elsewhere.
    """
    entities, relationships = graph_facts(facts)
    surest = sorted(entities, key=lambda claim: -claim.confidence)[:MOST_THINGS]
    things = {thing.key: thing for thing in (_thing(claim, taxonomy) for claim in surest)}
    statements = map(_statement, relationships)
    return Account(
        document_id=document.id,
        witness=sha256(text.encode()).hexdigest(),
        extractor=facts.extractor,
        calibrator=facts.calibrator,
        subject=_subject(document, facts),
        things=tuple(things.values()),
        statements=tuple(said for said in statements if said.object in things)[: 2 * MOST_THINGS],
    )


def _subject(document: Document, facts: ResumeFacts | JobFacts) -> Thing:
    """The candidate or job that the document was submitted for, else one of its own."""
    said = facts.name if isinstance(facts, ResumeFacts) else facts.title
    name = _name(said, document)
    kind, identifier = "document", document.id
    if document.about is not None and document.about_id is not None:
        kind, identifier = str(document.about["kind"]), document.about_id
    return Thing(
        key=EntityKey(
            "person" if isinstance(facts, ResumeFacts) else "job", f"{kind}:{identifier}"
        ),
        name=name,
        canonical_name=name,
        confidence=said.confidence if said else 1.0,
        spans=_spans(said.evidence) if said else (),
        external_ids={kind: str(identifier)},
    )


def _name(said: TextFact | None, document: Document) -> str:
    if document.is_job_text and document.name:
        return document.name
    stem = PurePath(document.name or "").stem
    return ((said.value if said else "") or stem or "Unnamed")[:NAME_LENGTH]


def _thing(claim: EntityClaim, taxonomy: Taxonomy | None) -> Thing:
    canonical_name = claim.canonical_name or claim.name or claim.key
    return Thing(
        key=_key(claim.type, claim.key),
        name=(claim.name or claim.key)[:NAME_LENGTH],
        canonical_name=canonical_name[:NAME_LENGTH],
        confidence=claim.confidence,
        spans=_spans(claim.evidence),
        external_ids=taxonomy.codes_of(claim.type, canonical_name) if taxonomy else {},
    )


def _statement(claim: RelationshipClaim) -> Statement:
    return Statement(
        predicate=claim.predicate,
        object=_key(claim.object_type, claim.object_key),
        confidence=claim.confidence,
        spans=_spans(claim.evidence),
        attributes=claim.attributes,
        negated=claim.negated,
    )


def _key(entity_type: EntityType, key: str) -> EntityKey:
    return EntityKey(entity_type, key[:NAME_LENGTH])


def _spans(evidence: Sequence[Evidence]) -> tuple[Span, ...]:
    return tuple(
        Span(
            start=place.start,
            end=place.start + len(place.quote[:QUOTE_LENGTH]),
            quote=place.quote[:QUOTE_LENGTH],
            page=place.page,
            section=place.section or None,
        )
        for place in evidence[:MOST_SPANS]
    )

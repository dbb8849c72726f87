"""From facts to what the knowledge graph stores: entities and relationships of one subject.

The subject of a résumé's relationships is its person, that of an ad's is its job; neither is among
the entities.
"""

from hirewire_ai_worker.extraction.claim_makers import job_claims, resume_claims
from hirewire_ai_worker.extraction.claim_types import (
    EntityClaim,
    EntityType,
    Predicate,
    RelationshipClaim,
)
from hirewire_ai_worker.extraction.facts import JobFacts, ResumeFacts

__all__ = [
    "EntityClaim",
    "EntityType",
    "GraphFacts",
    "Predicate",
    "RelationshipClaim",
    "graph_facts",
]

GraphFacts = tuple[tuple[EntityClaim, ...], tuple[RelationshipClaim, ...]]


def graph_facts(facts: ResumeFacts | JobFacts) -> GraphFacts:
    """Each entity once, with the evidence of all its mentions; each relationship as it was said."""
    claims = resume_claims(facts) if isinstance(facts, ResumeFacts) else job_claims(facts)
    listed = [(entity, said) for entity, said in claims if entity.key]
    entities: dict[tuple[EntityType, str], EntityClaim] = {}
    for entity, _ in listed:
        place = (entity.type, entity.key)
        entities[place] = _joined(entities[place], entity) if place in entities else entity
    return tuple(entities.values()), tuple(said for _, said in listed if said is not None)


def _joined(first: EntityClaim, second: EntityClaim) -> EntityClaim:
    return EntityClaim(
        type=first.type,
        key=first.key,
        name=first.name,
        canonical_name=first.canonical_name,
        known=first.known or second.known,
        confidence=max(first.confidence, second.confidence),
        evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
    )

"""The graph's rows as the states that others are told."""

from collections.abc import Iterable, Sequence

from hirewire_contracts import knowledge as contract
from hirewire_contracts.values import Evidence

from hirewire_ai_worker.graph.models import Edge, Entity, Mention


def entity_state(
    entity: Entity, aliases: Sequence[str], best: Iterable[Mention]
) -> contract.Entity:
    return contract.Entity(
        id=entity.id,
        workspace_id=entity.workspace_id,
        sequence=entity.sequence,
        created_by=entity.created_by,
        created_at=entity.created_at,
        updated_at=entity.updated_at,
        type=entity.type,
        name=entity.name,
        canonical_name=entity.canonical_name,
        external_ids=entity.external_ids,
        confidence=entity.confidence,
        status=entity.status,
        aliases=tuple(aliases),
        evidence=_evidence(best),
        mention_count=entity.mention_count,
        retracted=entity.retracted or entity.merged_into is not None,
        merged_into=entity.merged_into,
    )


def relationship_state(edge: Edge, best: Iterable[Mention]) -> contract.Relationship:
    return contract.Relationship(
        id=edge.id,
        workspace_id=edge.workspace_id,
        sequence=edge.sequence,
        created_by=edge.created_by,
        created_at=edge.created_at,
        updated_at=edge.updated_at,
        subject_id=edge.subject_id,
        predicate=edge.predicate,
        object_id=edge.object_id,
        attributes=edge.attributes,
        confidence=edge.confidence,
        evidence=_evidence(best),
        retracted=edge.retracted,
        status=edge.status,
    )


def _evidence(mentions: Iterable[Mention]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            document_id=mention.document_id,
            quote=mention.quote,
            start=mention.start_at,
            end=mention.end_at,
            page=mention.page,
            extractor=mention.extractor,
        )
        for mention in mentions
    )

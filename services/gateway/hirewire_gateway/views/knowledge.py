"""What a document adds to the knowledge graph, laid down in the views of its parts."""

from collections.abc import Mapping, Sequence
from functools import cache
from uuid import UUID

from hirewire_chassis import Outcome, Transaction
from hirewire_contracts.knowledge import Entity, KnowledgeCorrected, KnowledgeRecorded, Relationship
from sqlalchemy.dialects.postgresql import Insert, insert

from hirewire_gateway.live.feed import Change, Resource
from hirewire_gateway.views.entities import ENTITIES
from hirewire_gateway.views.operations import conclude
from hirewire_gateway.views.relationships import RELATIONSHIPS
from hirewire_gateway.views.tables import document_entities


async def project_knowledge(event: KnowledgeRecorded, tx: Transaction) -> Outcome:
    await ENTITIES.store(tx, event.entities)
    await RELATIONSHIPS.store(tx, event.relationships)
    await _link(tx, event)
    await conclude(event, tx, *_changes(event))
    return None


async def project_corrections(event: KnowledgeCorrected, tx: Transaction) -> Outcome:
    await ENTITIES.store(tx, event.entities)
    await RELATIONSHIPS.store(tx, event.relationships)
    rows = [
        {**_row(document_id, entity), "mentioned": True}
        for entity in event.entities
        for document_id in sorted({place.document_id for place in entity.evidence})
    ]
    if rows:
        order = sorted(rows, key=lambda row: (str(row["document_id"]), str(row["entity_id"])))
        await tx.session.execute(_upsert(), order)
    await conclude(event, tx, *_corrections(event))
    return None


async def _link(tx: Transaction, event: KnowledgeRecorded) -> None:
    newest = {entity.id: entity for entity in sorted(event.entities, key=lambda e: e.sequence)}
    if not newest:
        return
    rows = [_row(event.document_id, newest[key]) for key in sorted(newest)]
    await tx.session.execute(_upsert(), rows)


@cache
def _upsert() -> Insert:
    statement = insert(document_entities)
    links, fresh = document_entities.c, statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[links.document_id, links.entity_id],
        set_={"sequence": fresh.sequence, "mentioned": fresh.mentioned},
        where=fresh.sequence > links.sequence,
    )


def _row(document_id: UUID, entity: Entity) -> Mapping[str, object]:
    return {
        "document_id": document_id,
        "entity_id": entity.id,
        "workspace_id": entity.workspace_id,
        "sequence": entity.sequence,
        "mentioned": _mentions(document_id, entity),
    }


def _mentions(document_id: UUID, entity: Entity) -> bool:
    """An entity keeps its best evidence only; where some is left out, the event's word counts."""
    shown = any(evidence.document_id == document_id for evidence in entity.evidence)
    return shown or entity.mention_count > len(entity.evidence)


def _changes(event: KnowledgeRecorded) -> tuple[Change, ...]:
    """One hint per document, not one per fact: a résumé alone has about a hundred."""
    document = f"/v1/documents/{event.document_id}"
    hints = (
        ("entities", event.entities, f"{document}/entities"),
        (
            "relationships",
            event.relationships,
            f"/v1/relationships?document_id={event.document_id}",
        ),
    )
    return tuple(
        Change(
            event.type,
            (topic, f"documents:{event.document_id}"),
            Resource(kind="document", id=event.document_id, href=href),
        )
        for topic, states, href in hints
        if states
    )


def _corrections(event: KnowledgeCorrected) -> tuple[Change, ...]:
    """One hint per collection, under the names of all that changed in it."""
    parts: tuple[tuple[str, str, Sequence[Entity | Relationship]], ...] = (
        ("entity", "entities", event.entities),
        ("relationship", "relationships", event.relationships),
    )
    return tuple(
        Change(
            event.type,
            (topic, *(f"{topic}:{state.id}" for state in states)),
            Resource(kind=kind, id=states[0].id, href=f"/v1/{topic}/{states[0].id}"),
        )
        for kind, topic, states in parts
        if states
    )

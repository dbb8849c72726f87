"""What this service tells again when a view is rebuilt."""

from collections.abc import Sequence
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_chassis.snapshots import following
from hirewire_contracts import documents, knowledge
from sqlalchemy import select

from hirewire_ai_worker.documents.models import Batch, Document
from hirewire_ai_worker.graph.edges import edge_states
from hirewire_ai_worker.graph.models import Edge, Entity
from hirewire_ai_worker.graph.repository import GraphRepository
from hirewire_ai_worker.graph.states import entity_state


async def document_states(
    tx: Transaction, after: UUID | None, limit: int
) -> Sequence[documents.Document]:
    own = select(Document).where(Document.workspace_id == tx.workspace_id)
    found = await tx.session.scalars(following(own, Document.id, after, limit))
    return [document.state() for document in found]


async def batch_states(
    tx: Transaction, after: UUID | None, limit: int
) -> Sequence[documents.DocumentBatch]:
    own = select(Batch).where(Batch.workspace_id == tx.workspace_id)
    found = await tx.session.scalars(following(own, Batch.id, after, limit))
    return [batch.state() for batch in found]


async def entity_states(
    tx: Transaction, after: UUID | None, limit: int
) -> Sequence[knowledge.Entity]:
    graph = GraphRepository(tx.session, tx.workspace_id)
    own = select(Entity).where(Entity.workspace_id == tx.workspace_id)
    found = (await tx.session.scalars(following(own, Entity.id, after, limit))).all()
    ids = [entity.id for entity in found]
    best = await graph.best_mentions(ids)
    aliases = await graph.aliases_of(ids)
    return [
        entity_state(entity, aliases.get(entity.id, ()), best.get(entity.id, ()))
        for entity in found
    ]


async def relationship_states(
    tx: Transaction, after: UUID | None, limit: int
) -> Sequence[knowledge.Relationship]:
    own = select(Edge).where(Edge.workspace_id == tx.workspace_id)
    found = (await tx.session.scalars(following(own, Edge.id, after, limit))).all()
    return await edge_states(GraphRepository(tx.session, tx.workspace_id), found)


SOURCES = {
    "documents": document_states,
    "document_batches": batch_states,
    "entities": entity_states,
    "relationships": relationship_states,
}

"""What a deleted document leaves behind in the graph: nothing that only it said."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hirewire_chassis import Transaction
from hirewire_contracts import knowledge as contract
from sqlalchemy import delete, or_, select

from hirewire_ai_worker.graph.edges import recompute_edges
from hirewire_ai_worker.graph.entities import refresh_entities
from hirewire_ai_worker.graph.merging import members_of
from hirewire_ai_worker.graph.models import Alias, Assertion, Edge, Entity, Mention, Triple
from hirewire_ai_worker.graph.recording import Recorded
from hirewire_ai_worker.graph.repository import GraphRepository
from hirewire_ai_worker.graph.resolution import Resolver
from hirewire_ai_worker.graph.states import entity_state

DELETED = "(deleted)"


@dataclass(slots=True)
class Traces:
    """What a document said, and of whom."""

    lost: Counter[UUID] = field(default_factory=Counter)
    entities: set[UUID] = field(default_factory=set)
    edges: set[Triple] = field(default_factory=set)


async def forget(tx: Transaction, document_id: UUID) -> Recorded:
    """Erases the document's words and every entity that nothing speaks of any more.

    An entity that a person confirmed, rejected or named stays. The caller has locked the document.
    """
    graph = GraphRepository(tx.session, tx.workspace_id)
    traces = await _traces(tx, document_id)
    entities = await Resolver(tx).lock(traces.entities)
    await _erase(tx, document_id)
    relationships = await recompute_edges(tx, graph, traces.edges)
    touched = [entities[key] for key in entities if traces.lost[key]]
    changes = {key: -count for key, count in traces.lost.items()}
    states = await refresh_entities(tx, graph, touched, changes)
    orphans = await _orphans(tx, entities.keys())
    gone = await _remove(tx, orphans)
    gone_ids = {state.id for state in gone}
    kept = tuple(state for state in states if state.id not in gone_ids)
    return Recorded((*kept, *gone), relationships)


async def _traces(tx: Transaction, document_id: UUID) -> Traces:
    traces = Traces()
    mentions = select(Mention.entity_id, Mention.retracted_at).where(
        Mention.workspace_id == tx.workspace_id, Mention.document_id == document_id
    )
    for entity_id, retracted_at in await tx.session.execute(mentions):
        traces.entities.add(entity_id)
        traces.lost[entity_id] += retracted_at is None
    said = select(Assertion.subject_id, Assertion.predicate, Assertion.object_id).where(
        Assertion.workspace_id == tx.workspace_id, Assertion.document_id == document_id
    )
    for row in await tx.session.execute(said.distinct()):
        triple = Triple(*row)
        traces.entities.update((triple.subject_id, triple.object_id))
        if triple.subject_id != triple.object_id:
            traces.edges.add(triple)
    return traces


async def _erase(tx: Transaction, document_id: UUID) -> None:
    for table in (Assertion, Mention):
        statement = delete(table).where(
            table.workspace_id == tx.workspace_id, table.document_id == document_id
        )
        await tx.session.execute(statement, execution_options={"synchronize_session": False})


async def _orphans(tx: Transaction, entities: Collection[UUID]) -> Sequence[UUID]:
    mentioned = select(Mention.id).where(
        Mention.entity_id == Entity.id, Mention.retracted_at.is_(None)
    )
    related = select(Assertion.id).where(
        or_(Assertion.subject_id == Entity.id, Assertion.object_id == Entity.id),
        Assertion.retracted_at.is_(None),
    )
    statement = select(Entity.id).where(
        Entity.workspace_id == tx.workspace_id,
        Entity.id.in_(entities),
        Entity.status == "suggested",
        Entity.named_by_person.is_(False),
        Entity.merged_into.is_(None),
        ~mentioned.exists(),
        ~related.exists(),
    )
    return (await tx.session.scalars(statement)).all()


async def _remove(tx: Transaction, orphans: Collection[UUID]) -> tuple[contract.Entity, ...]:
    """Removes these, what was merged into them and all rows that point at them."""
    if not orphans:
        return ()
    ids = await members_of(tx, orphans)
    entities = await Resolver(tx).lock(ids)
    states = tuple(_parting(tx, entity) for entity in entities.values())
    mentions = or_(Mention.entity_id.in_(ids), Mention.stated_entity_id.in_(ids))
    ends = (Assertion.subject_id, Assertion.object_id)
    stated = (Assertion.stated_subject_id, Assertion.stated_object_id)
    about = or_(
        *(end.in_(ids) for end in (*ends, *stated)),
        Assertion.mention_id.in_(select(Mention.id).where(mentions)),
    )
    for statement in (
        delete(Assertion).where(Assertion.workspace_id == tx.workspace_id, about),
        delete(Mention).where(Mention.workspace_id == tx.workspace_id, mentions),
        delete(Edge).where(
            Edge.workspace_id == tx.workspace_id,
            or_(Edge.subject_id.in_(ids), Edge.object_id.in_(ids)),
        ),
        delete(Alias).where(Alias.workspace_id == tx.workspace_id, Alias.entity_id.in_(ids)),
        delete(Entity).where(Entity.workspace_id == tx.workspace_id, Entity.id.in_(ids)),
    ):
        await tx.session.execute(statement, execution_options={"synchronize_session": False})
    return states


def _parting(tx: Transaction, entity: Entity) -> contract.Entity:
    """The last state, without anything that the documents said."""
    entity.advance(tx.now)
    state = entity_state(entity, (), ())
    return state.model_copy(
        update={
            "name": DELETED,
            "canonical_name": DELETED,
            "external_ids": {},
            "mention_count": 0,
            "confidence": 0.0,
            "retracted": True,
        }
    )

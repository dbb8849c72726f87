"""Two entities that are one thing: merged, and taken apart again.

What was said keeps the entity that it stated, so that a merge can be undone later too.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from hirewire_chassis import Outcome, Transaction, conflict, not_found
from hirewire_chassis.access import refusal
from hirewire_contracts.knowledge import MergeEntity, UnmergeEntity
from sqlalchemy import select, update

from hirewire_ai_worker.graph.edges import recompute_edges
from hirewire_ai_worker.graph.entities import refresh_entities
from hirewire_ai_worker.graph.holding import corrected, hold
from hirewire_ai_worker.graph.models import Assertion, Entity, Mention, Triple
from hirewire_ai_worker.graph.recording import Recorded
from hirewire_ai_worker.graph.repository import GraphRepository
from hirewire_ai_worker.graph.resolution import Resolver


@dataclass(frozen=True, slots=True)
class Move:
    """What is said of ``source`` is said of ``target``; with ``stated``, only what meant these."""

    source: Entity
    target: Entity
    stated: Collection[UUID] | None = None
    touched: set[Triple] = field(default_factory=set)


async def merge_entity(command: MergeEntity, tx: Transaction) -> Outcome:
    if refused := refusal(tx.context, "knowledge:write"):
        return refused
    held = await hold(tx, command.entity_id, command.into_id)
    source, target = held.current(command.entity_id), held.current(command.into_id)
    if source is None or target is None:
        return not_found("entity")
    if source.id == target.id:
        return conflict("same_entity", "An entity cannot be merged into itself.")
    if source.type != target.type:
        detail = f"A {source.type} cannot be merged into a {target.type}."
        return conflict("types_differ", detail)
    source.merged_into = target.id
    await _carry_out(tx, Move(source, target), source)
    return None


async def unmerge_entity(command: UnmergeEntity, tx: Transaction) -> Outcome:
    if refused := refusal(tx.context, "knowledge:write"):
        return refused
    roots = await Resolver(tx).roots_of([command.entity_id])
    root_id = roots.get(command.entity_id)
    if root_id is None:
        return not_found("entity")
    if root_id == command.entity_id:
        return conflict("not_merged", "The entity is not merged into another one.")
    held = await hold(tx, command.entity_id, root_id)
    merged, root = held.entities[command.entity_id], held.entities[root_id]
    if merged.merged_into is None or root.merged_into is not None:
        return conflict("merged_meanwhile", "The entities have just changed; read them again.")
    members = await members_of(tx, [merged.id])
    merged.merged_into = None
    await _carry_out(tx, Move(root, merged, members), merged)
    return None


async def members_of(tx: Transaction, entities: Collection[UUID]) -> frozenset[UUID]:
    """These entities and all that were merged into them, at any remove."""
    walk = (
        select(Entity.id)
        .where(Entity.workspace_id == tx.workspace_id, Entity.id.in_(entities))
        .cte("members", recursive=True)
    )
    walk = walk.union(select(Entity.id).join(walk, Entity.merged_into == walk.c.id))
    return frozenset(await tx.session.scalars(select(walk.c.id)))


async def _carry_out(tx: Transaction, move: Move, subject: Entity) -> None:
    graph = GraphRepository(tx.session, tx.workspace_id)
    await tx.session.flush()
    moved = await _move_mentions(tx, move)
    await _move_assertions(tx, move)
    told = [subject, *({move.source, move.target} - {subject})]
    touched = {triple for triple in move.touched if triple.subject_id != triple.object_id}
    relationships = await recompute_edges(tx, graph, touched)
    changes = Counter({move.source.id: -moved, move.target.id: moved})
    entities = await refresh_entities(tx, graph, told, changes)
    for event in corrected(subject.id, Recorded(entities, relationships)):
        tx.send(event)


async def _move_mentions(tx: Transaction, move: Move) -> int:
    """How many of those that still stand were moved."""
    statement = update(Mention).where(
        Mention.workspace_id == tx.workspace_id, Mention.entity_id == move.source.id
    )
    if move.stated is not None:
        statement = statement.where(Mention.stated_entity_id.in_(move.stated))
    moved = await tx.session.scalars(
        statement.values(entity_id=move.target.id).returning(Mention.retracted_at),
        execution_options={"synchronize_session": False},
    )
    return sum(retracted_at is None for retracted_at in moved)


async def _move_assertions(tx: Transaction, move: Move) -> None:
    for end, stated in (
        (Assertion.subject_id, Assertion.stated_subject_id),
        (Assertion.object_id, Assertion.stated_object_id),
    ):
        statement = update(Assertion).where(
            Assertion.workspace_id == tx.workspace_id, end == move.source.id
        )
        if move.stated is not None:
            statement = statement.where(stated.in_(move.stated))
        rows = await tx.session.execute(
            statement.values({end: move.target.id}).returning(
                Assertion.subject_id, Assertion.predicate, Assertion.object_id
            ),
            execution_options={"synchronize_session": False},
        )
        for row in rows:
            now = Triple(*row)
            is_subject = end is Assertion.subject_id
            subject_id = move.source.id if is_subject else now.subject_id
            object_id = now.object_id if is_subject else move.source.id
            move.touched.update((now, Triple(subject_id, now.predicate, object_id)))

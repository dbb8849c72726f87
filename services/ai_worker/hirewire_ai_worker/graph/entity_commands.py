"""What people say of entities. It outranks what documents say, whenever these are read."""

from uuid import UUID

from hirewire_chassis import Discard, Outcome, Transaction, conflict, not_found, stale
from hirewire_chassis.access import refusal
from hirewire_contracts.knowledge import CreateEntity, DeleteEntity, EntityChanges, UpdateEntity

from hirewire_ai_worker.graph.edges import recompute_edges
from hirewire_ai_worker.graph.entities import refresh_entities
from hirewire_ai_worker.graph.holding import Held, corrected, hold
from hirewire_ai_worker.graph.models import Entity
from hirewire_ai_worker.graph.naming import Naming
from hirewire_ai_worker.graph.recording import Recorded
from hirewire_ai_worker.graph.repository import GraphRepository


async def create_entity(command: CreateEntity, tx: Transaction) -> Outcome:
    """A conflict when the workspace has one of that name; the detail says which."""
    if refused := refusal(tx.context, "knowledge:write"):
        return refused
    naming = Naming(tx)
    known = await naming.bearer(command.entity_type, command.entity.name)
    if known == command.entity_id:
        return Discard("the entity is here already")
    if known is not None:
        return conflict("entity_exists", f"This is the name of the entity {known}.")
    if not await naming.create(command):
        return conflict("id_taken", "There is something else with this id already.")
    entity = (await hold(tx, command.entity_id)).entities[command.entity_id]
    taken = await naming.replace_aliases(entity, command.entity.aliases)
    if taken is not None:
        return conflict("alias_taken", f"This is a name of the entity {taken}.")
    await _tell(tx, entity)
    return None


async def update_entity(command: UpdateEntity, tx: Transaction) -> Outcome:
    if refused := refusal(tx.context, "knowledge:write"):
        return refused
    held = await hold(tx, command.entity_id)
    entity = held.current(command.entity_id)
    if entity is None:
        return not_found("entity")
    if _is_stale(entity, command.expected_sequence):
        return stale(command.expected_sequence or 0, entity.sequence)
    if command.changes.aliases is not None:
        taken = await Naming(tx).replace_aliases(entity, command.changes.aliases)
        if taken is not None:
            return conflict("alias_taken", f"This is a name of the entity {taken}.")
    was_denied = entity.is_denied
    _apply(entity, command.changes)
    await _tell(tx, entity, held if entity.is_denied != was_denied else None)
    return None


async def delete_entity(command: DeleteEntity, tx: Transaction) -> Outcome:
    if refused := refusal(tx.context, "knowledge:write"):
        return refused
    held = await hold(tx, command.entity_id)
    entity = held.current(command.entity_id)
    if entity is None:
        return not_found("entity")
    if _is_stale(entity, command.expected_sequence):
        return stale(command.expected_sequence or 0, entity.sequence)
    entity.status = "rejected"
    entity.retracted = True
    await _tell(tx, entity, held)
    return None


def _is_stale(entity: Entity, expected: int | None) -> bool:
    return expected is not None and expected != entity.sequence


def _apply(entity: Entity, changes: EntityChanges) -> None:
    if changes.name is not None:
        entity.name = changes.name
        entity.named_by_person = True
    if changes.canonical_name is not None:
        entity.canonical_name = changes.canonical_name
        entity.named_by_person = True
    if changes.external_ids is not None:
        entity.external_ids = dict(changes.external_ids)
    if changes.status is not None:
        entity.status = changes.status


async def _tell(tx: Transaction, entity: Entity, held: Held | None = None) -> None:
    """``held``: its relationships come or go with it."""
    graph = GraphRepository(tx.session, tx.workspace_id)
    await tx.session.flush()
    relationships = await recompute_edges(tx, graph, held.edges if held else ())
    states = await refresh_entities(tx, graph, [entity], dict[UUID, int]())
    for event in corrected(entity.id, Recorded(states, relationships)):
        tx.send(event)

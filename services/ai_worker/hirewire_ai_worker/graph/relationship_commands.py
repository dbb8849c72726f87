"""What people say of relationships. It outranks what documents say, whenever these are read."""

from collections.abc import Mapping
from uuid import UUID

from hirewire_chassis import (
    Discard,
    Outcome,
    Transaction,
    conflict,
    invalid,
    new_id,
    not_found,
    stale,
)
from hirewire_chassis.access import refusal
from hirewire_contracts.knowledge import CreateRelationship, DeleteRelationship, UpdateRelationship
from hirewire_contracts.settlement import FieldError
from pydantic import JsonValue
from sqlalchemy import select

from hirewire_ai_worker.graph.edges import recompute_edges
from hirewire_ai_worker.graph.holding import corrected
from hirewire_ai_worker.graph.models import Assertion, Edge, Triple
from hirewire_ai_worker.graph.recording import Recorded
from hirewire_ai_worker.graph.repository import GraphRepository
from hirewire_ai_worker.graph.resolution import Resolver

SOURCE = "person"


async def create_relationship(command: CreateRelationship, tx: Transaction) -> Outcome:
    if refused := refusal(tx.context, "knowledge:write"):
        return refused
    triple = Triple(command.subject_id, command.predicate, command.object_id)
    if errors := await _errors(tx, triple):
        return invalid(errors)
    graph = GraphRepository(tx.session, tx.workspace_id)
    edge = (await graph.edges_for_update([triple])).get(triple)
    if edge is not None and edge.id == command.relationship_id:
        return Discard("the relationship is here already")
    if edge is not None and not edge.retracted:
        return conflict("relationship_exists", f"It is the relationship {edge.id}.")
    if edge is not None:
        edge.id = command.relationship_id
        await tx.session.flush()
    await _say(tx, triple, command.attributes)
    await _tell(tx, triple, command.relationship_id)
    return None


async def update_relationship(command: UpdateRelationship, tx: Transaction) -> Outcome:
    if refused := refusal(tx.context, "knowledge:write"):
        return refused
    edge = await _held(tx, command.relationship_id)
    if edge is None:
        return not_found("relationship")
    if command.expected_sequence not in (None, edge.sequence):
        return stale(command.expected_sequence or 0, edge.sequence)
    said = await _take_back(tx, edge.triple)
    attributes = said if command.attributes is None else command.attributes
    status = command.status or ("confirmed" if command.attributes is not None else edge.status)
    if status != "suggested":
        await _say(tx, edge.triple, attributes, negated=status == "rejected")
    await _tell(tx, edge.triple, edge.id)
    return None


async def delete_relationship(command: DeleteRelationship, tx: Transaction) -> Outcome:
    if refused := refusal(tx.context, "knowledge:write"):
        return refused
    edge = await _held(tx, command.relationship_id)
    if edge is None:
        return not_found("relationship")
    if command.expected_sequence not in (None, edge.sequence):
        return stale(command.expected_sequence or 0, edge.sequence)
    await _take_back(tx, edge.triple)
    await _say(tx, edge.triple, {}, negated=True)
    await _tell(tx, edge.triple, edge.id)
    return None


async def _errors(tx: Transaction, triple: Triple) -> tuple[FieldError, ...]:
    """Locks both ends and says what is wrong with them."""
    entities = await Resolver(tx).lock({triple.subject_id, triple.object_id})
    if triple.subject_id == triple.object_id:
        return (FieldError(pointer="/object_id", detail="must not be the subject itself"),)
    wrong = []
    for name, end in (("subject_id", triple.subject_id), ("object_id", triple.object_id)):
        entity = entities.get(end)
        if entity is None or entity.is_denied or entity.merged_into is not None:
            wrong.append(FieldError(pointer=f"/{name}", detail="is no entity of this workspace"))
    return tuple(wrong)


async def _held(tx: Transaction, edge_id: UUID) -> Edge | None:
    """The edge with both ends locked; None when no document or person speaks of it any more."""
    graph = GraphRepository(tx.session, tx.workspace_id)
    found = await graph.edge(edge_id)
    if found is None:
        return None
    await Resolver(tx).lock({found.subject_id, found.object_id})
    edge = await graph.edge(edge_id)
    is_gone = edge is None or (edge.retracted and edge.status != "rejected")
    return None if is_gone else edge


async def _take_back(tx: Transaction, triple: Triple) -> Mapping[str, JsonValue]:
    """Retracts what people said of it so far; the attributes that the last of them gave."""
    statement = (
        select(Assertion)
        .where(
            Assertion.workspace_id == tx.workspace_id,
            Assertion.subject_id == triple.subject_id,
            Assertion.predicate == triple.predicate,
            Assertion.object_id == triple.object_id,
            Assertion.document_id.is_(None),
            Assertion.retracted_at.is_(None),
        )
        .order_by(Assertion.id)
    )
    attributes: Mapping[str, JsonValue] = {}
    for word in await tx.session.scalars(statement):
        word.retracted_at = tx.now
        attributes = word.attributes
    return attributes


async def _say(
    tx: Transaction, triple: Triple, attributes: Mapping[str, JsonValue], *, negated: bool = False
) -> None:
    word = Assertion(
        id=new_id(),
        workspace_id=tx.workspace_id,
        **triple._asdict(),
        stated_subject_id=triple.subject_id,
        stated_object_id=triple.object_id,
        negated=negated,
        confidence=1.0,
        attributes=dict(attributes),
        witness=f"{SOURCE}:{tx.context.actor_id}",
        extractor=SOURCE,
        calibrator=SOURCE,
        recorded_at=tx.now,
    )
    tx.session.add(word)
    await tx.session.flush()


async def _tell(tx: Transaction, triple: Triple, edge_id: UUID) -> None:
    graph = GraphRepository(tx.session, tx.workspace_id)
    await tx.session.flush()
    relationships = await recompute_edges(tx, graph, [triple], edge_id)
    for event in corrected(edge_id, Recorded(relationships=relationships)):
        tx.send(event)

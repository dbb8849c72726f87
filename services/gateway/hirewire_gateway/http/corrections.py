"""Correcting the knowledge graph: writes to /v1/entities and /v1/relationships."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.knowledge import (
    CreateEntity,
    CreateRelationship,
    DeleteEntity,
    DeleteRelationship,
    Entity,
    EntityChanges,
    EntityDetails,
    EntityStatus,
    EntityType,
    MergeEntity,
    Predicate,
    Relationship,
    UnmergeEntity,
    UpdateEntity,
    UpdateRelationship,
)
from hirewire_contracts.message import Value
from pydantic import Field, JsonValue
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from hirewire_gateway.http.commands import Effect, Represent, submit
from hirewire_gateway.http.conditions import IfMatch, check_match
from hirewire_gateway.http.openapi import accepted, written
from hirewire_gateway.http.reading import found, reference, shown_by
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.views import entities, relationships

entity_routes = router("/v1/entities", "knowledge")
relationship_routes = router("/v1/relationships", "knowledge")
Writer = Annotated[Writing, Depends(Write("knowledge:write"))]
Attributes = Annotated[dict[str, JsonValue], Field(max_length=20)]


class NewEntity(EntityDetails):
    type: EntityType


class Merge(Value):
    """``into``: the entity that takes over all that is said of this one."""

    into: UUID


class NewRelationship(Value):
    subject_id: UUID
    predicate: Predicate
    object_id: UUID
    attributes: Attributes = Field(default_factory=dict)


class RelationshipChanges(Value):
    """``status`` suggested leaves it to the documents; ``attributes`` confirm it."""

    status: EntityStatus | None = None
    attributes: Attributes | None = None


@entity_routes.post("", status_code=201, responses=written(Entity, 201))
async def create_entity(body: NewEntity, writing: Writer) -> Response:
    entity_id = new_id()

    async def decide(_tx: Transaction) -> Command:
        details = EntityDetails.model_validate(body.model_dump(exclude={"type"}))
        return CreateEntity(entity_id=entity_id, entity_type=body.type, entity=details)

    return await submit(writing, _on_entity(writing, entity_id, "create", 201), decide)


@entity_routes.patch("/{entity_id}", responses=written(Entity))
async def update_entity(
    entity_id: UUID, body: EntityChanges, writing: Writer, if_match: IfMatch = None
) -> Response:
    """Replaces the fields that the body names. No document changes them again."""

    async def decide(tx: Transaction) -> Command:
        entity = await found(entities.get, tx, "entity", entity_id)
        expected = check_match(entity.sequence, if_match)
        return UpdateEntity(entity_id=entity_id, changes=body, expected_sequence=expected)

    return await submit(writing, _on_entity(writing, entity_id, "update"), decide)


@entity_routes.delete("/{entity_id}", status_code=204, responses=accepted())
async def delete_entity(entity_id: UUID, writing: Writer, if_match: IfMatch = None) -> Response:
    """Takes it away with its relationships. No document brings it back."""

    async def decide(tx: Transaction) -> Command:
        entity = await found(entities.get, tx, "entity", entity_id)
        expected = check_match(entity.sequence, if_match)
        return DeleteEntity(entity_id=entity_id, expected_sequence=expected)

    return await submit(writing, _on_entity(writing, entity_id, "delete", 204), decide)


@entity_routes.post("/{entity_id}/merge", responses=written(Entity))
async def merge_entity(entity_id: UUID, body: Merge, writing: Writer) -> Response:
    """Makes it one with another entity of its type, which is the answer."""

    async def decide(tx: Transaction) -> Command:
        for each in (entity_id, body.into):
            await found(entities.get, tx, "entity", each)
        return MergeEntity(entity_id=entity_id, into_id=body.into)

    async def show(session: AsyncSession, _merged: UUID) -> Represent | None:
        shown = shown_by(entities.get, writing.actor)
        return await shown(session, body.into)

    effect = replace(_on_entity(writing, entity_id, "merge"), show=show)
    return await submit(writing, effect, decide)


@entity_routes.post("/{entity_id}/unmerge", responses=written(Entity))
async def unmerge_entity(entity_id: UUID, writing: Writer) -> Response:
    """Takes a merged entity out again, with all that was, and since then is, said of it."""

    async def decide(tx: Transaction) -> Command:
        await found(entities.recall, tx, "entity", entity_id)
        return UnmergeEntity(entity_id=entity_id)

    return await submit(writing, _on_entity(writing, entity_id, "unmerge"), decide)


@relationship_routes.post("", status_code=201, responses=written(Relationship, 201))
async def create_relationship(body: NewRelationship, writing: Writer) -> Response:
    relationship_id = new_id()

    async def decide(_tx: Transaction) -> Command:
        return CreateRelationship(relationship_id=relationship_id, **dict(body))

    return await submit(writing, _on_relationship(writing, relationship_id, "create", 201), decide)


@relationship_routes.patch("/{relationship_id}", responses=written(Relationship))
async def update_relationship(
    relationship_id: UUID, body: RelationshipChanges, writing: Writer, if_match: IfMatch = None
) -> Response:
    """Confirms or rejects it, or gives it attributes; 204 when it is gone by that."""

    async def decide(tx: Transaction) -> Command:
        known = await found(relationships.recall, tx, "relationship", relationship_id)
        expected = check_match(known.sequence, if_match)
        return UpdateRelationship(
            relationship_id=relationship_id, **dict(body), expected_sequence=expected
        )

    return await submit(writing, _on_relationship(writing, relationship_id, "update"), decide)


@relationship_routes.delete("/{relationship_id}", status_code=204, responses=accepted())
async def delete_relationship(
    relationship_id: UUID, writing: Writer, if_match: IfMatch = None
) -> Response:
    """Rejects it. No document brings it back."""

    async def decide(tx: Transaction) -> Command:
        known = await found(relationships.get, tx, "relationship", relationship_id)
        expected = check_match(known.sequence, if_match)
        return DeleteRelationship(relationship_id=relationship_id, expected_sequence=expected)

    return await submit(writing, _on_relationship(writing, relationship_id, "delete", 204), decide)


def _on_entity(writing: Writing, entity_id: UUID, verb: str, status: int = 200) -> Effect:
    show = shown_by(entities.get, writing.actor)
    return Effect(reference("entity", "entities", entity_id), status, show, f"entity.{verb}")


def _on_relationship(
    writing: Writing, relationship_id: UUID, verb: str, status: int = 200
) -> Effect:
    show = shown_by(relationships.get, writing.actor)
    resource = reference("relationship", "relationships", relationship_id)
    return Effect(resource, status, show, f"relationship.{verb}")

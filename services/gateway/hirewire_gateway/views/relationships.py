"""Relationships of the knowledge graph as they are read."""

from uuid import UUID

from hirewire_contracts.knowledge import Predicate, Relationship
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.views import tables
from hirewire_gateway.views.filters import at_least, identifier, one_of, reference
from hirewire_gateway.views.listing import Condition, Listing
from hirewire_gateway.views.orders import by_number
from hirewire_gateway.views.paging import Page, PageQuery
from hirewire_gateway.views.view import View

_c = tables.relationships.c


def _said_in(document_id: str) -> Condition:
    evidence = [{"document_id": str(identifier(document_id))}]
    return _c.state["evidence"].contains(evidence)


RELATIONSHIPS = View(
    Relationship,
    Listing(
        tables.relationships,
        filters={
            "subject_id": reference(_c.subject_id),
            "object_id": reference(_c.object_id),
            "entity_id": reference(_c.subject_id, _c.object_id),
            "predicate": one_of(_c.predicate, Predicate),
            "min_confidence": at_least(_c.confidence),
            "document_id": _said_in,
        },
        orders={"confidence": by_number(_c.confidence)},
    ),
)


async def get(
    session: AsyncSession, workspace_id: UUID, relationship_id: UUID
) -> Relationship | None:
    """None for one that no document says any more."""
    return await RELATIONSHIPS.get(session, workspace_id, relationship_id, _c.retracted.is_(False))


async def recall(
    session: AsyncSession, workspace_id: UUID, relationship_id: UUID
) -> Relationship | None:
    """Also one that is gone."""
    return await RELATIONSHIPS.get(session, workspace_id, relationship_id)


async def page(session: AsyncSession, workspace_id: UUID, query: PageQuery) -> Page[Relationship]:
    return await RELATIONSHIPS.page(session, workspace_id, query, _c.retracted.is_(False))

"""Entities of the knowledge graph as they are read."""

from uuid import UUID

from hirewire_contracts.knowledge import Entity, EntityStatus, EntityType
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.views import tables
from hirewire_gateway.views.filters import at_least, identifier, one_of, same_ignoring_case
from hirewire_gateway.views.listing import Condition, Listing
from hirewire_gateway.views.orders import by_number, by_text
from hirewire_gateway.views.paging import Page, PageQuery
from hirewire_gateway.views.view import View

_c = tables.entities.c


def _mentioned_in(document_id: str) -> Condition:
    links = tables.document_entities.c
    mentions = select(links.entity_id).where(
        links.workspace_id == _c.workspace_id,
        links.document_id == identifier(document_id),
        links.mentioned,
    )
    return _c.id.in_(mentions)


ENTITIES = View(
    Entity,
    Listing(
        tables.entities,
        filters={
            "type": one_of(_c.type, EntityType),
            "status": one_of(_c.status, EntityStatus),
            "name": same_ignoring_case(_c.name),
            "canonical_name": same_ignoring_case(_c.canonical_name),
            "min_confidence": at_least(_c.confidence),
            "document_id": _mentioned_in,
        },
        orders={
            "name": by_text(_c.name),
            "confidence": by_number(_c.confidence),
            "mention_count": by_number(_c.mention_count),
        },
    ),
)


async def get(session: AsyncSession, workspace_id: UUID, entity_id: UUID) -> Entity | None:
    """None for one that is gone: deleted, merged into another one, without evidence."""
    return await ENTITIES.get(session, workspace_id, entity_id, _c.retracted.is_(False))


async def recall(session: AsyncSession, workspace_id: UUID, entity_id: UUID) -> Entity | None:
    """Also one that is gone."""
    return await ENTITIES.get(session, workspace_id, entity_id)


async def page(session: AsyncSession, workspace_id: UUID, query: PageQuery) -> Page[Entity]:
    """The filter ``document_id`` leaves the entities that a document mentions."""
    return await ENTITIES.page(session, workspace_id, query, _c.retracted.is_(False))

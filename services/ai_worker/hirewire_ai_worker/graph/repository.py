"""Questions about what documents said and what it adds up to."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from hirewire_ai_worker.graph.models import Alias, Assertion, Edge, Entity, Mention, Triple

EVIDENCE = 20
BEST_FIRST = (Mention.confidence.desc(), Mention.document_id, Mention.start_at)


class GraphRepository:
    """The graph of one workspace."""

    def __init__(self, session: AsyncSession, workspace_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id

    async def mentions_in(self, documents: Collection[UUID]) -> Sequence[Mention]:
        """What the documents mention as of now."""
        statement = select(Mention).where(
            Mention.workspace_id == self._workspace_id,
            Mention.document_id.in_(documents),
            Mention.retracted_at.is_(None),
        )
        return (await self._session.scalars(statement)).all()

    async def assertions_of(self, documents: Collection[UUID]) -> Sequence[Assertion]:
        """What the documents say as of now."""
        statement = select(Assertion).where(
            Assertion.workspace_id == self._workspace_id,
            Assertion.document_id.in_(documents),
            Assertion.retracted_at.is_(None),
        )
        return (await self._session.scalars(statement)).all()

    async def assertions_on(
        self, triples: Collection[Triple]
    ) -> Mapping[Triple, Sequence[Assertion]]:
        """What any document says of these edges as of now."""
        statement = select(Assertion).where(
            Assertion.workspace_id == self._workspace_id,
            tuple_(Assertion.subject_id, Assertion.predicate, Assertion.object_id).in_(triples),
            Assertion.retracted_at.is_(None),
        )
        found: dict[Triple, list[Assertion]] = defaultdict(list)
        for assertion in await self._session.scalars(statement):
            found[assertion.triple].append(assertion)
        return found

    async def denied_among(self, entities: Collection[UUID]) -> frozenset[UUID]:
        """Those that a person has deleted or rejected."""
        statement = select(Entity.id).where(
            Entity.workspace_id == self._workspace_id,
            Entity.id.in_(entities),
            or_(Entity.retracted, Entity.status == "rejected"),
        )
        return frozenset(await self._session.scalars(statement))

    async def triples_at(self, entities: Collection[UUID]) -> frozenset[Triple]:
        """The edges from and to these entities, also those that nobody asserts any more."""
        statement = select(Edge.subject_id, Edge.predicate, Edge.object_id).where(
            Edge.workspace_id == self._workspace_id,
            or_(Edge.subject_id.in_(entities), Edge.object_id.in_(entities)),
        )
        return frozenset(Triple(*row) for row in await self._session.execute(statement))

    async def edge(self, edge_id: UUID) -> Edge | None:
        statement = select(Edge).where(Edge.workspace_id == self._workspace_id, Edge.id == edge_id)
        return (
            await self._session.scalars(statement, execution_options={"populate_existing": True})
        ).one_or_none()

    async def add_edges(self, edges: Sequence[Mapping[str, object]]) -> None:
        """Those that are there already stay as they are."""
        await self._session.execute(insert(Edge).on_conflict_do_nothing(), edges)

    async def edges_for_update(self, triples: Collection[Triple]) -> Mapping[Triple, Edge]:
        statement = (
            select(Edge)
            .where(
                Edge.workspace_id == self._workspace_id,
                tuple_(Edge.subject_id, Edge.predicate, Edge.object_id).in_(triples),
            )
            .order_by(Edge.subject_id, Edge.predicate, Edge.object_id)
            .with_for_update(key_share=True)
        )
        return {edge.triple: edge for edge in await self._session.scalars(statement)}

    async def mentions(self, ids: Collection[UUID]) -> Mapping[UUID, Mention]:
        statement = select(Mention).where(
            Mention.workspace_id == self._workspace_id, Mention.id.in_(ids)
        )
        return {mention.id: mention for mention in await self._session.scalars(statement)}

    async def best_mentions(self, entities: Collection[UUID]) -> Mapping[UUID, Sequence[Mention]]:
        """At most EVIDENCE active mentions of each entity, the surest first."""
        best = (
            select(Mention)
            .where(Mention.entity_id == Entity.id, Mention.retracted_at.is_(None))
            .order_by(*BEST_FIRST)
            .limit(EVIDENCE)
            .lateral()
        )
        statement = (
            select(aliased(Mention, best))
            .select_from(Entity)
            .join(best, true())
            .where(Entity.workspace_id == self._workspace_id, Entity.id.in_(entities))
        )
        found: dict[UUID, list[Mention]] = defaultdict(list)
        for mention in await self._session.scalars(statement):
            found[mention.entity_id].append(mention)
        return found

    async def add_aliases(self, aliases: Sequence[Mapping[str, object]]) -> Sequence[UUID]:
        """The entities that got a new one; a form that is taken already stays where it is."""
        statement = insert(Alias).on_conflict_do_nothing().returning(Alias.entity_id)
        return (await self._session.scalars(statement, aliases)).all()

    async def aliases_of(self, entities: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
        statement = (
            select(Alias.entity_id, Alias.name)
            .where(
                Alias.workspace_id == self._workspace_id,
                Alias.entity_id.in_(entities),
                Alias.refused.is_(False),
            )
            .order_by(Alias.key)
        )
        found: dict[UUID, list[str]] = defaultdict(list)
        for entity_id, name in await self._session.execute(statement):
            found[entity_id].append(name)
        return found

"""Questions about kept searches and what watches for them."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hirewire_chassis import Transaction
from sqlalchemy import Select, Uuid, and_, delete, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.search.saved.models import SavedSearch
from hirewire_gateway.search.sources import Source
from hirewire_gateway.search.tsquery import queries
from hirewire_gateway.search.words import Words
from hirewire_gateway.views import tables
from hirewire_gateway.views.filters import flag, same
from hirewire_gateway.views.listing import Listing
from hirewire_gateway.views.orders import by_text
from hirewire_gateway.views.paging import Page, PageQuery, PageQueryError
from hirewire_gateway.views.view import View

_c = tables.saved_searches.c
_watches = tables.search_watches
VIEW = View(
    SavedSearch,
    Listing(
        tables.saved_searches,
        filters={"searched": same(_c.searched), "alerts": flag(_c.alerts)},
        orders={"name": by_text(_c.name)},
    ),
)


@dataclass(frozen=True, slots=True)
class Watch:
    search_id: UUID
    user_id: UUID
    filters: Mapping[str, str]


class SavedSearches:
    """One person's searches in one workspace; the session acts for that person."""

    def __init__(self, session: AsyncSession, workspace_id: UUID, user_id: UUID) -> None:
        self._session = session
        self._workspace_id = workspace_id
        self._user_id = user_id

    async def get(self, search_id: UUID) -> SavedSearch | None:
        own = _c.user_id == self._user_id
        return await VIEW.get(self._session, self._workspace_id, search_id, own)

    async def page(self, query: PageQuery) -> Page[SavedSearch]:
        own = _c.user_id == self._user_id
        return await VIEW.page(self._session, self._workspace_id, query, own)

    async def lock(self) -> int:
        """Nobody else keeps or changes one for this person until the end; how many there are."""
        turn = func.hashtextextended(f"saved_searches {self._user_id}", 0)
        await self._session.execute(select(func.pg_advisory_xact_lock(turn)))
        own = _c.workspace_id == self._workspace_id, _c.user_id == self._user_id
        counting = select(func.count()).select_from(tables.saved_searches).where(*own)
        return await self._session.scalar(counting) or 0

    async def delete(self, search_id: UUID) -> None:
        """With its watch."""
        own = _c.workspace_id == self._workspace_id, _c.user_id == self._user_id
        await self._session.execute(delete(tables.saved_searches).where(_c.id == search_id, *own))


async def keep(tx: Transaction, search: SavedSearch, words: Words | None) -> None:
    """Store the search and watch for it, if its owner wants that."""
    await VIEW.store(tx, (search,))
    await tx.session.execute(delete(_watches).where(_watches.c.search_id == search.id))
    if search.alerts:
        query = None if words is None else (await queries(tx.session, words)).wide
        row = {
            "search_id": search.id,
            "workspace_id": search.workspace_id,
            "user_id": search.user_id,
            "searched": search.searched,
            "q": search.q,
            "query": query,
            "filters": dict(search.filters),
        }
        await tx.session.execute(insert(_watches).values(row))


async def fitting(tx: Transaction, source: Source, found_id: UUID) -> Mapping[UUID, Watch]:
    """The workspace's watches that the thing fits as its view shows it now, by their searches.

    Words come first, all at once: most watches end there. Only the filters of those that are
    left are asked for, in one more statement.
    """
    rows = await tx.session.execute(_by_words(tx, source, found_id))
    watches = {row.search_id: Watch(row.search_id, row.user_id, row.filters) for row in rows}
    narrow = [watch for watch in watches.values() if watch.filters]
    if not narrow:
        return watches
    passed = await _passed(tx, source, found_id, narrow)
    return {key: each for key, each in watches.items() if not each.filters or key in passed}


def _by_words(tx: Transaction, source: Source, found_id: UUID) -> Select[Any]:
    watches, found = _watches.c, source.view.listing.table.c
    thing = and_(found.id == found_id, found.workspace_id == tx.workspace_id)
    has_words = found.words.bool_op("@@")(watches.query)
    return (
        select(watches.search_id, watches.user_id, watches.filters)
        .join(source.view.listing.table, thing)
        .where(watches.workspace_id == tx.workspace_id, watches.searched == source.name)
        .where(or_(watches.query.is_(None), has_words))
    )


async def _passed(
    tx: Transaction, source: Source, found_id: UUID, watches: Sequence[Watch]
) -> AbstractSet[UUID]:
    """A filter that this version does not know any more lets nothing pass."""
    listing = source.view.listing
    found = listing.table.c
    asked = []
    for watch in watches:
        with suppress(PageQueryError):
            conditions = listing.conditions(PageQuery(filters=watch.filters))
            own = found.id == found_id, found.workspace_id == tx.workspace_id
            asked.append(select(literal(watch.search_id, Uuid)).where(*own, *conditions))
    return set(await tx.session.scalars(union_all(*asked))) if asked else set()

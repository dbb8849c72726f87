"""Rebuilding a view from what its owner says, while it is read and written (docs/adr/0055)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hirewire_chassis import Context, Database, Discard, Outcome, Transaction, new_id
from hirewire_contracts.snapshots import StatesTold, StatesWanted
from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from hirewire_gateway.identity.models import Member
from hirewire_gateway.views import (
    batches,
    candidate_imports,
    candidate_runs,
    candidates,
    documents,
    entities,
    feedback,
    jobs,
    matches,
    notifications,
    relationships,
    shadow,
)
from hirewire_gateway.views.tables import view_rebuilds as rebuilds
from hirewire_gateway.views.view import View

VIEWS: Mapping[str, View[Any]] = {
    "jobs": jobs.VIEW,
    "candidates": candidates.VIEW,
    "candidate_imports": candidate_imports.VIEW,
    "documents": documents.VIEW,
    "document_batches": batches.VIEW,
    "entities": entities.ENTITIES,
    "relationships": relationships.RELATIONSHIPS,
    "matches": matches.VIEW,
    "candidate_runs": candidate_runs.VIEW,
    "match_feedback": feedback.VIEW,
    "notifications": notifications.VIEW,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A view in a workspace; with ``user_id`` that person's rows alone."""

    view: str
    workspace_id: UUID
    user_id: UUID | None = None

    @property
    def context(self) -> Context:
        return Context(workspace_id=self.workspace_id, actor_id=self.user_id)


@dataclass(frozen=True, slots=True)
class Progress:
    rebuild_id: UUID
    pages: int
    states: int


async def places(database: Database, views: Sequence[str]) -> list[Place]:
    """All there are of these views. A personal one is rebuilt for each member."""
    async with database.reading(Context()) as session:
        await session.execute(select(func.set_config("app.watch", "views", True)))
        members = select(Member.workspace_id, Member.user_id).order_by(
            Member.workspace_id, Member.user_id
        )
        rows = (await session.execute(members)).all()
    workspaces = sorted({row.workspace_id for row in rows})
    found: list[Place] = []
    for view in views:
        if shadow.is_personal(VIEWS[view].listing.table):
            found += [Place(view, row.workspace_id, row.user_id) for row in rows]
        else:
            found += [Place(view, workspace_id) for workspace_id in workspaces]
    return found


async def start(database: Database, place: Place, limit: int = 200) -> UUID:
    """Ask for the first page; a rebuild that is under way there begins anew."""
    table = VIEWS[place.view].listing.table
    rebuild_id = new_id()
    async with database.transaction(place.context) as tx:
        owner = shadow.owner_of(tx, table)
        row = insert(rebuilds).values(
            view=table.name,
            workspace_id=place.workspace_id,
            user_id=owner,
            id=rebuild_id,
            page_size=limit,
        )
        anew = {"id": rebuild_id, "page_size": limit, "pages": 0, "states": 0}
        keys = [rebuilds.c.view, rebuilds.c.workspace_id, rebuilds.c.user_id]
        await tx.session.execute(row.on_conflict_do_update(index_elements=keys, set_=anew))
        await shadow.clear(tx, table, owner)
        tx.send(StatesWanted(rebuild_id=rebuild_id, view=place.view, limit=limit))
    return rebuild_id


async def progress(database: Database, place: Place) -> Progress | None:
    """None when no rebuild is under way there."""
    table = VIEWS[place.view].listing.table
    columns = (rebuilds.c.id, rebuilds.c.pages, rebuilds.c.states)
    own = (rebuilds.c.view == table.name) & (rebuilds.c.workspace_id == place.workspace_id)
    async with database.reading(place.context) as session:
        found = (await session.execute(select(*columns).where(own))).first()
    return None if found is None else Progress(*found)


async def note_states(told: StatesTold, tx: Transaction) -> Outcome:
    """Lays a page down and asks for the next one; after the last the view is swapped."""
    view = VIEWS.get(told.view)
    if view is None:
        return Discard("there is no such view here")
    rebuild = await _held(tx, view)
    if rebuild is None or rebuild.id != told.rebuild_id:
        return Discard("that rebuild is over, or was begun anew")
    await view.lay_down(tx, told.states)
    own = rebuilds.c.id == rebuild.id
    if told.last is None:
        await shadow.swap(tx, view.listing.table, rebuild.user_id)
        await tx.session.execute(delete(rebuilds).where(own))
        return None
    await tx.session.execute(
        update(rebuilds)
        .where(own)
        .values(pages=rebuilds.c.pages + 1, states=rebuilds.c.states + len(told.states))
    )
    tx.send(
        StatesWanted(
            rebuild_id=rebuild.id, view=told.view, after=told.last, limit=rebuild.page_size
        )
    )
    return None


async def _held(tx: Transaction, view: View[Any]) -> Row[Any] | None:
    table = view.listing.table
    statement = select(rebuilds).where(
        rebuilds.c.view == table.name,
        rebuilds.c.workspace_id == tx.workspace_id,
        rebuilds.c.user_id == shadow.owner_of(tx, table),
    )
    return (await tx.session.execute(statement.with_for_update())).first()

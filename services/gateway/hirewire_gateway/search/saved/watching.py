"""Telling people of what begins to fit their searches, in the projection of the thing itself."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from hirewire_chassis import Outcome, Transaction, new_id
from hirewire_contracts import Event
from hirewire_contracts.searching import SavedSearchMatched, SearchAlert
from hirewire_contracts.values import Reference
from sqlalchemy import func, select

from hirewire_gateway.identity.membership import MembershipRepository
from hirewire_gateway.identity.permissions import Actor, Resource, can
from hirewire_gateway.identity.visibility import hidden_filters
from hirewire_gateway.search.saved.repository import SavedSearches, Watch, fitting
from hirewire_gateway.search.sources import Source

E = TypeVar("E", bound=Event)
Project = Callable[[E, Transaction], Awaitable[Outcome]]
_NEW = 1


def watched(source: Source, project: Project[E]) -> Project[E]:
    """The projection, and an alert for each search that fits afterwards but did not before.

    What an older event says changes no view, so it alerts nobody either.
    """

    async def project_and_alert(event: E, tx: Transaction) -> Outcome:
        thing = event.subject
        before = {} if event.sequence == _NEW else await fitting(tx, source, thing)
        outcome = await project(event, tx)
        after = await fitting(tx, source, thing)
        for search_id in sorted(after.keys() - before.keys()):
            await _alert(tx, source, event, after[search_id])
        return outcome

    return project_and_alert


async def _alert(tx: Transaction, source: Source, event: Event, watch: Watch) -> None:
    owner = await MembershipRepository(tx.session).actor(tx.workspace_id, watch.user_id)
    if owner is None or not _may_find(owner, source, watch):
        return
    await tx.session.execute(select(func.set_config("app.user_id", str(watch.user_id), True)))
    searches = SavedSearches(tx.session, tx.workspace_id, watch.user_id)
    search = await searches.get(watch.search_id)
    if search is None:
        return
    state = getattr(event, event.about)
    href = f"/v1/{source.name}/{event.subject}"
    alert = SearchAlert(
        id=new_id(),
        sequence=_NEW,
        user_id=watch.user_id,
        search_id=search.id,
        search_name=search.name,
        searched=source.name,
        title=source.line(state),
        found=Reference(kind=source.kind, id=event.subject, href=href),
    )
    tx.send(SavedSearchMatched(alert=alert))


def _may_find(owner: Actor, source: Source, watch: Watch) -> bool:
    """Whether the owner, as they are today, could find it with this search."""
    allowed = can(owner, source.permission, Resource(owner.workspace_id))
    return allowed and not hidden_filters(owner) & watch.filters.keys()

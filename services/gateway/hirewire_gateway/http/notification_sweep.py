"""All of one's notifications read at once: POST /v1/notifications/read-all."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.notifications import MarkNotificationRead
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from hirewire_gateway.http.commands import Effect, Represent, submit
from hirewire_gateway.http.openapi import accepted
from hirewire_gateway.http.reading import reference
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.views import notifications as view
from hirewire_gateway.views.paging import MAX_LIMIT, PageQuery

routes = router("/v1/notifications", "notifications")
Writer = Annotated[Writing, Depends(Write("notifications:write"))]
_LOOK_AGAIN_SECONDS = 0.05
_MOST = 2000


@routes.post("/read-all", status_code=204, response_class=Response, responses=accepted())
async def mark_all_read(writing: Writer) -> Response:
    """At most 2000 at a time, the newest first."""
    unread = await _unread(writing)
    if not unread:
        return Response(status_code=204, headers=writing.preference.headers)

    async def decide(tx: Transaction) -> Command:
        for notification_id in unread[:-1]:
            tx.send(MarkNotificationRead(notification_id=notification_id))
        return MarkNotificationRead(notification_id=unread[-1])

    resource = reference("notification", "notifications", unread[-1])
    response = await submit(writing, Effect(resource, 204, _nothing), decide)
    if response.status_code == HTTPStatus.NO_CONTENT:
        await _settle(writing, unread)
    return response


async def _settle(writing: Writing, marked: Sequence[UUID]) -> None:
    """The operation is the last one's; the others may end a moment after it."""
    try:
        async with asyncio.timeout(writing.preference.wait_seconds):
            left = set(marked)
            while left:
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
                left &= set(await _unread(writing))
    except TimeoutError:
        return


async def _unread(writing: Writing) -> Sequence[UUID]:
    actor = writing.actor
    found: list[UUID] = []
    after = None
    async with writing.database.reading(writing.context(new_id())) as session:
        while len(found) < _MOST:
            query = PageQuery(limit=MAX_LIMIT, after=after, filters={"unread": "true"})
            page = await view.page(session, actor.workspace_id, actor.user_id, query)
            found += [notification.id for notification in page.items]
            after = page.next
            if after is None:
                break
    return found


async def _nothing(_session: AsyncSession, _notification_id: UUID) -> Represent | None:
    return None

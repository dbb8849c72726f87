"""Notifications: /v1/notifications, everybody's own."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Transaction
from hirewire_contracts import Command
from hirewire_contracts.message import Value
from hirewire_contracts.notifications import MarkNotificationRead, Notification
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.collections import Collection, add_reads
from hirewire_gateway.http.commands import Effect, Represent, Show, submit
from hirewire_gateway.http.openapi import written
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.reading import reading, reference
from hirewire_gateway.http.representation import json_response, shown_to
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.views import notifications as view

routes = router("/v1/notifications", "notifications")
Reader = Annotated[Actor, Depends(Permit("notifications:read"))]
Writer = Annotated[Writing, Depends(Write("notifications:write"))]


class Counts(Value):
    """How many are unread, all together and by category."""

    unread: int
    by_category: dict[str, int]


@routes.get("/counts", response_model=Counts)
async def count_notifications(request: Request, actor: Reader) -> Response:
    async with reading(request, actor) as session:
        counted = await view.unread_by_category(session, actor.workspace_id, actor.user_id)
    return json_response(Counts(unread=sum(counted.values()), by_category=dict(counted)))


@routes.post("/{notification_id}/read", responses=written(Notification))
async def mark_read(notification_id: UUID, writing: Writer) -> Response:
    actor = writing.actor

    async def decide(tx: Transaction) -> Command:
        known = await view.get(tx.session, tx.workspace_id, actor.user_id, notification_id)
        if known is None:
            raise not_found("notification")
        return MarkNotificationRead(notification_id=notification_id)

    resource = reference("notification", "notifications", notification_id)
    return await submit(writing, Effect(resource, 200, _shown_to(actor)), decide)


def _shown_to(actor: Actor) -> Show:
    async def show(session: AsyncSession, notification_id: UUID) -> Represent | None:
        found = await view.get(session, actor.workspace_id, actor.user_id, notification_id)
        return None if found is None else partial(shown_to, actor, found)

    return show


add_reads(
    routes,
    Collection(
        "notification",
        "notifications:read",
        item=Notification,
        row=Notification,
        show=lambda _state, actor: _shown_to(actor),
        page=lambda session, actor, query: view.page(
            session, actor.workspace_id, actor.user_id, query
        ),
    ),
)

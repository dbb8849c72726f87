"""Tickets for WebSockets: /v1/realtime/tickets."""

from datetime import UTC
from typing import Annotated

from fastapi import Depends, Request
from hirewire_chassis import Context
from hirewire_contracts.message import Value
from pydantic import AwareDatetime
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.live import tickets
from hirewire_gateway.state import state_of

routes = router("/v1/realtime", "realtime")
Opener = Annotated[Actor, Depends(Permit("realtime:open"))]


class IssuedTicket(Value):
    """Good once, for ``GET /v1/ws?ticket=``, until ``expires_at``."""

    ticket: str
    expires_at: AwareDatetime


@routes.post("/tickets", status_code=201, response_model=IssuedTicket)
async def issue_ticket(request: Request, actor: Opener) -> Response:
    """Being a credential, a ticket is made anew for every request, whatever its key."""
    context = Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)
    async with state_of(request)["database"].transaction(context) as tx:
        admits = tickets.Ticket(actor.user_id, actor.workspace_id, actor.session_id)
        ticket = await tickets.issue(tx, admits)
        expires_at = (tx.now + tickets.LIFETIME).astimezone(UTC)
    return json_response(IssuedTicket(ticket=ticket, expires_at=expires_at), 201)

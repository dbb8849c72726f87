"""Where a user is logged in, and their password: /v1/auth/sessions, /v1/auth/password."""

from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import AwareDatetime, Field, SecretStr
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import invalid, not_found
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.errors import InvalidCredentialsError, WeakPasswordError
from hirewire_gateway.identity.models import LoginSession
from hirewire_gateway.identity.passwords import MAX_LENGTH
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.state import state_of

routes = router("/v1/auth", "auth")
Manager = Annotated[Actor, Depends(Permit("account:manage"))]


class Session(Value):
    """A login on one device; ``current`` is the one that asks."""

    id: UUID
    created_at: AwareDatetime
    last_used_at: AwareDatetime
    user_agent: str | None
    current: bool


class SessionList(Value):
    items: tuple[Session, ...]
    next_cursor: None = None


class PasswordChange(Value):
    current_password: SecretStr = Field(max_length=MAX_LENGTH)
    new_password: SecretStr


@routes.get("/sessions", response_model=SessionList)
async def list_sessions(request: Request, actor: Manager) -> Response:
    """All that live; there is one page."""
    found = await state_of(request)["sessions"].living(actor.user_id)
    return json_response(SessionList(items=tuple(_session(each, actor) for each in found)))


@routes.delete("/sessions", status_code=204, response_class=Response)
async def end_other_sessions(request: Request, actor: Manager) -> Response:
    """Ends every other session of this user."""
    sessions = state_of(request)["sessions"]
    await sessions.end_others(actor.user_id, actor.session_id, origin_of(request))
    return Response(status_code=204)


@routes.delete("/sessions/{session_id}", status_code=204, response_class=Response)
async def end_session(request: Request, session_id: UUID, actor: Manager) -> Response:
    sessions = state_of(request)["sessions"]
    if not await sessions.end(actor.user_id, session_id, "ended_by_user", origin_of(request)):
        raise not_found("session")
    return Response(status_code=204)


@routes.post("/password", status_code=204, response_class=Response)
async def change_password(request: Request, body: PasswordChange, actor: Manager) -> Response:
    """Every other session of this user ends."""
    state = state_of(request)
    state["login_limit"].check(f"password {actor.user_id}")
    change = (body.current_password.get_secret_value(), body.new_password.get_secret_value())
    try:
        await state["accounts"].change_password(
            actor.user_id, actor.session_id, change, origin_of(request)
        )
    except InvalidCredentialsError:
        error = FieldError(pointer="/current_password", detail="This is not your password.")
        raise invalid(error) from None
    except WeakPasswordError as weak:
        raise invalid(FieldError(pointer="/new_password", detail=str(weak))) from None
    return Response(status_code=204)


def _session(session: LoginSession, actor: Actor) -> Session:
    return Session(
        id=session.id,
        created_at=session.created_at.astimezone(UTC),
        last_used_at=session.rotated_at.astimezone(UTC),
        user_agent=session.user_agent,
        current=session.id == actor.session_id,
    )

"""Who asks, and whether they may: every route names the permission that it needs."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Depends, Header
from fastapi.security import OAuth2PasswordBearer
from hirewire_chassis import Context
from starlette.requests import HTTPConnection, Request

from hirewire_gateway.http.problems import ProblemError, fail, not_found
from hirewire_gateway.identity.access_tokens import AccessClaims, InvalidTokenError
from hirewire_gateway.identity.permissions import Actor, Permission, Resource, can
from hirewire_gateway.identity.repository import IdentityRepository
from hirewire_gateway.state import State, state_of

_BEARER = OAuth2PasswordBearer(tokenUrl="/v1/auth/token", auto_error=False)

Token = Annotated[str | None, Depends(_BEARER)]
WorkspaceId = Annotated[
    UUID | None,
    Header(alias="X-Workspace-Id", description="Where to act; the personal workspace if absent."),
]


@dataclass(frozen=True, slots=True)
class Permit:
    """A route's dependency: the actor, who may do ``action`` in the workspace of the request."""

    action: Permission

    async def __call__(
        self, request: Request, token: Token, workspace_id: WorkspaceId = None
    ) -> Actor:
        return await admit(request, token, workspace_id, self.action)


async def admit(
    connection: HTTPConnection, token: str | None, workspace_id: UUID | None, action: Permission
) -> Actor:
    """Raises 401 for no valid login, 404 for a foreign workspace, 403 for too small a role."""
    state = state_of(connection)
    claims = _claims(state, token)
    state["request_limit"].check(str(claims.user_id))
    actor = await _actor(state, claims, workspace_id or claims.workspace_id)
    structlog.contextvars.bind_contextvars(
        actor_id=str(actor.user_id), workspace_id=str(actor.workspace_id)
    )
    demand(actor, action, Resource(actor.workspace_id))
    return actor


def demand(actor: Actor, action: Permission, resource: Resource) -> None:
    if not can(actor, action, resource):
        raise fail(403, "forbidden", f"Your role here does not allow {action}.")


def _claims(state: State, token: str | None) -> AccessClaims:
    if token is None:
        raise _not_logged_in("You are not logged in.")
    try:
        return state["tokens"].read(token)
    except InvalidTokenError:
        raise _not_logged_in("The access token is not valid, or no longer.") from None


async def _actor(state: State, claims: AccessClaims, workspace_id: UUID) -> Actor:
    context = Context(workspace_id=workspace_id, actor_id=claims.user_id)
    async with state["database"].reading(context) as session:
        access = await IdentityRepository(session).access(
            claims.user_id, claims.session_id, workspace_id
        )
    if access is None:
        raise _not_logged_in("This session has ended.")
    if access.role is None:
        raise not_found("workspace")
    return Actor(claims.user_id, workspace_id, claims.session_id, (access.role,))


def _not_logged_in(detail: str) -> ProblemError:
    return fail(401, "unauthenticated", detail, {"WWW-Authenticate": 'Bearer realm="hirewire"'})

"""Who asks, and whether they may: every route names the permission that it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Depends, Header
from fastapi.security import OAuth2PasswordBearer
from hirewire_chassis import Context
from starlette.requests import HTTPConnection, Request

from hirewire_gateway.audit.journal import NOWHERE, Deed, Origin, record
from hirewire_gateway.http.key_access import key_holder
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import ProblemError, fail, not_found
from hirewire_gateway.http.rate_limits import KNOWN
from hirewire_gateway.identity.access_tokens import AccessClaims, InvalidTokenError
from hirewire_gateway.identity.api_keys import PREFIX
from hirewire_gateway.identity.external.linking import LinkRefusedError
from hirewire_gateway.identity.external.remote_keys import ProviderError, UnprovedTokenError
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
        return await admit(request, token, workspace_named(request) or workspace_id, self.action)


def workspace_named(request: Request) -> UUID | None:
    """The ``workspace`` in the request's path, where there is one. Raises a 404 problem."""
    named = request.path_params.get("workspace")
    try:
        return None if named is None else UUID(named)
    except ValueError:
        raise not_found("workspace") from None


async def admit(
    connection: HTTPConnection, token: str | None, workspace_id: UUID | None, action: Permission
) -> Actor:
    """Raises 401 for no valid login, 404 for a foreign workspace, 403 for too small a role."""
    actor = await _actor(connection, token, workspace_id)
    connection.scope[KNOWN] = True
    structlog.contextvars.bind_contextvars(
        actor_id=str(actor.user_id), workspace_id=str(actor.workspace_id)
    )
    if not can(actor, action, Resource(actor.workspace_id)):
        await note_denial(connection, actor, {"permission": action})
        raise fail(403, "forbidden", f"You may not do this here: {action}.")
    return actor


async def note_denial(connection: HTTPConnection, actor: Actor, details: Mapping[str, str]) -> None:
    """In a transaction of its own, for what was asked for is not done."""
    deed = Deed("permission", actor.user_id, origin_of(connection), "denied", details=details)
    context = Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)
    async with state_of(connection)["database"].transaction(context) as tx:
        await record(tx, actor.workspace_id, deed)


async def _actor(connection: HTTPConnection, token: str | None, workspace_id: UUID | None) -> Actor:
    state, origin = state_of(connection), origin_of(connection)
    if token is None:
        raise _not_logged_in("You are not logged in.")
    if token.startswith(PREFIX):
        return await _program(connection, token, workspace_id)
    claims = await _claims(state, token, origin)
    connection.scope["allowance"] = state["request_limit"].check(str(claims.user_id))
    return await _person(state, claims, workspace_id or claims.workspace_id, origin)


async def _claims(state: State, token: str, origin: Origin) -> AccessClaims:
    clerk = state["clerk"]
    try:
        if clerk is not None and clerk.issued(token):
            return await clerk.read(token, origin)
        return state["tokens"].read(token)
    except (InvalidTokenError, UnprovedTokenError, LinkRefusedError):
        raise _not_logged_in("The access token is not valid, or no longer.") from None
    except ProviderError:
        detail = "The identity provider does not answer; try again soon."
        raise fail(503, "provider_unavailable", detail, {"Retry-After": "5"}) from None


async def _program(connection: HTTPConnection, key: str, workspace_id: UUID | None) -> Actor:
    state = state_of(connection)
    actor = await key_holder(state, key)
    if actor is None:
        raise _not_logged_in("The API key is not valid, or no longer.")
    connection.scope["allowance"] = state["request_limit"].check(str(actor.session_id))
    if workspace_id not in {None, actor.workspace_id}:
        raise not_found("workspace")
    return actor


async def _person(state: State, claims: AccessClaims, workspace_id: UUID, origin: Origin) -> Actor:
    context = Context(workspace_id=workspace_id, actor_id=claims.user_id)
    async with state["database"].reading(context) as session:
        access = await IdentityRepository(session).access(
            claims.user_id, claims.session_id, workspace_id
        )
    if access is None:
        raise _not_logged_in("This session has ended.")
    if access.role is None:
        deed = Deed(
            "workspace.enter",
            claims.user_id,
            origin,
            "denied",
            resource=("workspace", workspace_id),
        )
        async with state["database"].transaction(Context(actor_id=claims.user_id)) as tx:
            await record(tx, NOWHERE, deed)
        raise not_found("workspace")
    return Actor(
        claims.user_id, workspace_id, claims.session_id, access.roles, None, access.granted
    )


def _not_logged_in(detail: str) -> ProblemError:
    return fail(401, "unauthenticated", detail, {"WWW-Authenticate": 'Bearer realm="hirewire"'})

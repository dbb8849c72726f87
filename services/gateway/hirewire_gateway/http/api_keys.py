"""Keys for programs: /v1/api-keys."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context, Transaction, new_id
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import invalid, not_found
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.api_keys import ApiKey, ApiKeyRepository
from hirewire_gateway.identity.permissions import PERSONS_ONLY, Actor, Permission, Resource, can
from hirewire_gateway.state import state_of

routes = router("/v1/api-keys", "api keys")
Manager = Annotated[Actor, Depends(Permit("account:manage"))]


class NewKey(Value):
    """``permissions`` are of those that its maker has."""

    name: str = Field(min_length=1, max_length=200)
    permissions: tuple[Permission, ...] = Field(min_length=1)
    expires_in_days: int = Field(default=90, ge=1, le=366)


class Key(Value):
    id: UUID
    name: str
    workspace_id: UUID
    permissions: tuple[str, ...]
    created_at: AwareDatetime
    expires_at: AwareDatetime
    last_used_at: AwareDatetime | None
    previous_until: AwareDatetime | None = Field(
        description="how long the secret before the last rotation still works"
    )


class KeyWithSecret(Key):
    """``key`` is what a program sends as its Bearer token; it is never shown again."""

    key: str


class KeyList(Value):
    items: tuple[Key, ...]
    next_cursor: None = None


@routes.get("", response_model=KeyList)
async def list_keys(request: Request, actor: Manager) -> Response:
    """One's own keys in this workspace; there is one page."""
    async with reading(request, actor) as session:
        repository = ApiKeyRepository(session, actor.user_id)
        found = await repository.of_workspace(actor.workspace_id)
    return json_response(KeyList(items=tuple(Key.model_validate(_shown(key)) for key in found)))


@routes.post("", status_code=201, response_model=KeyWithSecret)
async def create_key(request: Request, body: NewKey, actor: Manager) -> Response:
    """Being a credential, a key is made anew for every request."""
    _check_permissions(actor, body.permissions)
    async with state_of(request)["database"].transaction(_context(actor)) as tx:
        key = ApiKey(
            id=new_id(),
            user_id=actor.user_id,
            workspace_id=actor.workspace_id,
            name=body.name,
            permissions=sorted(set(body.permissions)),
            created_at=tx.now,
            expires_at=tx.now + timedelta(days=body.expires_in_days),
        )
        text = key.renew(tx.now)
        tx.session.add(key)
        deed = replace(_deed(request, key, "created"), after_hash=state_hash(key))
        await record(tx, key.workspace_id, deed)
    return json_response(KeyWithSecret.model_validate({**_shown(key), "key": text}), 201)


@routes.post("/{key_id}/rotate", response_model=KeyWithSecret)
async def rotate_key(request: Request, key_id: UUID, actor: Manager) -> Response:
    """A new secret; the one before works for another 24 hours, older ones no more."""
    async with state_of(request)["database"].transaction(_context(actor)) as tx:
        key = await _key(tx, actor, key_id)
        before, text = state_hash(key), key.renew(tx.now)
        deed = _deed(request, key, "rotated")
        await record(
            tx, key.workspace_id, replace(deed, before_hash=before, after_hash=state_hash(key))
        )
    return json_response(KeyWithSecret.model_validate({**_shown(key), "key": text}))


@routes.delete("/{key_id}", status_code=204, response_class=Response)
async def revoke_key(request: Request, key_id: UUID, actor: Manager) -> Response:
    """The key opens nothing from now on."""
    async with state_of(request)["database"].transaction(_context(actor)) as tx:
        key = await _key(tx, actor, key_id)
        before, key.revoked_at = state_hash(key), tx.now
        deed = _deed(request, key, "revoked")
        await record(
            tx, key.workspace_id, replace(deed, before_hash=before, after_hash=state_hash(key))
        )
    return Response(status_code=204)


def _check_permissions(actor: Actor, wanted: tuple[Permission, ...]) -> None:
    here = Resource(actor.workspace_id)
    errors = [
        FieldError(pointer=f"/permissions/{place}", detail="You can't give this to a key.")
        for place, permission in enumerate(wanted)
        if permission in PERSONS_ONLY or not can(actor, permission, here)
    ]
    if errors:
        raise invalid(*errors)


async def _key(tx: Transaction, actor: Actor, key_id: UUID) -> ApiKey:
    repository = ApiKeyRepository(tx.session, actor.user_id)
    key = await repository.for_update(actor.workspace_id, key_id)
    if key is None:
        raise not_found("API key")
    return key


def _deed(request: Request, key: ApiKey, what: str) -> Deed:
    details = {"permissions": " ".join(key.permissions)}
    origin, resource = origin_of(request), ("api_key", key.id)
    return Deed(f"api_key.{what}", key.user_id, origin, resource=resource, details=details)


def _context(actor: Actor) -> Context:
    return Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)


def _shown(key: ApiKey) -> dict[str, object]:
    shown = {name: getattr(key, name) for name in Key.model_fields}
    return {
        name: value.astimezone(UTC) if isinstance(value, datetime) else value
        for name, value in shown.items()
    }

"""The roles of a workspace, built in and its own: /v1/roles."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Path, Request
from hirewire_chassis import Context, Transaction, new_id
from hirewire_contracts.settlement import FieldError
from starlette.responses import Response

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.audit.states import state_hash
from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.conditions import IfMatch, IfNoneMatch, check_match
from hirewire_gateway.http.grants import granting
from hirewire_gateway.http.idempotency import answer_once
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import fail, invalid, not_found
from hirewire_gateway.http.reading import reading
from hirewire_gateway.http.representation import (
    created_response,
    json_response,
    resource_response,
    unless_known,
)
from hirewire_gateway.http.role_models import (
    NewRole,
    Role,
    RoleChanges,
    RoleList,
    shown_built_in,
    shown_role,
)
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.writing import Write, Writing
from hirewire_gateway.identity.permissions import (
    OPERATORS_ONLY,
    ROLES,
    Actor,
)
from hirewire_gateway.identity.roles.models import WorkspaceRole
from hirewire_gateway.identity.roles.repository import RoleRepository, definition_of
from hirewire_gateway.identity.roles.rules import (
    RESERVED,
    Definitions,
    check_definition,
    check_grant,
    effective,
    heirs,
)
from hirewire_gateway.state import state_of

routes = router("/v1/roles", "roles")
Reader = Annotated[Actor, Depends(Permit("members:read"))]
Writer = Annotated[Actor, Depends(Permit("roles:write"))]
RoleName = Annotated[str, Path(alias="role")]
_MOST_ROLES = 100


@routes.get("", response_model=RoleList)
async def list_roles(request: Request, actor: Reader) -> Response:
    """The built-in ones, the highest first, then the workspace's own. There is one page."""
    async with reading(request, actor) as session:
        found = await RoleRepository(session, actor.workspace_id).all()
    own = {role.name: definition_of(role) for role in found}
    items = (*map(shown_built_in, ROLES), *(shown_role(role, own) for role in found))
    return json_response(RoleList(items=items))


@routes.post("", status_code=201, response_model=Role)
async def create_role(
    request: Request,
    body: NewRole,
    writing: Annotated[Writing, Depends(Write("roles:write"))],
) -> Response:
    """Nobody makes a role that may more than they may themselves."""
    async with (
        granting(request, writing.actor, "/inherits"),
        writing.database.transaction(writing.context(new_id())) as tx,
    ):
        return await answer_once(
            tx, writing.key, writing.busy, lambda: _created(request, tx, writing.actor, body)
        )


@routes.get("/{role}", response_model=Role)
async def get_role(
    request: Request, name: RoleName, actor: Reader, if_none_match: IfNoneMatch = None
) -> Response:
    if name in ROLES:
        return unless_known(resource_response(shown_built_in(name)), if_none_match)
    async with reading(request, actor) as session:
        repository = RoleRepository(session, actor.workspace_id)
        role, own = await repository.get(name), await repository.definitions()
    if role is None:
        raise not_found("role")
    return unless_known(resource_response(shown_role(role, own)), if_none_match)


@routes.patch("/{role}", response_model=Role)
async def change_role(
    request: Request, name: RoleName, body: RoleChanges, actor: Writer, if_match: IfMatch = None
) -> Response:
    """In force at once for whoever has it, or one that inherits it."""
    async with (
        granting(request, actor, "/inherits"),
        state_of(request)["database"].transaction(_context(actor)) as tx,
    ):
        repository = RoleRepository(tx.session, actor.workspace_id)
        await repository.lock()
        role, own = await _own_role(repository, name), await repository.definitions()
        check_match(role.sequence, if_match)
        check_grant(actor, effective(name, own))
        before = state_hash(role)
        role.revise(body.model_dump(exclude_unset=True), tx.now)
        shown = await _checked(actor, role, own)
        deed = _deed(request, actor, "role.changed", role)
        await record(
            tx, actor.workspace_id, replace(deed, before_hash=before, after_hash=state_hash(role))
        )
    return resource_response(shown)


@routes.delete("/{role}", status_code=204, response_class=Response)
async def delete_role(
    request: Request, name: RoleName, actor: Writer, if_match: IfMatch = None
) -> Response:
    """Only one that no member, no open invitation and no other role has."""
    async with (
        granting(request, actor, ""),
        state_of(request)["database"].transaction(_context(actor)) as tx,
    ):
        repository = RoleRepository(tx.session, actor.workspace_id)
        await repository.lock()
        role, own = await _own_role(repository, name), await repository.definitions()
        check_match(role.sequence, if_match)
        check_grant(actor, effective(name, own))
        if heirs(name, own) or await repository.is_in_use(name):
            detail = "Members, invitations or other roles have this role."
            raise fail(409, "role_in_use", detail)
        await tx.session.delete(role)
        deed = _deed(request, actor, "role.deleted", role)
        await record(tx, actor.workspace_id, replace(deed, before_hash=state_hash(role)))
    return Response(status_code=204)


async def _created(request: Request, tx: Transaction, actor: Actor, new: NewRole) -> Response:
    repository = RoleRepository(tx.session, actor.workspace_id)
    await repository.lock()
    own = await repository.definitions()
    if new.name in RESERVED or new.name in own:
        raise fail(409, "role_exists", f"There is a role {new.name} already.")
    if len(own) >= _MOST_ROLES:
        raise fail(409, "too_many_roles", f"A workspace has at most {_MOST_ROLES} of its own.")
    role = WorkspaceRole(
        workspace_id=actor.workspace_id, name=new.name, sequence=0, created_at=tx.now
    )
    role.revise(new.model_dump(), tx.now)
    tx.session.add(role)
    shown = await _checked(actor, role, own)
    deed = _deed(request, actor, "role.created", role)
    await record(tx, actor.workspace_id, replace(deed, after_hash=state_hash(role)))
    return created_response(shown, f"/v1/roles/{role.name}")


async def _checked(actor: Actor, role: WorkspaceRole, own: Definitions) -> Role:
    """How the role is shown once it is as wanted. Raises what ``granting`` tells."""
    beyond = [place for place, each in enumerate(role.permissions) if each in OPERATORS_ONLY]
    if beyond:
        detail = "No role of a workspace gives this."
        raise invalid(FieldError(pointer=f"/permissions/{beyond[0]}", detail=detail))
    wanted = definition_of(role)
    check_definition(wanted, own)
    after = {**own, wanted.name: wanted}
    check_grant(actor, effective(wanted.name, after))
    return shown_role(role, after)


async def _own_role(repository: RoleRepository, name: str) -> WorkspaceRole:
    if name in ROLES:
        raise fail(409, "role_built_in", "A role that is built in stays as it is.")
    role = await repository.get(name)
    if role is None:
        raise not_found("role")
    return role


def _deed(request: Request, actor: Actor, action: str, role: WorkspaceRole) -> Deed:
    details = {
        "role": role.name,
        "inherits": " ".join(role.inherits),
        "permissions": " ".join(role.permissions),
    }
    return Deed(action, actor.user_id, origin_of(request), details=details)


def _context(actor: Actor) -> Context:
    return Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)

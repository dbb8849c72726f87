"""The user who is logged in: /v1/users/me."""

from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context
from hirewire_contracts.message import Value
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.conditions import IfMatch, IfNoneMatch, check_match
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import not_found
from hirewire_gateway.http.representation import resource_response, unless_known
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.models import User
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.profiles import change_profile
from hirewire_gateway.identity.repository import IdentityRepository
from hirewire_gateway.state import state_of

routes = router("/v1/users", "users")
Reader = Annotated[Actor, Depends(Permit("profile:read"))]
Writer = Annotated[Actor, Depends(Permit("profile:write"))]

Name = Annotated[str, Field(min_length=1, max_length=200)]
Locale = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]


class Profile(Value):
    """``workspace_id`` is the personal workspace."""

    id: UUID
    sequence: int
    email: str
    name: str
    locale: str
    workspace_id: UUID
    created_at: AwareDatetime
    updated_at: AwareDatetime


class ProfileChanges(Value):
    """The fields to replace; what is not named stays."""

    name: Name = ""
    locale: Locale = ""


@routes.get("/me", response_model=Profile)
async def get_profile(
    request: Request, actor: Reader, if_none_match: IfNoneMatch = None
) -> Response:
    async with state_of(request)["database"].reading(Context(actor_id=actor.user_id)) as session:
        user = await IdentityRepository(session).user(actor.user_id)
    return unless_known(resource_response(profile_of(user)), if_none_match)


@routes.patch("/me", response_model=Profile)
async def update_profile(
    request: Request, actor: Writer, body: ProfileChanges, if_match: IfMatch = None
) -> Response:
    context = Context(workspace_id=actor.workspace_id, actor_id=actor.user_id)
    async with state_of(request)["database"].transaction(context) as tx:
        user = await IdentityRepository(tx.session).user_for_update(actor.user_id)
        check_match(profile_of(user).sequence, if_match)
        if user is not None:
            changes = body.model_dump(exclude_unset=True)
            await change_profile(tx, user, changes, actor.user_id, origin_of(request))
    return resource_response(profile_of(user))


def profile_of(user: User | None) -> Profile:
    """What a user sees of themselves. Raises a 404 problem for nobody."""
    if user is None:
        raise not_found("user")
    return Profile(
        id=user.id,
        sequence=user.sequence,
        email=user.email,
        name=user.name,
        locale=user.locale,
        workspace_id=user.personal_workspace,
        created_at=user.created_at.astimezone(UTC),
        updated_at=user.updated_at.astimezone(UTC),
    )

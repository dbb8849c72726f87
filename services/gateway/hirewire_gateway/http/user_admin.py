"""All users of this instance, for whoever runs it: /v1/users and /v1/users/{id}."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from hirewire_chassis import Context, Transaction
from pydantic import AwareDatetime
from sqlalchemy import Select, or_, select
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.conditions import IfMatch, IfNoneMatch, check_match
from hirewire_gateway.http.lists import Listed, ListRequest
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import fail, not_found
from hirewire_gateway.http.representation import resource_response, unless_known
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.users import Profile, ProfileChanges, profile_of
from hirewire_gateway.identity.closing import delete_account, set_disabled
from hirewire_gateway.identity.endings import end_sessions
from hirewire_gateway.identity.membership import LastOwnerError
from hirewire_gateway.identity.models import User
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.profiles import change_profile
from hirewire_gateway.identity.repository import IdentityRepository
from hirewire_gateway.state import state_of
from hirewire_gateway.views.paging import Page, PageQuery, PageQueryError

routes = router("/v1/users", "users")
Operator = Annotated[Actor, Depends(Permit("admin:read"))]
Changer = Annotated[Actor, Depends(Permit("admin:write"))]


class Account(Profile):
    email_verified_at: AwareDatetime | None
    disabled_at: AwareDatetime | None
    is_operator: bool


class AccountChanges(ProfileChanges):
    """``disabled`` ends every session; operators are marked from the command line alone."""

    disabled: bool = False


@routes.get("", response_model=Listed[Account])
async def list_users(request: Request, actor: Operator, listing: ListRequest) -> Response:
    """The newest first; ``q`` is looked for in names and addresses. Filter: disabled."""

    async def find(query: PageQuery) -> Page[Account]:
        statement = _chosen(query).order_by(User.id.desc()).limit(query.limit + 1)
        if query.after is not None:
            statement = statement.where(User.id < query.after[1])
        async with state_of(request)["database"].reading(Context()) as session:
            found = list(await session.scalars(statement))
        shown = tuple(_account(user) for user in found[: query.limit])
        if len(found) <= query.limit:
            return Page(shown)
        return Page(shown, ("", shown[-1].id))

    return await listing.answer(actor, find)


@routes.get("/{user_id}", response_model=Account, dependencies=[Depends(Permit("admin:read"))])
async def get_user(request: Request, user_id: UUID, if_none_match: IfNoneMatch = None) -> Response:
    shown = _account(await _found(request, user_id))
    return unless_known(resource_response(shown), if_none_match)


@routes.patch("/{user_id}", response_model=Account)
async def change_user(
    request: Request,
    user_id: UUID,
    body: AccountChanges,
    actor: Changer,
    if_match: IfMatch = None,
) -> Response:
    """Disabling ends every session at once and closes its WebSockets; enabling brings none back."""
    context, origin = _as(await _found(request, user_id)), origin_of(request)
    async with state_of(request)["database"].transaction(context) as tx:
        user = await _locked(tx, user_id)
        check_match(user.sequence, if_match)
        changes = body.model_dump(exclude_unset=True)
        disabled = changes.pop("disabled", None)
        if disabled and user_id == actor.user_id:
            raise fail(409, "own_account", "You can't disable your own account.")
        if changes:
            await change_profile(tx, user, changes, actor.user_id, origin)
        if disabled is not None:
            await set_disabled(tx, user, actor.user_id, origin, disabled=disabled)
    return resource_response(_account(user))


@routes.delete("/{user_id}", status_code=204, response_class=Response)
async def delete_user(
    request: Request, user_id: UUID, actor: Changer, if_match: IfMatch = None
) -> Response:
    """The account is closed for good, its name and address are forgotten."""
    if user_id == actor.user_id:
        raise fail(409, "own_account", "You can't delete your own account.")
    context = _as(await _found(request, user_id))
    async with state_of(request)["database"].transaction(context) as tx:
        user = await _locked(tx, user_id)
        check_match(user.sequence, if_match)
        try:
            await delete_account(tx, user, actor.user_id, origin_of(request))
        except LastOwnerError:
            detail = "Others belong to a workspace that only this user owns: give it an owner."
            raise fail(409, "last_owner", detail) from None
    return Response(status_code=204)


@routes.delete("/{user_id}/sessions", status_code=204, response_class=Response)
async def end_user_sessions(request: Request, user_id: UUID, actor: Changer) -> Response:
    """Logs this user out everywhere."""
    context = _as(await _found(request, user_id))
    async with state_of(request)["database"].transaction(context) as tx:
        user = await _locked(tx, user_id)
        await end_sessions(tx, user, f"ended_by_operator {actor.user_id}", origin_of(request))
    return Response(status_code=204)


def _chosen(query: PageQuery) -> Select[User]:
    if query.sort != "created_at" or not query.descending:
        raise PageQueryError("sort", "this list is in the order of time, the newest first")
    if query.count:
        raise PageQueryError("count", "is not known here")
    statement = select(User)
    for name, value in query.filters.items():
        if name != "disabled":
            raise PageQueryError(name, "is not known here; known are: disabled")
        if value not in {"true", "false"}:
            raise PageQueryError(name, "is true or false")
        wanted = User.disabled_at.is_not(None) if value == "true" else User.disabled_at.is_(None)
        statement = statement.where(wanted)
    if query.q:
        in_name = User.name.icontains(query.q, autoescape=True)
        in_email = User.email_key.icontains(query.q, autoescape=True)
        statement = statement.where(or_(in_name, in_email))
    return statement


async def _found(request: Request, user_id: UUID) -> User:
    async with state_of(request)["database"].reading(Context()) as session:
        user = await IdentityRepository(session).user(user_id)
    if user is None:
        raise not_found("user")
    return user


async def _locked(tx: Transaction, user_id: UUID) -> User:
    user = await IdentityRepository(tx.session).user_for_update(user_id)
    if user is None:
        raise not_found("user")
    return user


def _as(user: User) -> Context:
    """A user's sessions and keys are seen by that user alone."""
    return Context(workspace_id=user.personal_workspace, actor_id=user.id)


def _account(user: User) -> Account:
    return Account(
        **profile_of(user).model_dump(),
        email_verified_at=_utc(user.email_verified_at),
        disabled_at=_utc(user.disabled_at),
        is_operator=user.is_operator,
    )


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)

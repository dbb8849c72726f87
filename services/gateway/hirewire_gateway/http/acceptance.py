"""Taking up an invitation: /v1/invitations."""

from typing import Annotated

from fastapi import Depends, Request
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import Field, SecretStr
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.auth import limit_address
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import ProblemError, fail, invalid
from hirewire_gateway.http.representation import created_response, json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.users import Locale, Name, Profile, profile_of
from hirewire_gateway.http.workspaces import WorkspaceSeen, seen_by
from hirewire_gateway.identity.errors import (
    EmailTakenError,
    InvalidCredentialsError,
    WeakPasswordError,
)
from hirewire_gateway.identity.invitations.accepting import OtherAddressError
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.state import state_of

routes = router("/v1/invitations", "workspaces")
InvitationToken = Annotated[SecretStr, Field(max_length=200)]


class Acceptance(Value):
    token: InvitationToken


class InvitedRegistration(Value):
    """The address is the one that was invited."""

    token: InvitationToken
    password: SecretStr
    name: Name
    locale: Locale = "en"


@routes.post("/accept", response_model=WorkspaceSeen)
async def accept_invitation(
    request: Request,
    body: Acceptance,
    actor: Annotated[Actor, Depends(Permit("account:manage"))],
) -> Response:
    """With an account of the invited address; doing it again changes nothing."""
    limit_address(request)
    invitations, token = state_of(request)["invitations"], body.token.get_secret_value()
    try:
        member = await invitations.accept(actor.user_id, token, origin_of(request))
    except InvalidCredentialsError:
        raise _refused() from None
    except OtherAddressError:
        detail = "This invitation was sent to another address than that of your account."
        raise fail(403, "invitation_of_another", detail) from None
    return json_response(await seen_by(request, member))


@routes.post("/register", status_code=201, response_model=Profile)
async def register_invited(request: Request, body: InvitedRegistration) -> Response:
    """A new user who belongs to the workspace; the address counts as verified."""
    limit_address(request)
    profile = (body.name, body.locale, body.password.get_secret_value())
    try:
        user = await state_of(request)["invitations"].register(
            body.token.get_secret_value(), profile, origin_of(request)
        )
    except InvalidCredentialsError:
        raise _refused() from None
    except EmailTakenError:
        detail = "There is an account with this address: log in and accept with it."
        raise fail(409, "email_taken", detail) from None
    except WeakPasswordError as weak:
        raise invalid(FieldError(pointer="/password", detail=str(weak))) from None
    return created_response(profile_of(user), "/v1/users/me")


def _refused() -> ProblemError:
    detail = "This invitation is not valid, was used or revoked, or is too old."
    return fail(400, "token_invalid", detail)

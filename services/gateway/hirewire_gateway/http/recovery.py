"""Letters with a one-use token: /v1/auth/password-reset and /v1/auth/email-verification."""

from typing import Annotated

from fastapi import Depends, Request
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import Field, SecretStr
from starlette.background import BackgroundTask
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.auth import LONGEST_EMAIL, limit_address, login_name
from hirewire_gateway.http.backpressure import refuse_beyond_bound
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import ProblemError, fail, invalid
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.errors import InvalidCredentialsError, WeakPasswordError
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.state import state_of

routes = router("/v1/auth", "auth")
Manager = Annotated[Actor, Depends(Permit("account:manage"))]


class ResetRequest(Value):
    email: str = Field(max_length=LONGEST_EMAIL)


class ResetConfirmation(Value):
    token: SecretStr = Field(max_length=200)
    password: SecretStr


class VerificationConfirmation(Value):
    token: SecretStr = Field(max_length=200)


@routes.post("/password-reset", status_code=202, response_class=Response)
async def request_reset(request: Request, body: ResetRequest) -> Response:
    """The same answer for every address, and before it is looked up, so in the same time."""
    limit_address(request)
    state = state_of(request)
    state["login_limit"].check(f"reset {login_name(body.email)}")
    refuse_beyond_bound(state)
    work = BackgroundTask(state["recovery"].request_reset, body.email, origin_of(request))
    return Response(status_code=202, background=work)


@routes.post("/password-reset/confirm", status_code=204, response_class=Response)
async def confirm_reset(request: Request, body: ResetConfirmation) -> Response:
    """Every session of the user ends; log in with the new password."""
    limit_address(request)
    token, password = body.token.get_secret_value(), body.password.get_secret_value()
    try:
        await state_of(request)["recovery"].reset(token, password, origin_of(request))
    except InvalidCredentialsError:
        raise _refused() from None
    except WeakPasswordError as weak:
        raise invalid(FieldError(pointer="/password", detail=str(weak))) from None
    return Response(status_code=204)


@routes.post("/email-verification", status_code=202, response_class=Response)
async def request_verification(request: Request, actor: Manager) -> Response:
    """A letter to the user's own address, unless that is verified."""
    state = state_of(request)
    state["login_limit"].check(f"verification {actor.user_id}")
    refuse_beyond_bound(state)
    await state["recovery"].request_verification(actor.user_id, origin_of(request))
    return Response(status_code=202)


@routes.post("/email-verification/confirm", status_code=204, response_class=Response)
async def confirm_verification(request: Request, body: VerificationConfirmation) -> Response:
    limit_address(request)
    try:
        await state_of(request)["recovery"].verify(
            body.token.get_secret_value(), origin_of(request)
        )
    except InvalidCredentialsError:
        raise _refused() from None
    return Response(status_code=204)


def _refused() -> ProblemError:
    return fail(400, "token_invalid", "This token is not valid, was used, or is too old.")

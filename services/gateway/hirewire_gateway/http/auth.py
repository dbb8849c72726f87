"""Logging in, staying logged in, logging out: /v1/auth."""

from typing import Annotated, Literal

from fastapi import Depends, Form, Request
from hirewire_contracts.message import Value
from pydantic import BaseModel, Field, SecretStr
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.origins import network_of, origin_of
from hirewire_gateway.http.problems import ProblemError, fail
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.errors import InvalidCredentialsError, InvalidSessionError
from hirewire_gateway.identity.passwords import MAX_LENGTH
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.sessions import Tokens
from hirewire_gateway.state import state_of

routes = router("/v1/auth", "auth")
LONGEST_EMAIL = 320
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="hirewire"'}


class Credentials(Value):
    email: str = Field(max_length=LONGEST_EMAIL)
    password: SecretStr = Field(max_length=MAX_LENGTH)


class PasswordForm(BaseModel):
    """RFC 6749 section 4.3, as ``/docs`` sends it; ``username`` is the e-mail address."""

    grant_type: Literal["password"] = "password"
    username: str = Field(max_length=LONGEST_EMAIL)
    password: SecretStr = Field(max_length=MAX_LENGTH)


class RefreshRequest(Value):
    refresh_token: SecretStr = Field(max_length=500)


class IssuedTokens(Value):
    """``expires_in`` is how many seconds the access token lives."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of a scheme
    expires_in: int


@routes.post("/login", response_model=IssuedTokens)
async def log_in(request: Request, body: Credentials) -> Response:
    return await _logged_in(request, body)


@routes.post("/token", response_model=IssuedTokens)
async def issue_token(request: Request, form: Annotated[PasswordForm, Form()]) -> Response:
    """The same as login, as an OAuth2 password form."""
    credentials = Credentials(email=form.username, password=form.password)
    return await _logged_in(request, credentials)


@routes.post("/refresh", response_model=IssuedTokens)
async def refresh(request: Request, body: RefreshRequest) -> Response:
    """The next pair of tokens. A token that was renewed before ends its session."""
    limit_address(request)
    try:
        sessions = state_of(request)["sessions"]
        text = body.refresh_token.get_secret_value()
        return issued(await sessions.refresh(text, origin_of(request)))
    except InvalidSessionError as error:
        raise fail(401, error.code, "Log in again.", _CHALLENGE) from None


@routes.post("/logout", status_code=204, response_class=Response)
async def log_out(
    request: Request, actor: Annotated[Actor, Depends(Permit("profile:read"))]
) -> Response:
    """Ends this session: its tokens, its WebSockets."""
    sessions = state_of(request)["sessions"]
    await sessions.end(actor.user_id, actor.session_id, "logout", origin_of(request))
    return Response(status_code=204)


def limit_address(request: Request) -> None:
    """Raises a 429 problem when too many people come from one address."""
    state_of(request)["address_limit"].check(network_of(request))


async def _logged_in(request: Request, credentials: Credentials) -> Response:
    state = state_of(request)
    limit_address(request)
    state["login_limit"].check(login_name(credentials.email))
    password = credentials.password.get_secret_value()
    try:
        tokens = await state["sessions"].log_in(credentials.email, password, origin_of(request))
    except InvalidCredentialsError:
        raise _refused(verifies=state["settings"].verifies_logins) from None
    return issued(tokens)


def login_name(email: str) -> str:
    """What attempts at one account are counted by."""
    try:
        return canonical_email(email)
    except ValueError:
        return "unusable"


def issued(tokens: Tokens) -> Response:
    """What a login answers, however somebody came in."""
    return json_response(
        IssuedTokens(
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            expires_in=tokens.expires_in,
        )
    )


def _refused(*, verifies: bool) -> ProblemError:
    detail = "There is no account with this address and password."
    if verifies:
        detail += " A new one opens once the link in its letter was used."
    return fail(401, "invalid_credentials", detail, _CHALLENGE)

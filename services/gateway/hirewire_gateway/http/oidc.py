"""Logging in with another provider: /v1/auth/oidc."""

from typing import Annotated

import structlog
from fastapi import Cookie, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from hirewire_gateway.http.auth import IssuedTokens, issued, limit_address
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import ProblemError, fail, not_found
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.external.linking import LinkRefusedError
from hirewire_gateway.identity.external.remote_keys import ProviderError, UnprovedTokenError
from hirewire_gateway.identity.oidc.login import LIFETIME, Answer, OidcLogin
from hirewire_gateway.state import state_of

routes = router("/v1/auth/oidc", "auth")
COOKIE = "__Host-hirewire-oidc"
log = structlog.get_logger(__name__)
_REFUSALS = {
    "email_not_verified": "The provider does not say that your address is verified.",
    "account_exists": "There is an account with this address: log in with its password, verify"
    " the address, and try again.",
    "account_disabled": "This account is disabled.",
}


class Callback(BaseModel):
    """As the provider sends the browser back."""

    state: str = Field(default="", max_length=200)
    code: str = Field(default="", max_length=4_000)
    iss: str | None = Field(default=None, max_length=500)
    error: str | None = Field(default=None, max_length=200)


@routes.get("/login", status_code=302, response_class=RedirectResponse)
async def begin_login(request: Request) -> Response:
    """Sends the browser to the provider; 404 when none is configured."""
    limit_address(request)
    try:
        address, cookie = await _login(request).begin()
    except ProviderError as error:
        raise _away(error) from None
    response = RedirectResponse(address, 302)
    seconds = int(LIFETIME.total_seconds())
    response.set_cookie(COOKIE, cookie, max_age=seconds, secure=True, httponly=True, samesite="lax")
    return response


@routes.get("/callback", response_model=IssuedTokens)
async def finish_login(
    request: Request,
    answer: Annotated[Callback, Query()],
    cookie: Annotated[str, Cookie(alias=COOKIE)] = "",
) -> Response:
    """The same answer as a login with a password; in the browser that began it alone."""
    limit_address(request)
    login = _login(request)
    if answer.error is not None:
        raise fail(401, "login_refused", "The provider did not let you in.")
    given = Answer(answer.state, answer.code, answer.iss)
    try:
        tokens = await login.finish(cookie, given, origin_of(request))
    except UnprovedTokenError as error:
        log.warning("login with another provider refused", reason=str(error))
        detail = "This login can't be finished; begin it again."
        raise fail(401, "login_refused", detail) from None
    except LinkRefusedError as error:
        raise fail(403, error.code, _REFUSALS[error.code]) from None
    except ProviderError as error:
        raise _away(error) from None
    response = issued(tokens)
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
    return response


def _login(request: Request) -> OidcLogin:
    login = state_of(request)["oidc"]
    if login is None:
        raise not_found("provider")
    return login


def _away(error: ProviderError) -> ProblemError:
    log.warning("the identity provider can't be used", reason=str(error))
    detail = "The identity provider does not answer as it should; try again soon."
    return fail(503, "provider_unavailable", detail, {"Retry-After": "5"})

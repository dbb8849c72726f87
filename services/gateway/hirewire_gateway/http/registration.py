"""Becoming a user: POST /v1/auth/register."""

from fastapi import Request
from hirewire_chassis import Context, Transaction, new_id
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import Field, SecretStr, field_validator
from starlette.responses import Response

from hirewire_gateway.http.auth import LONGEST_EMAIL, limit_address, login_name
from hirewire_gateway.http.backpressure import refuse_beyond_bound
from hirewire_gateway.http.idempotency import (
    Asked,
    IdempotencyHeader,
    Key,
    answer_once,
    make_key,
)
from hirewire_gateway.http.json_bodies import canonical_json, parse_json
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import invalid
from hirewire_gateway.http.representation import created_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.http.users import Locale, Name, Profile, profile_of
from hirewire_gateway.http.writing import BUSY_GRACE
from hirewire_gateway.identity.emails import canonical_email
from hirewire_gateway.identity.passwords import weakness
from hirewire_gateway.identity.registration import NewUser
from hirewire_gateway.state import state_of

routes = router("/v1/auth", "auth")


class Registration(Value):
    email: str = Field(max_length=LONGEST_EMAIL)
    password: SecretStr
    name: Name
    locale: Locale = "en"

    @field_validator("email")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        canonical_email(value)
        return value

    def weakness(self) -> str | None:
        personal = (self.name, *self.name.split(), *self.email.split("@"))
        return weakness(self.password.get_secret_value(), personal)


@routes.post("/register", status_code=201, response_model=Profile)
async def register_user(
    request: Request, body: Registration, idempotency_key: IdempotencyHeader = None
) -> Response:
    """A new user with a personal workspace; the password is checked against common ones.

    An address that has an account gets the same answer: only its owner is told, by a letter.
    """
    limit_address(request)
    state = state_of(request)
    state["login_limit"].check(f"register {login_name(body.email)}")
    weak = body.weakness()
    if weak is not None:
        raise invalid(FieldError(pointer="/password", detail=weak))
    refuse_beyond_bound(state)
    password_hash = await state["passwords"].hash(body.password.get_secret_value())
    new = NewUser(new_id(), new_id(), body.email, body.name, body.locale, password_hash)
    key = await _key(request, idempotency_key)
    context = Context(workspace_id=new.workspace_id)
    async with state["database"].transaction(context) as tx:
        return await answer_once(tx, key, BUSY_GRACE, lambda: _signed_up(request, tx, new))


async def _signed_up(request: Request, tx: Transaction, new: NewUser) -> Response:
    user = await state_of(request)["signing_up"].sign_up(tx, new, origin_of(request))
    return created_response(profile_of(user), "/v1/users/me")


async def _key(request: Request, text: str | None) -> Key | None:
    if text is None:
        return None
    content = canonical_json(parse_json(await request.body()))
    asked = Asked(request.method, request.url.path, None, content)
    return make_key(state_of(request)["idempotency_secret"], text, None, asked)

"""Registering: whoever asks is not told whether an address has an account; its owner is."""

import asyncio

import pytest
from hirewire_chassis import Context
from hirewire_gateway.audit.journal import NOWHERE
from hirewire_gateway.audit.models import AuditEntry
from hirewire_gateway.identity.models import User
from sqlalchemy import event, func, select, update

PASSWORD = "seven green herons"
ANOTHER = "nine blue kingfishers"
MAIL = "notifier.send_account_mail.v1"


async def _register(gateway, email, password=ANOTHER):
    body = {"email": email, "password": password, "name": "Eve"}
    return await gateway.client.post("/v1/auth/register", json=body)


async def _log_in(gateway, email, password):
    body = {"email": email, "password": password}
    return (await gateway.client.post("/v1/auth/login", json=body)).status_code


async def _letters(gateway):
    return [sent.data for sent in await gateway.outbox() if sent.type == MAIL]


def _shape(response):
    """Everything but what is new in each answer, which has to be new in all of them."""
    body = response.json()
    fresh = [body.pop(name) for name in ("id", "workspace_id", "created_at", "updated_at")]
    body["email"] = body["email"].partition("@")[2].upper()
    headers = dict(response.headers)
    fresh.append(headers.pop("x-request-id"))
    headers.pop("content-length")
    return (response.status_code, body, headers), fresh


async def test_a_taken_address_gets_the_answer_of_a_free_one(gateway, ada):
    free, first = _shape(await _register(gateway, "eve@example.org"))
    taken, second = _shape(await _register(gateway, "ADA@Example.org"))
    assert free == taken
    assert free[0] == 201
    assert not set(first) & {*second, str(ada.id), str(ada.workspace_id)}
    assert await _log_in(gateway, ada.email, ANOTHER) == 401
    assert await _log_in(gateway, ada.email, PASSWORD) == 200


async def test_the_owner_of_a_taken_address_gets_a_letter_that_helps(gateway, ada):
    await _register(gateway, " ADA@example.org ")
    (letter,) = await _letters(gateway)
    assert (letter["purpose"], letter["email"]) == ("account_exists", ada.email)
    assert letter["name"] == "Ada"
    body = {"token": letter["token"], "password": ANOTHER}
    reset = await gateway.client.post("/v1/auth/password-reset/confirm", json=body)
    assert reset.status_code == 204
    assert await _log_in(gateway, ada.email, ANOTHER) == 200


async def test_the_owner_of_a_disabled_account_gets_none(gateway, ada):
    async with gateway.database.transaction(Context()) as tx:
        await tx.session.execute(update(User).values(disabled_at=func.now()))
    assert (await _register(gateway, ada.email)).status_code == 201
    assert await _letters(gateway) == []


async def test_who_registers_at_the_same_moment_is_one_user(gateway):
    answers = await asyncio.gather(*(_register(gateway, "ada@example.org") for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    async with gateway.database.reading(Context()) as session:
        (user_id,) = (await session.scalars(select(User.id))).all()
    assert [answer.json()["id"] for answer in answers].count(str(user_id)) == 1
    assert [letter["purpose"] for letter in await _letters(gateway)] == ["account_exists"] * 3


async def test_attempts_and_new_users_are_in_the_audit_log(gateway, ada):
    await _register(gateway, ada.email)
    lines = (await ada.get("/v1/audit-log")).json()["items"]
    told = [(line["action"], line["decision"]) for line in lines]
    assert told == [("user.register", "denied"), ("login", "allowed")]
    kept = select(AuditEntry.resource_id).where(AuditEntry.action == "user.registered")
    async with gateway.database.reading(Context(workspace_id=NOWHERE)) as session:
        assert (await session.scalars(kept)).all() == [ada.id]


@pytest.fixture
async def careful(settings, run):
    """A gateway that lets in verified addresses alone."""
    async with run(settings.model_copy(update={"verified_logins": True})) as gateway:
        yield gateway


async def _verify(gateway, letter):
    body = {"token": letter["token"]}
    return await gateway.client.post("/v1/auth/email-verification/confirm", json=body)


async def test_where_addresses_are_verified_logging_in_tells_nothing_either(careful):
    await _register(careful, "ada@example.org", PASSWORD)
    assert await _log_in(careful, "ada@example.org", PASSWORD) == 401
    (letter,) = await _letters(careful)
    assert letter["purpose"] == "email_verification"
    assert (await _verify(careful, letter)).status_code == 204
    assert await _log_in(careful, "ada@example.org", PASSWORD) == 200
    for email in ("ada@example.org", "eve@example.org"):
        assert (await _register(careful, email)).status_code == 201
        assert await _log_in(careful, email, ANOTHER) == 401


async def test_a_reset_verifies_and_leaves_nothing_to_who_registered_first(careful):
    await _register(careful, "ada@example.org", ANOTHER)
    await _register(careful, "ada@example.org", PASSWORD)
    told = {letter["purpose"]: letter for letter in await _letters(careful)}
    body = {"token": told["account_exists"]["token"], "password": PASSWORD}
    await careful.client.post("/v1/auth/password-reset/confirm", json=body)
    assert await _log_in(careful, "ada@example.org", ANOTHER) == 401
    assert await _log_in(careful, "ada@example.org", PASSWORD) == 200


async def test_keys_made_before_an_address_was_proved_end_with_the_reset(gateway, ada):
    body = {"name": "A program", "permissions": ["jobs:read"]}
    key = (await ada.post("/v1/api-keys", json=body)).json()["key"]
    bearer = {"Authorization": f"Bearer {key}"}
    assert (await gateway.client.get("/v1/jobs", headers=bearer)).status_code == 200
    await _register(gateway, ada.email)
    (letter,) = await _letters(gateway)
    body = {"token": letter["token"], "password": ANOTHER}
    await gateway.client.post("/v1/auth/password-reset/confirm", json=body)
    assert (await gateway.client.get("/v1/jobs", headers=bearer)).status_code == 401


async def test_both_are_the_same_work(careful):
    """Statements, for times depend on the machine; `make bench-security` compares those."""
    await _register(careful, "ada@example.org")
    letter = (await _letters(careful))[0]
    await _verify(careful, letter)
    free = await _work(careful, "eve@example.org")
    taken = await _work(careful, "ada@example.org")
    assert abs(len(free) - len(taken)) <= 1, (free, taken)


async def _work(gateway, email):
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    engine = gateway.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        await _register(gateway, email)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return statements

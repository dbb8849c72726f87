"""Letters with tokens: who gets one, what it opens, and that it does so once."""

from datetime import UTC, datetime, timedelta

import pytest
from hirewire_chassis import Context
from hirewire_gateway.identity.models import User
from sqlalchemy import func, select, text, update

ANOTHER = "nine blue kingfishers"
MAIL = "notifier.send_account_mail.v1"


async def _tokens(gateway):
    return [sent.data["token"] for sent in await gateway.outbox() if sent.type == MAIL]


async def _ask(gateway, email="ada@example.org"):
    return await gateway.client.post("/v1/auth/password-reset", json={"email": email})


async def _confirm(gateway, token, password=ANOTHER):
    body = {"token": token, "password": password}
    return await gateway.client.post("/v1/auth/password-reset/confirm", json=body)


async def _log_in(gateway, password):
    body = {"email": "ada@example.org", "password": password}
    return await gateway.client.post("/v1/auth/login", json=body)


async def test_every_address_gets_the_same_answer_and_only_users_get_a_letter(gateway, ada):
    answers = [await _ask(gateway, who) for who in ("ADA@example.org", "eve@example.org", "no")]
    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b"")] * 3
    (letter,) = [sent for sent in await gateway.outbox() if sent.type == MAIL]
    assert (letter.data["email"], letter.data["purpose"]) == ("ada@example.org", "password_reset")


async def test_a_disabled_user_gets_no_letter(gateway, ada):
    async with gateway.database.transaction(Context()) as tx:
        await tx.session.execute(update(User).values(disabled_at=func.now()))
    assert (await _ask(gateway)).status_code == 202
    assert await _tokens(gateway) == []


async def test_a_token_sets_a_password_once_and_ends_every_session(gateway, ada):
    await _ask(gateway)
    (token,) = await _tokens(gateway)
    assert (await _confirm(gateway, token)).status_code == 204
    assert (await ada.get("/v1/users/me")).status_code == 401
    assert (await _log_in(gateway, "seven green herons")).status_code == 401
    assert (await _log_in(gateway, ANOTHER)).status_code == 200
    again = await _confirm(gateway, token, "ten red flamingos")
    assert again.status_code == 400
    assert again.json()["type"].endswith("token_invalid")


async def test_using_one_token_uses_up_the_others(gateway, ada):
    await _ask(gateway)
    await _ask(gateway)
    first, second = await _tokens(gateway)
    assert (await _confirm(gateway, second)).status_code == 204
    assert (await _confirm(gateway, first)).status_code == 400


async def test_a_weak_password_leaves_the_token_good(gateway, ada):
    await _ask(gateway)
    (token,) = await _tokens(gateway)
    weak = await _confirm(gateway, token, "Password123!")
    assert weak.status_code == 422
    assert [error["pointer"] for error in weak.json()["errors"]] == ["/password"]
    assert (await _confirm(gateway, token)).status_code == 204


async def test_an_old_token_opens_nothing(gateway, ada):
    await _ask(gateway)
    (token,) = await _tokens(gateway)
    async with gateway.database.transaction(Context(actor_id=ada.id)) as tx:
        old = {"at": datetime.now(UTC) - timedelta(seconds=1)}
        await tx.session.execute(text("update account_tokens set expires_at = :at"), old)
    assert (await _confirm(gateway, token)).status_code == 400


async def test_forged_tokens_open_nothing(gateway, ada, bob):
    await _ask(gateway)
    (token,) = await _tokens(gateway)
    swapped = f"{bob.id.hex}.{token.partition('.')[2]}"
    for forged in ("", "x", token[:-1], swapped, f"{ada.id.hex}."):
        assert (await _confirm(gateway, forged)).status_code == 400


async def test_only_the_hash_is_kept_and_only_its_user_sees_it(gateway, ada, bob):
    await _ask(gateway)
    (token,) = await _tokens(gateway)
    kept = text("select id from account_tokens")
    async with gateway.database.reading(Context(actor_id=ada.id)) as session:
        (digest,) = (await session.scalars(kept)).all()
    assert digest not in token.encode()
    for context in (Context(), Context(actor_id=bob.id, workspace_id=ada.workspace_id)):
        async with gateway.database.reading(context) as session:
            assert (await session.scalars(kept)).all() == []


@pytest.mark.parametrize("first", [True, False])
async def test_an_address_is_verified_by_its_own_token_alone(gateway, ada, first):
    await _ask(gateway)
    assert (await ada.post("/v1/auth/email-verification")).status_code == 202
    reset, verification = await _tokens(gateway)
    confirm = "/v1/auth/email-verification/confirm"
    used = verification if first else reset
    answer = await gateway.client.post(confirm, json={"token": used})
    assert answer.status_code == (204 if first else 400)
    async with gateway.database.reading(Context()) as session:
        assert ((await session.scalar(select(User.email_verified_at))) is not None) == first
    await ada.post("/v1/auth/email-verification")
    assert len(await _tokens(gateway)) == (2 if first else 3)
    assert (await _confirm(gateway, verification)).status_code == 400


async def test_it_is_in_the_audit_log(gateway, ada):
    await _ask(gateway)
    (token,) = await _tokens(gateway)
    await _confirm(gateway, token)
    login = await _log_in(gateway, ANOTHER)
    headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
    lines = (await gateway.client.get("/v1/audit-log", headers=headers)).json()["items"]
    told = [line["action"] for line in lines]
    reset = ["email.verified", "password.reset", "session.ended", "password_reset.requested"]
    wanted = ["login", *reset, "login"]
    assert told == wanted
    assert token not in str(lines)

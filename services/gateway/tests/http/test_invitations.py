"""Inviting people into a workspace: who may, whom it lets in, and that it does so once."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hirewire_chassis import Context
from hirewire_gateway.identity.models import User
from sqlalchemy import select, text

PASSWORD = "seven green herons"
MAIL = "notifier.send_account_mail.v1"
EVE = "eve@example.org"


async def _letters(gateway):
    return [sent.data for sent in await gateway.outbox() if sent.type == MAIL]


async def _invite(host, email=EVE, role="viewer", **options):
    body = {"email": email, "role": role}
    return await host.post(f"/v1/workspaces/{host.workspace_id}/members", json=body, **options)


async def _token(gateway, host, **wanted):
    assert (await _invite(host, **wanted)).status_code == 201
    return (await _letters(gateway))[-1]["token"]


async def _accept(person, token):
    return await person.post("/v1/invitations/accept", json={"token": token})


async def _register(gateway, token, password=PASSWORD):
    body = {"token": token, "name": "Eve", "password": password}
    return await gateway.client.post("/v1/invitations/register", json=body)


async def _members(host):
    found = (await host.get(f"/v1/workspaces/{host.workspace_id}/members")).json()["items"]
    return {each["email"]: each["role"] for each in found}


def _at(host, invitation_id, verb=""):
    return f"/v1/workspaces/{host.workspace_id}/invitations/{invitation_id}{verb}"


async def test_an_invited_address_gets_a_letter_and_the_answer_holds_no_token(gateway, ada):
    sent = await _invite(ada, "Eve@Example.org", "recruiter")
    assert sent.status_code == 201
    (letter,) = await _letters(gateway)
    assert (letter["purpose"], letter["email"]) == ("invitation", "Eve@Example.org")
    assert (letter["inviter"], letter["workspace"]) == ("Ada", "Ada")
    assert letter["token"] not in sent.text
    pending = (await ada.get(f"/v1/workspaces/{ada.workspace_id}/invitations")).json()["items"]
    assert pending == [sent.json()]


async def test_an_account_of_that_address_joins_once_and_is_verified(gateway, ada, bob):
    token = await _token(gateway, ada, email="BOB@example.org", role="recruiter")
    joined = await _accept(bob, token)
    assert joined.status_code == 200
    assert joined.json() | {"id": str(ada.workspace_id), "role": "recruiter"} == joined.json()
    assert await _members(ada) == {"ada@example.org": "owner", "bob@example.org": "recruiter"}
    assert (await _accept(bob, token)).json() == joined.json()
    async with gateway.database.reading(Context()) as session:
        bobs = select(User.email_verified_at).where(User.id == bob.id)
        assert await session.scalar(bobs) is not None
    pending = await ada.get(f"/v1/workspaces/{ada.workspace_id}/invitations")
    assert pending.json()["items"] == []


async def test_nobody_else_uses_it(gateway, ada, bob):
    token = await _token(gateway, ada)
    refused = await _accept(bob, token)
    assert refused.status_code == 403
    assert refused.json()["type"].endswith("invitation_of_another")
    forged = token.replace(ada.workspace_id.hex, bob.workspace_id.hex)
    for wrong in (forged, token[:-1], "", "x", f"{ada.workspace_id.hex}."):
        assert (await _accept(bob, wrong)).status_code == 400
        assert (await _register(gateway, wrong)).status_code == 400


async def test_somebody_new_registers_with_it(gateway, ada):
    token = await _token(gateway, ada)
    weak = await _register(gateway, token, "Password1!")
    assert [error["pointer"] for error in weak.json()["errors"]] == ["/password"]
    made = await _register(gateway, token)
    assert (made.status_code, made.json()["email"]) == (201, EVE)
    assert (await _register(gateway, token)).status_code == 400
    assert (await _members(ada))[EVE] == "viewer"
    login = {"email": EVE, "password": PASSWORD}
    tokens = await gateway.client.post("/v1/auth/login", json=login)
    bearer = {"Authorization": f"Bearer {tokens.json()['access_token']}"}
    mine = (await gateway.client.get("/v1/workspaces", headers=bearer)).json()["items"]
    assert [each["role"] for each in mine] == ["owner", "viewer"]
    told = [sent for sent in await gateway.outbox() if sent.type == "gateway.user_registered.v1"]
    assert str(told[-1].workspaceid) == made.json()["workspace_id"]


async def test_who_has_an_account_is_sent_to_log_in(gateway, ada, bob):
    token = await _token(gateway, ada, email="bob@example.org")
    taken = await _register(gateway, token)
    assert (taken.status_code, taken.json()["type"][-11:]) == (409, "email_taken")
    assert (await _accept(bob, token)).status_code == 200


async def test_it_expires_and_is_sent_again_with_another_link(gateway, ada, bob):
    token = await _token(gateway, ada, email="bob@example.org")
    invitation = (await ada.get(f"/v1/workspaces/{ada.workspace_id}/invitations")).json()["items"]
    async with gateway.database.transaction(Context(workspace_id=ada.workspace_id)) as tx:
        old = {"at": datetime.now(UTC) - timedelta(seconds=1)}
        await tx.session.execute(text("update invitations set expires_at = :at"), old)
    assert (await _accept(bob, token)).status_code == 400
    again = await ada.post(_at(ada, invitation[0]["id"], "/resend"))
    assert again.status_code == 200
    newer = (await _letters(gateway))[-1]["token"]
    assert (await _accept(bob, token)).status_code == 400
    assert (await _accept(bob, newer)).status_code == 200
    assert (await ada.post(_at(ada, invitation[0]["id"], "/resend"))).status_code == 404


async def test_what_is_revoked_opens_nothing(gateway, ada, bob):
    token = await _token(gateway, ada, email="bob@example.org")
    (pending,) = (await ada.get(f"/v1/workspaces/{ada.workspace_id}/invitations")).json()["items"]
    assert (await bob.send("DELETE", _at(ada, pending["id"]))).status_code == 404
    assert (await bob.send("DELETE", _at(bob, pending["id"]))).status_code == 404
    assert (await ada.send("DELETE", _at(ada, pending["id"]))).status_code == 204
    assert (await _accept(bob, token)).status_code == 400
    assert (await _invite(ada, "bob@example.org")).status_code == 201


async def test_no_role_above_ones_own_and_none_that_is_not_there(gateway, ada, bob):
    await _accept(bob, await _token(gateway, ada, email="bob@example.org", role="admin"))
    host = SimpleNamespace(workspace_id=ada.workspace_id, post=bob.post)
    assert (await _invite(host, role="owner")).status_code == 403
    assert (await _invite(host, role="emperor")).status_code == 422
    assert (await _invite(host, "nonsense")).status_code == 422
    assert (await _invite(host, role="admin")).status_code == 201


async def test_an_invitation_is_worth_what_its_sender_is(gateway, ada, bob):
    await _accept(bob, await _token(gateway, ada, email="bob@example.org", role="admin"))
    host = SimpleNamespace(workspace_id=ada.workspace_id, post=bob.post)
    token = await _token(gateway, host, role="admin")
    lesser = await _token(gateway, host, email="zoe@example.org", role="viewer")
    path = f"/v1/workspaces/{ada.workspace_id}/members/{bob.id}"
    await ada.patch(path, json={"role": "recruiter"})
    for void in (token, lesser):
        assert (await _register(gateway, void)).status_code == 400
    await ada.patch(path, json={"role": "admin"})
    assert (await _register(gateway, token)).status_code == 201


async def test_members_and_open_invitations_are_not_invited_again(ada, bob):
    first = await _invite(ada, headers={"Idempotency-Key": "i1"})
    replayed = await _invite(ada, headers={"Idempotency-Key": "i1"})
    assert (replayed.status_code, replayed.json()) == (201, first.json())
    for email, code in (("EVE@example.org", "already_invited"), (ada.email, "already_member")):
        refused = await _invite(ada, email)
        assert (refused.status_code, refused.json()["type"].split(":")[-1]) == (409, code)
    assert (await _invite(bob)).status_code == 201


async def test_only_the_hash_is_kept_and_all_of_it_is_in_the_audit_log(gateway, ada, bob):
    token = await _token(gateway, ada, email="bob@example.org")
    async with gateway.database.reading(Context(workspace_id=ada.workspace_id)) as session:
        row = (await session.execute(text("select * from invitations"))).one()
    assert token not in str(row)
    assert token.partition(".")[2].encode() not in row.digest
    async with gateway.database.reading(Context(workspace_id=bob.workspace_id)) as session:
        assert (await session.execute(text("select * from invitations"))).all() == []
    await _accept(bob, token)
    lines = (await ada.get("/v1/audit-log")).json()["items"]
    assert [line["action"] for line in lines[:2]] == ["invitation.accepted", "invitation.sent"]
    assert token not in str(lines)


@pytest.mark.parametrize("role", ["viewer", "recruiter"])
async def test_who_manages_no_members_invites_nobody(gateway, ada, bob, role):
    await _accept(bob, await _token(gateway, ada, email="bob@example.org", role=role))
    host = SimpleNamespace(workspace_id=ada.workspace_id, post=bob.post)
    assert (await _invite(host)).status_code == 403

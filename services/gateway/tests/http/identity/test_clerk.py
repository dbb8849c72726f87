"""Clerk: signed events in any order and number, and logins with its session tokens."""

import base64
import json
import secrets
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hirewire_chassis import Context
from hirewire_gateway.identity.models import Member, User, Workspace
from pydantic import SecretStr
from sqlalchemy import func, select, text, update
from standardwebhooks import Webhook

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four b").decode()
EVE, ORG, MEMBERSHIP, SESSION = "user_29w83sxmDNGw", "org_29w9IfBrPmcp", "orgmem_29w9", "sess_29w"
FOUNDER = "user_1vq84bqWzw7q"
PARTY = "https://app.example"


@pytest.fixture
def settings(settings: Any, provider: Any) -> Any:
    changes = {
        "clerk_issuer": provider.issuer,
        "clerk_webhook_secret": SecretStr(SECRET),
        "clerk_authorized_parties": (PARTY,),
    }
    return settings.model_copy(update=changes)


def user(clerk_id: str = EVE, at: int = 1, **changes: Any) -> dict[str, Any]:
    """As https://clerk.com/docs/webhooks shows it."""
    email = {
        "id": "idn_1",
        "email_address": f"{clerk_id.lower()}@example.org",
        "linked_to": [],
        "object": "email_address",
        "verification": {"status": "verified", "strategy": "ticket"},
    }
    return {
        "id": clerk_id,
        "object": "user",
        "first_name": "Eve",
        "last_name": "Example",
        "email_addresses": [email],
        "primary_email_address_id": "idn_1",
        "phone_numbers": [],
        "external_accounts": [],
        "public_metadata": {},
        "created_at": 1,
        "updated_at": at,
        **changes,
    }


def organization(at: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": ORG,
        "object": "organization",
        "name": "Acme Inc",
        "slug": "acme-inc",
        "created_by": FOUNDER,
        "public_metadata": {},
        "created_at": 1,
        "updated_at": at,
        **changes,
    }


def membership(at: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": MEMBERSHIP,
        "object": "organization_membership",
        "organization": organization(),
        "public_user_data": {"user_id": EVE, "identifier": "eve@example.org"},
        "role": "org:member",
        "created_at": 1,
        "updated_at": at,
        **changes,
    }


def session(status: str, at: int = 1) -> dict[str, Any]:
    return {
        "id": SESSION,
        "object": "session",
        "client_id": "client_1",
        "user_id": EVE,
        "status": status,
        "created_at": 1,
        "updated_at": at,
    }


def gone(clerk_id: str) -> dict[str, Any]:
    return {"deleted": True, "id": clerk_id, "object": "user"}


def signed(body: str, message_id: str, prefix: str = "svix", secret: str = SECRET) -> dict:
    now = datetime.now(UTC)
    return {
        f"{prefix}-id": message_id,
        f"{prefix}-timestamp": str(int(now.timestamp())),
        f"{prefix}-signature": Webhook(secret).sign(message_id, now, body),
    }


async def send(gateway: Any, kind: str, data: dict[str, Any], message_id: str = "") -> Any:
    event = {"type": kind, "object": "event", "timestamp": 1, "data": data}
    body = json.dumps(event)
    headers = signed(body, message_id or f"msg_{secrets.token_hex(8)}")
    return await gateway.client.post("/v1/webhooks/clerk", content=body, headers=headers)


async def told(gateway: Any, *events: tuple[str, dict[str, Any]]) -> None:
    for kind, data in events:
        answer = await send(gateway, kind, data)
        assert answer.status_code == 204, answer.text


async def state(gateway: Any) -> tuple[Any, ...]:
    """Users, workspaces and members, as far as order must not matter."""
    async with gateway.database.reading(Context()) as db:
        users = (await db.scalars(select(User).order_by(User.email_key))).all()
    members: set[tuple[str, str, str]] = set()
    for each in users:
        async with gateway.database.reading(Context(actor_id=each.id)) as db:
            mine = (await db.execute(select(Member.workspace_id, Member.role))).all()
        for workspace_id, role in mine:
            async with gateway.database.reading(Context(workspace_id=workspace_id)) as db:
                name = await db.scalar(select(Workspace.name))
            members.add((each.email, name, role))
    return [(each.email, each.name, each.disabled_at is None) for each in users], members


def token(provider: Any, **claims: Any) -> dict[str, str]:
    now = int(datetime.now(UTC).timestamp())
    base = {
        "iss": provider.issuer,
        "azp": PARTY,
        "sub": EVE,
        "sid": SESSION,
        "iat": now,
        "nbf": now - 10,
        "exp": now + 60,
        "v": 2,
    }
    given = {name: value for name, value in {**base, **claims}.items() if value is not None}
    return {"Authorization": f"Bearer {provider.jwt(given, typ='JWT')}"}


async def me(gateway: Any, headers: dict[str, str]) -> Any:
    return await gateway.client.get("/v1/users/me", headers=headers)


async def test_the_end_is_the_same_in_whatever_order_and_however_often(gateway):
    events = (
        ("user.created", user(FOUNDER)),
        ("user.created", user(EVE)),
        ("organization.created", organization()),
        ("organizationMembership.created", membership()),
    )
    await told(gateway, *events)
    wanted = await state(gateway)
    assert ("user_29w83sxmdngw@example.org", "Acme Inc", "viewer") in wanted[1]
    assert ("user_1vq84bqwzw7q@example.org", "Acme Inc", "owner") in wanted[1]
    await told(gateway, *events)
    assert await state(gateway) == wanted


@pytest.mark.parametrize("order", list(permutations(range(4)))[1::9])
async def test_what_comes_too_early_waits(gateway, order):
    events = (
        ("user.created", user(FOUNDER)),
        ("user.created", user(EVE)),
        ("organization.created", organization()),
        ("organizationMembership.created", membership(role="org:admin")),
    )
    await told(gateway, *(events[place] for place in order))
    _, members = await state(gateway)
    assert {role for _, name, role in members if name == "Acme Inc"} == {"owner", "admin"}


async def test_an_older_state_never_replaces_a_newer_one(gateway):
    await told(
        gateway,
        ("user.created", user(FOUNDER)),
        ("user.updated", user(EVE, 9, first_name="Newer")),
        ("user.created", user(EVE, 1)),
        ("organization.updated", organization(9, name="Newer")),
        ("organization.created", organization(1)),
        ("organizationMembership.updated", membership(9, role="org:admin")),
        ("organizationMembership.created", membership(1)),
    )
    users, members = await state(gateway)
    assert "Newer Example" in {name for _, name, _ in users}
    assert ("user_29w83sxmdngw@example.org", "Newer", "admin") in members


async def test_a_deleted_user_is_not_revived(gateway, provider):
    await told(gateway, ("user.created", user()))
    headers = token(provider)
    assert (await me(gateway, headers)).status_code == 200
    await told(gateway, ("user.deleted", gone(EVE)), ("user.updated", user(EVE, 99)))
    users, _ = await state(gateway)
    assert [active for *_, active in users] == [False]
    assert (await me(gateway, headers)).status_code == 401
    assert (await me(gateway, token(provider, sid="sess_another"))).status_code == 401


async def test_a_user_deleted_before_we_heard_of_them_never_comes(gateway, provider):
    await told(gateway, ("user.deleted", gone(EVE)), ("user.created", user()))
    assert (await me(gateway, token(provider))).status_code == 401
    assert (await state(gateway))[0] == []


async def test_members_leave_and_come_back_by_another_membership(gateway):
    await told(
        gateway,
        ("user.created", user(FOUNDER)),
        ("user.created", user()),
        ("organization.created", organization()),
        ("organizationMembership.created", membership()),
        ("organizationMembership.created", membership(5, id="orgmem_2", role="org:admin")),
        ("organizationMembership.deleted", membership(6)),
    )
    _, members = await state(gateway)
    assert ("user_29w83sxmdngw@example.org", "Acme Inc", "admin") in members
    await told(gateway, ("organizationMembership.deleted", gone("orgmem_2")))
    _, members = await state(gateway)
    assert {role for _, name, role in members if name == "Acme Inc"} == {"owner"}


async def test_a_deleted_organization_keeps_its_owner_alone(gateway):
    await told(
        gateway,
        ("user.created", user(FOUNDER)),
        ("user.created", user()),
        ("organization.created", organization()),
        ("organizationMembership.created", membership()),
        ("organization.deleted", gone(ORG)),
        ("organizationMembership.updated", membership(9)),
    )
    _, members = await state(gateway)
    assert {role for _, name, role in members if name == "Acme Inc"} == {"owner"}


async def test_a_message_takes_effect_once(gateway):
    assert (await send(gateway, "user.created", user(EVE, 1), "msg_1")).status_code == 204
    newer = user(EVE, 5, first_name="Later")
    assert (await send(gateway, "user.updated", newer, "msg_1")).status_code == 204
    assert {name for _, name, _ in (await state(gateway))[0]} == {"Eve Example"}
    registered = [e for e in await gateway.outbox() if e.type == "gateway.user_registered.v1"]
    assert len(registered) == 1


async def test_what_is_not_signed_as_it_should_be_changes_nothing(gateway):
    body = json.dumps({"type": "user.created", "data": user()})
    good = signed(body, "msg_1")
    other = signed(body, "msg_1", secret="whsec_" + base64.b64encode(b"x" * 24).decode())
    old = datetime.now(UTC) - timedelta(minutes=6)
    stale = {
        **good,
        "svix-timestamp": str(int(old.timestamp())),
        "svix-signature": Webhook(SECRET).sign("msg_1", old, body),
    }
    for headers in (
        {},
        other,
        stale,
        {**good, "svix-id": "msg_2"},
        {**good, "svix-signature": "v1,not base64!"},
        {**good, "svix-signature": "nonsense"},
        {**good, "svix-signature": "v1,a,b v1"},
        {**good, "svix-timestamp": "1e400"},
        {**good, "svix-timestamp": "NaN"},
    ):
        answer = await gateway.client.post("/v1/webhooks/clerk", content=body, headers=headers)
        assert answer.status_code == 400, headers
    for broken in (b"\xff\xfe", b"", body.encode() + b" "):
        answer = await gateway.client.post("/v1/webhooks/clerk", content=broken, headers=good)
        assert answer.status_code == 400
    assert (await state(gateway))[0] == []
    rotated = {**good, "svix-signature": f"{other['svix-signature']} {good['svix-signature']}"}
    answer = await gateway.client.post("/v1/webhooks/clerk", content=body, headers=rotated)
    assert answer.status_code == 204
    standard = signed(body, "msg_3", "webhook")
    answer = await gateway.client.post("/v1/webhooks/clerk", content=body, headers=standard)
    assert answer.status_code == 204


async def test_events_that_are_none_of_ours_or_broken(gateway):
    for kind, data, status in (
        ("sms.created", {"id": "sms_1"}, 204),
        ("user.created", {}, 422),
        ("organizationMembership.created", {"id": "orgmem_1"}, 422),
        ("user.created", {"id": "user_1", "updated_at": "soon"}, 422),
    ):
        assert (await send(gateway, kind, data)).status_code == status, (kind, data)


async def test_who_has_no_verified_address_waits_for_one(gateway):
    unverified = user()["email_addresses"][0] | {"verification": {"status": "unverified"}}
    await told(gateway, ("user.created", user(email_addresses=[unverified])))
    assert (await state(gateway))[0] == []
    await told(gateway, ("user.updated", user(at=2)))
    assert len((await state(gateway))[0]) == 1


async def test_an_account_that_was_there_keeps_its_name_and_survives_clerks_deletion(gateway, ada):
    address = user()["email_addresses"][0] | {"email_address": "ADA@example.org"}
    hers = user(email_addresses=[address])
    await told(gateway, ("user.created", hers))
    assert len((await state(gateway))[0]) == 1
    async with gateway.database.reading(Context(actor_id=ada.id)) as db:
        assert await db.scalar(text("select count(*) from identities")) == 0
    async with gateway.database.transaction(Context()) as tx:
        await tx.session.execute(update(User).values(email_verified_at=func.now()))
    await told(gateway, ("user.updated", hers | {"updated_at": 2}))
    await told(gateway, ("user.updated", hers | {"updated_at": 3, "first_name": "Else"}))
    assert [name for _, name, _ in (await state(gateway))[0]] == ["Ada"]
    await told(gateway, ("user.deleted", gone(EVE)))
    assert [active for *_, active in (await state(gateway))[0]] == [True]


async def test_a_session_token_lets_in_who_was_never_here(gateway, provider):
    first = await me(gateway, token(provider))
    assert first.status_code == 200, first.text
    assert first.json()["email"].endswith("@users.clerk.invalid")
    assert (await me(gateway, token(provider))).json()["id"] == first.json()["id"]
    sessions = await gateway.client.get("/v1/auth/sessions", headers=token(provider))
    assert [each["current"] for each in sessions.json()["items"]] == [True]
    await told(gateway, ("user.created", user()))
    now = (await me(gateway, token(provider))).json()
    assert (now["id"], now["name"]) == (first.json()["id"], "Eve Example")
    assert now["email"] == "user_29w83sxmdngw@example.org"


async def test_a_token_may_name_the_verified_address_itself(gateway, provider, ada):
    known = {"email": "new@example.org", "email_verified": True, "name": "New"}
    assert (await me(gateway, token(provider, **known))).json()["email"] == "new@example.org"
    hers = {"email": ada.email, "email_verified": True, "sub": "user_2", "sid": "sess_2"}
    assert (await me(gateway, token(provider, **hers))).status_code == 401


@pytest.mark.parametrize("verb", ["ended", "revoked"])
async def test_an_ended_session_is_refused_even_before_its_first_use(gateway, provider, verb):
    assert (await me(gateway, token(provider))).status_code == 200
    await told(gateway, (f"session.{verb}", session(verb)))
    assert (await me(gateway, token(provider))).status_code == 401
    later = session(verb) | {"id": "sess_later"}
    await told(gateway, (f"session.{verb}", later))
    assert (await me(gateway, token(provider, sid="sess_later"))).status_code == 401
    assert (await me(gateway, token(provider, sid="sess_next"))).status_code == 200


async def test_logging_out_here_ends_the_session_here(gateway, provider):
    headers = token(provider)
    assert (await gateway.client.post("/v1/auth/logout", headers=headers)).status_code == 204
    assert (await me(gateway, token(provider))).status_code == 401


LIES = (
    {"azp": "https://evil.example"},
    {"azp": None},
    {"exp": 1},
    {"exp": None},
    {"nbf": 9_999_999_999},
    {"sid": None},
    {"sub": None},
    {"sts": "pending"},
)


async def test_a_token_that_is_not_good_lets_nobody_in(gateway, provider):
    for lie in LIES:
        assert (await me(gateway, token(provider, **lie))).status_code == 401, lie
    assert (await state(gateway))[0] == []


async def test_a_token_of_another_key_or_issuer_lets_nobody_in(gateway, provider):
    good = token(provider)["Authorization"]
    tampered = good[:-20] + "A" * 20
    assert (await me(gateway, {"Authorization": tampered})).status_code == 401
    elsewhere = token(provider, iss="https://elsewhere.example")
    assert (await me(gateway, elsewhere)).status_code == 401
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    forged = f"Bearer {unsigned}.{good.split('.')[1]}."
    assert (await me(gateway, {"Authorization": forged})).status_code == 401


async def test_without_clerk_there_is_nothing_here(settings, run):
    async with run(settings.model_copy(update={"clerk_issuer": None})) as gateway:
        assert (await send(gateway, "user.created", user())).status_code == 404

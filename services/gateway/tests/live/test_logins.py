import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hirewire_gateway.audit.journal import Origin
from hirewire_gateway.identity.leaving import leave
from hirewire_gateway.identity.models import LoginSession, Member, User
from hirewire_gateway.live.tickets import Ticket, issue, redeem
from hirewire_gateway.live.wake import tell_session_ended
from pydantic import ValidationError
from sqlalchemy import text, update
from websockets.asyncio.client import connect


async def end(database: Any, person: Any) -> None:
    """The login ends in the database alone: no replica is told."""
    async with database.transaction(person.context) as tx:
        ended = update(LoginSession).where(LoginSession.id == person.session_id)
        await tx.session.execute(ended.values(ended_at=tx.now, end_reason="logout"))


async def test_a_ticket_lets_one_in_once(database: Any, server: Any, ada: Any) -> None:
    async with database.transaction(ada.context) as tx:
        ticket = await issue(tx, ada.ticket)
    found = await asyncio.gather(*(redeem(database, ticket) for _ in range(8)))
    assert sorted(found, key=str) == sorted([ada.ticket, *[None] * 7], key=str)
    async with connect(f"{server.address}?ticket={ticket}", proxy=None) as socket:
        await socket.wait_closed()
    assert socket.close_code == 4401


async def test_tickets_grow_old(database: Any, ada: Any) -> None:
    async with database.transaction(ada.context) as tx:
        ticket = await issue(tx, ada.ticket)
        await tx.session.execute(text("update realtime_tickets set expires_at = now()"))
    assert await redeem(database, ticket) is None


async def test_a_ticket_is_kept_as_a_hash(database: Any, ada: Any) -> None:
    async with database.transaction(ada.context) as tx:
        ticket = await issue(tx, ada.ticket)
    async with database.reading(ada.context) as session:
        kept = await session.scalar(text("select encode(id, 'escape') from realtime_tickets"))
    assert ticket not in kept
    assert ticket.partition(".")[2] not in kept


@pytest.mark.parametrize("ticket", ["", "nonsense", "0" * 32 + ".secret", "%00", "x" * 5000])
async def test_no_ticket_no_conversation(server: Any, ticket: str) -> None:
    async with connect(f"{server.address}?ticket={ticket}", proxy=None) as socket:
        await socket.wait_closed()
    assert socket.close_code == 4401


async def test_a_stolen_ticket_of_an_ended_login(database: Any, server: Any, ada: Any) -> None:
    async with database.transaction(ada.context) as tx:
        ticket = await issue(tx, ada.ticket)
    await end(database, ada)
    async with connect(f"{server.address}?ticket={ticket}", proxy=None) as socket:
        await socket.wait_closed()
    assert socket.close_code == 4401


async def test_a_ticket_opens_no_foreign_workspace(
    database: Any, server: Any, ada: Any, stranger: Any
) -> None:
    foreign = Ticket(ada.user_id, stranger.workspace_id, ada.session_id)
    async with database.transaction(ada.context) as tx:
        ticket = await issue(tx, foreign)
    async with connect(f"{server.address}?ticket={ticket}", proxy=None) as socket:
        await socket.wait_closed()
    assert socket.close_code == 4401


async def test_sockets_close_with_their_login(
    database: Any, replica: Any, enter: Any, ada: Any, stranger: Any
) -> None:
    async with (
        replica().serving() as other,
        enter(ada) as one,
        enter(ada, at=other) as two,
        enter(stranger) as apart,
    ):
        await apart.subscribe("jobs")
        await end(database, ada)
        async with database.transaction(ada.context) as tx:
            await tell_session_ended(tx, ada.session_id)
        assert (await one.closed(), await two.closed()) == (4401, 4401)
        await apart.say(type="ping")
        assert await apart.hear() == {"type": "pong"}


async def disable(database: Any, person: Any) -> None:
    async with database.transaction(person.context) as tx:
        theirs = update(User).where(User.id == person.user_id)
        await tx.session.execute(theirs.values(disabled_at=tx.now))


@pytest.mark.parametrize("lose_login", [end, disable])
async def test_a_replica_that_hears_nothing_looks_for_itself(
    database: Any, replica: Any, enter: Any, ada: Any, stranger: Any, lose_login: Any
) -> None:
    deaf = replica(is_deaf=True, socket_check_seconds=0.1)
    async with deaf.serving(), enter(ada, at=deaf) as one, enter(stranger, at=deaf) as apart:
        await one.say(type="ping")
        assert await one.hear() == {"type": "pong"}
        await lose_login(database, ada)
        assert await one.closed() == 4401
        await apart.say(type="ping")
        assert await apart.hear() == {"type": "pong"}


def test_no_setting_lets_a_lost_login_stay_for_five_seconds(replica: Any) -> None:
    assert replica().settings.socket_check_seconds < 5
    with pytest.raises(ValidationError):
        replica(socket_check_seconds=5)


async def test_a_renewed_login_goes_on(server: Any, enter: Any, ada: Any) -> None:
    async with enter(ada) as client:
        now = datetime.now(UTC)
        token = server.tokens.issue(ada.user_id, ada.session_id, ada.workspace_id, now)
        await client.say(type="renew", access_token=token)
        heard = await client.hear()
        assert heard["type"] == "renewed"
        expires_at = datetime.fromisoformat(heard["expires_at"])
        assert expires_at == (now + server.lifetime).replace(microsecond=0)


async def test_an_unrenewed_login_ends(replica: Any, enter: Any, ada: Any) -> None:
    other = replica()
    other.tokens.lifetime = timedelta(seconds=0.2)
    async with other.serving(), enter(ada, at=other) as client:
        assert await client.closed() == 4401


async def test_a_login_is_renewed_by_its_own_token_alone(
    server: Any, enter: Any, ada: Any, stranger: Any
) -> None:
    now = datetime.now(UTC)
    tokens = (
        "nonsense",
        server.tokens.issue(stranger.user_id, stranger.session_id, stranger.workspace_id, now),
        server.tokens.issue(ada.user_id, stranger.session_id, ada.workspace_id, now),
        server.tokens.issue(
            ada.user_id, ada.session_id, ada.workspace_id, now - timedelta(minutes=20)
        ),
    )
    for token in tokens:
        async with enter(ada) as client:
            await client.say(type="renew", access_token=token)
            assert await client.closed() == 4401


async def test_renewing_looks_at_the_session_again(
    server: Any, enter: Any, ada: Any, database: Any
) -> None:
    token = server.tokens.issue(ada.user_id, ada.session_id, ada.workspace_id, datetime.now(UTC))
    async with enter(ada) as client:
        await client.subscribe("jobs")
        await end(database, ada)
        await client.say(type="renew", access_token=token)
        assert await client.closed() == 4401


async def test_who_gets_another_role_has_to_come_again(
    server: Any, enter: Any, enrol: Any, ada: Any, database: Any
) -> None:
    bob = await enrol(ada.workspace_id, role="recruiter")
    token = server.tokens.issue(bob.user_id, bob.session_id, bob.workspace_id, datetime.now(UTC))
    async with enter(bob) as client:
        await client.subscribe("jobs")
        async with database.transaction(bob.context) as tx:
            theirs = update(Member).where(Member.user_id == bob.user_id)
            await tx.session.execute(theirs.values(role="candidate"))
        await client.say(type="renew", access_token=token)
        assert await client.closed() == 4401


async def test_who_leaves_a_workspace_hears_nothing_more_of_it(
    server: Any, enter: Any, enrol: Any, ada: Any, database: Any
) -> None:
    bob = await enrol(ada.workspace_id, role="recruiter")
    async with enter(bob) as client, enter(ada) as stays:
        await client.subscribe("jobs")
        async with database.transaction(bob.context) as tx:
            assert await leave(tx, bob.user_id, Origin())
        assert await client.closed() == 4401
        await stays.say(type="ping")
        assert await stays.hear() == {"type": "pong"}

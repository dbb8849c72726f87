import asyncio
import contextlib
import socket
from typing import Any
from urllib.parse import urlsplit

from hirewire_chassis import new_id
from hirewire_gateway.live.feed import events_after
from sqlalchemy import text
from websockets.exceptions import ConnectionClosed


async def test_what_was_missed_comes_first(enter: Any, ada: Any, post: Any) -> None:
    async with enter(ada) as client:
        await client.subscribe("jobs")
        await post(ada.context)
        seen = await client.hear()
    missed = [await post(ada.context) for _ in range(3)]
    async with enter(ada) as client:
        answer, heard = await client.subscribe("jobs", after=seen["id"])
        assert [event["resource"]["id"] for event in heard] == [str(job.id) for job in missed]
        assert answer["after"] == heard[-1]["id"]
        following = await post(ada.context)
        assert (await client.hear())["resource"]["id"] == str(following.id)


async def test_who_has_seen_everything_is_told_nothing_twice(
    enter: Any, ada: Any, post: Any
) -> None:
    await post(ada.context)
    async with enter(ada) as client:
        newest, _ = await client.subscribe("jobs")
    async with enter(ada) as client:
        answer, heard = await client.subscribe("jobs", after=newest["after"])
        assert (heard, answer["after"]) == ([], newest["after"])


async def test_no_gap_and_no_duplicate_however_often_a_client_comes_back(
    server: Any, replica: Any, enter: Any, ada: Any, post: Any, database: Any
) -> None:
    """Many writers at once; the client changes between two replicas all the time."""
    async with replica().serving() as other:
        async with enter(ada) as client:
            await client.subscribe("jobs")
            await post(ada.context)
            heard = [await client.hear()]
        writing = asyncio.gather(*(_write(post, ada, 10) for _ in range(6)))
        turn = 0
        while len(heard) < 61:
            turn += 1
            async with enter(ada, at=(server, other)[turn % 2]) as client:
                _, missed = await client.subscribe("jobs", after=heard[-1]["id"])
                heard += missed
                if len(heard) < 61:
                    heard.append(await client.hear())
        await writing
    async with database.reading(ada.context) as session:
        log = await events_after(session, ada.workspace_id, 0, 1000)
    assert [event["id"] for event in heard] == [str(event.id) for event in log]


async def test_a_replica_that_lags_behind_repeats_nothing(
    replica: Any, enter: Any, ada: Any, post: Any
) -> None:
    async with replica(is_deaf=True).serving() as lagging, enter(ada, at=lagging) as early:
        await early.subscribe("jobs")
        jobs = [await post(ada.context) for _ in range(2)]
        async with enter(ada) as elsewhere:
            newest, _ = await elsewhere.subscribe("jobs")
        async with enter(ada, at=lagging) as late:
            answer, missed = await late.subscribe("jobs", after=newest["after"])
            assert (answer["after"], missed) == (newest["after"], [])
            jobs.append(await post(ada.context))
            lagging.hub._doubt()
            assert (await late.hear())["resource"]["id"] == str(jobs[2].id)
        heard = [(await early.hear())["resource"]["id"] for _ in jobs]
        assert heard == [str(job.id) for job in jobs]


async def test_a_forgotten_or_foreign_place_is_a_reset(
    enter: Any, ada: Any, stranger: Any, post: Any, databases: Any
) -> None:
    async with enter(stranger) as client:
        await client.subscribe("jobs")
        await post(stranger.context)
        foreign = (await client.hear())["id"]
    for place in (foreign, new_id()):
        async with enter(ada) as client:
            _, heard = await client.subscribe("jobs", after=place)
            assert heard == [{"type": "reset"}]
            job = await post(ada.context)
            assert (await client.hear())["resource"]["id"] == str(job.id)


async def test_a_reader_that_keeps_up_gets_a_burst(enter: Any, ada: Any, database: Any) -> None:
    async with enter(ada) as client:
        await client.subscribe("jobs")
        await _flood(database, ada, 5_000)
        heard = {(await client.hear())["id"] for _ in range(5_000)}
    assert len(heard) == 5_000


async def test_a_slow_reader_is_closed_and_can_resume(
    server: Any, enter: Any, ada: Any, post: Any, database: Any
) -> None:
    await post(ada.context)
    narrow = {"max_queue": 1, "compression": None, "sock": _narrow(server.address)}
    async with enter(ada, **narrow) as client:
        anchor, _ = await client.subscribe("jobs")
        client.socket.transport.pause_reading()
        await _flood(database, ada, 30_000)
        await _given_up(server)
        client.socket.transport.resume_reading()
        heard = await _until_closed(client)
        assert await client.closed() == 4408
    assert len(heard) < 30_000
    resume = heard[-1]["id"] if heard else anchor["after"]
    async with enter(ada) as client:
        _, missed = await client.subscribe("jobs", after=resume)
    ids = [event["id"] for event in (*heard, *missed)]
    assert len(ids) == len(set(ids)) == 30_000


async def _write(post: Any, person: Any, times: int) -> None:
    for _ in range(times):
        await post(person.context)
        await asyncio.sleep(0)


async def _flood(database: Any, person: Any, count: int) -> None:
    """Events in larger transactions than any handler makes."""
    statement = text(
        "insert into live_events (id, workspace_id, type, topics, resource)"
        " select gen_random_uuid(), :workspace, 'jobs.job_created.v1', array['jobs'],"
        " jsonb_build_object('kind', 'job', 'id', gen_random_uuid(), 'href', repeat('x', 400))"
        " from generate_series(1, :count)"
    )
    hint = text("select pg_notify('gateway_live', :hint)")
    async with database.transaction(person.context) as tx:
        await tx.session.execute(statement, {"workspace": person.workspace_id, "count": count})
        await tx.session.execute(hint, {"hint": f'{{"workspace":"{person.workspace_id}"}}'})


def _narrow(address: str) -> socket.socket:
    """A connection with little room in the kernel, so that a pause is soon felt."""
    parts = urlsplit(address)
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    narrow.connect((parts.hostname, parts.port))
    narrow.setblocking(False)
    return narrow


async def _given_up(server: Any) -> None:
    """Until the replica has let go of its last socket."""
    async with asyncio.timeout(20):
        while server.hub._channels:
            await asyncio.sleep(0.01)


async def _until_closed(client: Any) -> list[Any]:
    heard = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            heard.append(await client.hear())
    return heard

from typing import Any

import pytest
from hirewire_chassis import Database, new_id
from websockets.exceptions import ConnectionClosed, InvalidStatus

BAD_MESSAGES: list[str | bytes] = [
    "",
    "hello",
    "[]",
    "{}",
    '{"type":"shout"}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","topics":"jobs"}',
    '{"type":"subscribe","topics":["jobs; drop"]}',
    '{"type":"subscribe","topics":["jobs"],"after":"yesterday"}',
    '{"type":"subscribe","topics":["' + "a" * 20_000 + '"]}',
    '{"type":"renew"}',
    b"\x00\x01",
]


async def test_an_event_is_told(server: Any, enter: Any, ada: Any, post: Any) -> None:
    async with enter(ada) as client:
        answer, missed = await client.subscribe("jobs")
        assert answer == {
            "type": "subscribed",
            "topics": ["jobs"],
            "refused": [],
            "after": None,
        }
        assert missed == []
        job = await post(ada.context)
        heard = await client.hear()
        assert set(heard) == {"id", "type", "topic", "resource", "at"}
        assert (heard["type"], heard["topic"]) == ("jobs.job_created.v1", "jobs")
        assert heard["resource"] == {
            "kind": "job",
            "id": str(job.id),
            "href": f"/v1/jobs/{job.id}",
            "sequence": 1,
        }


async def test_only_what_was_asked_for(enter: Any, ada: Any, post: Any) -> None:
    async with enter(ada) as client:
        await client.subscribe("candidates", "entities")
        await post(ada.context)
        job = await post(ada.context)
        await client.say(type="ping")
        assert await client.hear() == {"type": "pong"}
        answer, _ = await client.subscribe(f"jobs:{job.id}")
        await post(ada.context)
        await client.subscribe("jobs")
        last = await post(ada.context)
        assert (await client.hear())["resource"]["id"] == str(last.id)
        assert answer["topics"] == [f"jobs:{job.id}"]


async def test_an_event_of_two_topics_is_told_once(enter: Any, ada: Any, post: Any) -> None:
    async with enter(ada) as client:
        await client.subscribe("jobs", f"jobs:{new_id()}")
        for _ in range(2):
            job = await post(ada.context)
            heard = await client.hear()
            assert (heard["topic"], heard["resource"]["id"]) == ("jobs", str(job.id))


async def test_bad_messages_close_the_socket(enter: Any, ada: Any) -> None:
    for message in BAD_MESSAGES:
        async with enter(ada) as client:
            await client.socket.send(message)
            assert await client.closed() == 4400, message


async def test_origins(enter: Any, ada: Any) -> None:
    for origin in ("https://app.example", "https://api.example"):
        async with enter(ada, origin=origin) as client:
            await client.subscribe("jobs")
    for origin in ("https://evil.example", "http://app.example", "null"):
        with pytest.raises(InvalidStatus) as refusal:
            async with enter(ada, origin=origin):
                pass
        assert refusal.value.response.status_code == 403


async def test_topics_are_opened_by_roles(enter: Any, ada: Any, enrol: Any, post: Any) -> None:
    applicant = await enrol(ada.workspace_id, role="candidate")
    async with enter(applicant) as client:
        answer, _ = await client.subscribe("jobs", "notifications", "gossip", "jobs")
        assert answer["topics"] == ["notifications"]
        assert answer["refused"] == ["jobs", "gossip"]
        await post(ada.context)
        await client.say(type="ping")
        assert await client.hear() == {"type": "pong"}


async def test_a_client_that_leaves_is_forgotten(server: Any, enter: Any, ada: Any) -> None:
    async with enter(ada) as client:
        await client.subscribe("jobs")
    with pytest.raises(ConnectionClosed):
        await client.say(type="ping")
    async with enter(ada) as client:
        await client.subscribe("jobs")


async def test_without_a_database_a_client_is_asked_to_come_later(
    replica: Any, enter: Any, ada: Any
) -> None:
    other = replica()
    other.database = Database("postgresql://127.0.0.1:1/nowhere", "gateway")
    async with other.serving(), enter(ada, at=other) as client:
        assert await client.closed() == 1013

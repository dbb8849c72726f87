"""kill -9 between each pair of steps of a write: every accepted write has exactly one effect."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aio_pika
import asyncpg
import httpx
import pytest
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.topology import EVENTS

from tests.stories.fleet import Fleet

WRITES = 6
STEPS = [
    ("gateway", "committed", "after the gateway's commit, before anything is published"),
    ("gateway", "relay_read", "before the relay publishes"),
    ("gateway", "relay_confirmed", "between the confirm and the delete"),
    ("jobs", "before_commit", "before the consumer's commit"),
    ("jobs", "after_commit", "between the consumer's commit and its ack"),
    ("jobs", "acked", "after the ack"),
    ("jobs", "relay_read", "before the event is published"),
    ("jobs", "relay_confirmed", "between the event's confirm and its delete"),
    ("gateway", "before_commit", "before the projector's commit"),
    ("gateway", "after_commit", "between the projector's commit and its ack"),
]


@pytest.fixture
async def fleet(databases: Databases, vhost: Vhost, tmp_path: Path) -> AsyncIterator[Fleet]:
    urls = {name: databases.url_of(name) for name in ("gateway", "jobs")}
    await listen_for_the_absent(vhost)
    async with Fleet(tmp_path, urls, vhost.url) as fleet:
        yield fleet


async def listen_for_the_absent(vhost: Vhost) -> None:
    """Events that only services hear which do not run here would wait in the outbox."""
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("absent", durable=True)
        await queue.bind(EVENTS, "#")


class Writer:
    """Posts jobs and asks again with the same key until it is answered, as a good client does."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=30, trust_env=False)
        self.accepted: set[str] = set()

    async def log_in(self) -> None:
        body = {"email": f"{uuid4().hex}@example.org", "password": uuid4().hex, "name": "Mira"}
        (await self._http.post("/v1/auth/register", json=body)).raise_for_status()
        del body["name"]
        tokens = (await self._http.post("/v1/auth/login", json=body)).raise_for_status().json()
        self._http.headers["Authorization"] = f"Bearer {tokens['access_token']}"

    async def write(self, number: int) -> None:
        headers = {"Idempotency-Key": str(uuid4()), "Prefer": "wait=1"}
        async with asyncio.timeout(60):
            while True:
                answer = await self._try(headers, {"title": f"Job {number}"})
                if answer is not None and answer.is_success:
                    self.accepted.add(await self._resource(answer))
                    return
                await asyncio.sleep(0.2)

    async def _try(self, headers: dict[str, str], body: Any) -> httpx.Response | None:
        try:
            answer = await self._http.post("/v1/jobs", headers=headers, json=body)
        except httpx.TransportError:
            return None
        assert answer.status_code in {201, 202, 409, 503}, answer.text
        return answer

    async def _resource(self, answer: httpx.Response) -> str:
        if answer.status_code == 201:
            return str(answer.json()["id"])
        operation = await self.get(answer.headers["Location"])
        return str(operation.json()["resource"]["id"])

    async def get(self, path: str) -> httpx.Response:
        async with asyncio.timeout(30):
            while True:
                try:
                    return await self._http.get(path)
                except httpx.TransportError:
                    await asyncio.sleep(0.1)

    async def until_visible(self) -> None:
        async with asyncio.timeout(60):
            for job in self.accepted:
                while (await self.get(f"/v1/jobs/{job}")).status_code != 200:
                    await asyncio.sleep(0.1)

    async def close(self) -> None:
        await self._http.aclose()


@pytest.mark.parametrize(
    ("victim", "failpoint", "where"), STEPS, ids=[f"{who}-{point}" for who, point, _ in STEPS]
)
async def test_a_kill_leaves_every_accepted_write_with_one_effect(
    fleet: Fleet, databases: Databases, vhost: Vhost, victim: str, failpoint: str, where: str
) -> None:
    gateway, jobs = fleet.gateway(), fleet.member("jobs")
    members = {"gateway": gateway, "jobs": jobs}
    await asyncio.gather(
        *(m.start(failpoint if m.name == victim else "never") for m in members.values())
    )
    writer = Writer(gateway.url)
    await writer.log_in()
    await writer.write(0)
    members[victim].arm()
    writing = asyncio.gather(*(writer.write(number) for number in range(1, WRITES)))
    assert await members[victim].died() == -9, where
    await members[victim].start()
    await writing
    await writer.until_visible()
    await writer.close()

    await check_ledger(databases.admin_url, writer.accepted)
    await gateway.end()
    await jobs.end()
    depths = await vhost.depths()
    assert not {name: n for name, n in depths.items() if n and name != "absent"}


async def check_ledger(url: str, accepted: set[str]) -> None:
    """Held against the tables, by somebody who does not know how the services work."""
    connection = await asyncpg.connect(url)
    try:
        async with asyncio.timeout(30):
            while await connection.fetchval(
                "select count(*) from gateway.operations where status = 'pending'"
            ):
                await asyncio.sleep(0.1)
        stored = [str(row["id"]) for row in await connection.fetch("select id from jobs.jobs")]
        shown = [str(r["id"]) for r in await connection.fetch("select id from gateway.view_jobs")]
        states = await connection.fetch("select distinct status from gateway.operations")
        dead = await connection.fetchval(
            "select (select count(*) from jobs.dead_letters)"
            " + (select count(*) from gateway.dead_letters)"
        )
        titles = await connection.fetchval("select count(distinct title) from jobs.jobs")
    finally:
        await connection.close()
    assert sorted(stored) == sorted(accepted)
    assert sorted(shown) == sorted(accepted)
    assert titles == len(stored) == WRITES, "a write took effect twice or not at all"
    assert [row["status"] for row in states] == ["succeeded"]
    assert dead == 0

"""What is too large for a queue travels by reference, and whoever wrote it notices nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import aio_pika
import httpx
import pytest
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases
from hirewire_chassis.topology import EVENTS

from tests.stories.fleet import Fleet

CANDIDATE = {
    "first_name": "Grace",
    "last_name": "Ńowak",
    "work": [{"title": f"Role {number}", "summary": "ż" * 5_000} for number in range(40)],
}
WITNESS = "witness"


@pytest.fixture
async def fleet(databases: Databases, vhost: Vhost, tmp_path: Path) -> AsyncIterator[Fleet]:
    urls = {name: databases.url_of(name) for name in ("gateway", "jobs")}
    async with Fleet(tmp_path, urls, vhost.url) as fleet:
        yield fleet


async def test_a_large_candidate_is_projected_whole(fleet: Fleet, vhost: Vhost) -> None:
    assert len(json.dumps(CANDIDATE)) > 300 * 1024
    by_reference = {"BLOBS_URL": (fleet.folder / "files").as_uri(), "CLAIM_CHECK": "true"}
    gateway, jobs = fleet.gateway(CLAIM_CHECK="true"), fleet.member("jobs", **by_reference)
    await listen(vhost)
    await asyncio.gather(gateway.start(), jobs.start())

    created = await create(gateway.url)

    assert created["work"][39]["summary"] == "ż" * 5_000
    body = await heard(vhost)
    assert len(body) < 4096
    envelope = json.loads(body)
    assert "data" not in envelope
    assert envelope["dataref"].startswith("urn:hirewire:claim:")
    kept = [each for each in (fleet.folder / "files/claims").rglob("*") if each.is_file()]
    assert len(kept) == 2, "the command's data and the event's"


async def create(url: str) -> dict[str, list[dict[str, str]]]:
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        login = {"email": f"{uuid4().hex}@example.org", "password": uuid4().hex}
        person = {**login, "name": "Mira"}
        (await client.post("/v1/auth/register", json=person)).raise_for_status()
        tokens = (await client.post("/v1/auth/login", json=login)).json()
        headers = {"Authorization": f"Bearer {tokens['access_token']}", "Prefer": "wait=30"}
        answer = await client.post("/v1/candidates", json=CANDIDATE, headers=headers)
        assert answer.status_code == 201, answer.text[:500]
        found: dict[str, list[dict[str, str]]] = answer.json()
        return found


async def listen(vhost: Vhost) -> None:
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(WITNESS, durable=True)
        await queue.bind(EVENTS, "jobs.candidate_created.#")
        absent = await channel.declare_queue("absent", durable=True)
        await absent.bind(EVENTS, "#")


async def heard(vhost: Vhost) -> bytes:
    """The event as it went over the wire."""
    connection = await aio_pika.connect(vhost.url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue(WITNESS)
        message = await queue.get(timeout=10)
        await message.ack()
        return message.body

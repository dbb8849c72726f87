"""Many résumés at once: real processes read real files, and one summary ends it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from hirewire_chassis.testing.broker import Vhost
from hirewire_chassis.testing.databases import Databases

from tests.stories.fleet import Fleet
from tests.stories.test_kill9 import listen_for_the_absent

SAMPLES = Path(__file__).parents[2] / "deploy/samples"
GOOD = ("ines-carvalho.pdf", "owen-pritchard.docx", "marcus-feld.txt", "grace-wanjiru.html")
BROKEN = {"truncated.docx": "damaged", "empty.pdf": "empty", "photo.pdf": "unsupported_type"}


@pytest.fixture
async def fleet(databases: Databases, vhost: Vhost, tmp_path: Path) -> AsyncIterator[Fleet]:
    urls = {name: databases.url_of(name) for name in ("gateway", "jobs", "ai_worker")}
    await listen_for_the_absent(vhost)
    async with Fleet(tmp_path, urls, vhost.url) as fleet:
        yield fleet


@pytest.mark.timeout(240)
async def test_every_file_of_an_import_becomes_a_candidate_or_says_why_not(fleet: Fleet) -> None:
    gateway = fleet.gateway()
    blobs = (fleet.folder / "files").as_uri()
    members = (gateway, fleet.member("jobs"), fleet.member("ai_worker", BLOBS_URL=blobs))
    await asyncio.gather(*(member.start() for member in members))
    async with httpx.AsyncClient(base_url=gateway.url, timeout=60, trust_env=False) as client:
        await _log_in(client)
        paths = [SAMPLES / "resumes" / name for name in GOOD]
        paths += [SAMPLES / "broken" / name for name in BROKEN]
        files = [("files", (path.name, path.read_bytes())) for path in paths]
        headers = {"Prefer": "wait=1"}
        answer = await client.post("/v1/candidates/import", files=files, headers=headers)
        assert answer.is_success, answer.text
        if answer.status_code == 202:
            await _until_over(client, answer.headers["location"])
        [found] = (await client.get("/v1/candidate-imports")).json()["items"]
        people = await _people(client, len(GOOD))

    assert (found["status"], found["created"], found["failed"]) == ("done", len(GOOD), len(BROKEN))
    reasons = {item["name"]: item["failure"]["code"] for item in found["items"] if item["failure"]}
    assert reasons == BROKEN
    made = {item["candidate_id"] for item in found["items"] if item["candidate_id"]}
    assert {person["id"] for person in people} == made
    assert "Carvalho" in {person["last_name"] for person in people}


async def _people(client: httpx.AsyncClient, count: int) -> list[dict[str, str]]:
    """All there are. Each is a change of its own and may be shown moments after the summary."""
    async with asyncio.timeout(30):
        while True:
            people: list[dict[str, str]] = (await client.get("/v1/candidates")).json()["items"]
            if len(people) >= count:
                return people
            await asyncio.sleep(0.1)


async def _log_in(client: httpx.AsyncClient) -> None:
    body = {"email": f"{uuid4().hex}@example.org", "password": uuid4().hex, "name": "Mira"}
    (await client.post("/v1/auth/register", json=body)).raise_for_status()
    del body["name"]
    tokens = (await client.post("/v1/auth/login", json=body)).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {tokens['access_token']}"


async def _until_over(client: httpx.AsyncClient, operation: str) -> None:
    async with asyncio.timeout(180):
        while (await client.get(operation)).json()["status"] != "succeeded":
            await asyncio.sleep(0.2)

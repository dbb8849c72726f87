"""Two programs that know the schemas alone: they publish, and hear what is theirs."""

import asyncio
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import aio_pika
import pytest
from hirewire_chassis import Context
from hirewire_chassis.testing.databases import Databases
from hirewire_contracts.jobs import CreateJob, JobDetails
from hirewire_jobs.jobs.handlers import create_job as create

from tests.interop.conftest import House, create_job

HERE = Path(__file__).parent
SCHEMAS = HERE.parents[1] / "libs/contracts/schema"
INSTALL_SECONDS = 90


def node() -> list[str]:
    """The Node program beside what its lockfile names; installed once."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not on this machine")
    lock = (HERE / "node/package-lock.json").read_bytes()
    folder = Path(sys.prefix) / f"interop-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "node_modules").exists():
        draft = folder.with_name(f"{folder.name}.{uuid4().hex}")
        shutil.copytree(HERE / "node", draft)
        done = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=draft,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
        if done.returncode:
            shutil.rmtree(draft)
            pytest.skip(f"npm could not install amqplib and ajv: {done.stderr[-300:]}")
        if not folder.exists():
            draft.rename(folder)
    return ["node", str(shutil.copy(HERE / "node/program.js", folder))]


def python() -> list[str]:
    return [sys.executable, str(HERE / "program.py")]


@pytest.mark.parametrize("language", [python, node])
async def test_a_program_publishes_and_hears_the_events_of_its_workspace_alone(
    house: House, databases: Databases, tmp_path: Path, language: Callable[[], list[str]]
) -> None:
    words = await asyncio.to_thread(language)
    command = create_job()
    (tmp_path / "command.json").write_text(json.dumps(command))
    own, feed = f"{house.space}.events", f"hirewire.feed.{house.grant.workspace_id}"
    program = await asyncio.create_subprocess_exec(
        *words, house.program_url, str(SCHEMAS), own, feed, str(tmp_path / "command.json"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    others = await _elsewhere(house)
    async with asyncio.timeout(60):
        out, err = await program.communicate()

    assert program.returncode == 0, err.decode()
    heard = [json.loads(line) for line in out.splitlines()]
    assert [event["type"] for event in heard] == ["jobs.job_created.v1"]
    job = heard[0]["data"]["job"]
    assert (job["id"], job["title"]) == (command["subject"], "Night porter")
    assert job["workspace_id"] == str(house.grant.workspace_id)
    assert job["created_by"] == str(house.grant.actor_id)
    assert heard[0]["causationid"] == command["id"]
    assert others not in out.decode()


async def _elsewhere(house: House) -> str:
    """A job of another workspace, told to everybody who may hear of it."""
    stranger = Context(workspace_id=uuid4(), actor_id=uuid4(), actor_roles=("owner",))
    job_id = uuid4()
    async with house.runtime.database.transaction(stranger) as tx:
        await create(CreateJob(job_id=job_id, job=JobDetails(title="Secret")), tx)
    await house.runtime.relay.flushed()
    return str(job_id)


async def test_what_a_service_tells_reaches_the_feed_of_its_workspace_only(house: House) -> None:
    connection = await aio_pika.connect(house.program_url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(f"{house.space}.all", durable=True)
        await queue.bind(f"hirewire.feed.{house.grant.workspace_id}", "jobs.#")
        await _elsewhere(house)
        await house.tell(command := create_job(), house.grant.login)
        async with asyncio.timeout(30):
            while (message := await queue.get(fail=False)) is None:
                await asyncio.sleep(0.05)
        assert json.loads(message.body)["subject"] == command["subject"]
        assert message.headers["workspace"] == str(house.grant.workspace_id)
        assert await queue.get(fail=False) is None

"""An administrator's words become a login that the broker knows."""

import asyncio
from typing import Any
from uuid import uuid4

import aio_pika
import pytest
from hirewire_chassis.testing.broker import BrokerAddress, Vhost
from hirewire_cli.main import app
from typer.testing import CliRunner

WORKSPACE = str(uuid4())


@pytest.fixture
def programs(vhost: Vhost, broker_address: BrokerAddress) -> Any:
    async def run(*words: str) -> Any:
        environment = {
            "HIREWIRE_ADMIN_AMQP_URL": vhost.url,
            "HIREWIRE_MANAGEMENT_URL": broker_address.management_url,
            "COLUMNS": "200",
        }
        words = ("programs", *words)
        return await asyncio.to_thread(CliRunner().invoke, app, words, env=environment)

    return run


async def test_a_program_comes_and_goes(programs: Any, vhost: Vhost) -> None:
    added = await programs(
        "add", "crawler", "--workspace", WORKSPACE, "--hear", "jobs.job_created.v1"
    )
    assert added.exit_code == 0, added.output
    told = dict(line.split(maxsplit=1) for line in added.stdout.splitlines())
    assert told["user"] == f"program.crawler.recruiter.{WORKSPACE}"
    place = vhost.url.rpartition("@")[2]
    async with await aio_pika.connect(f"amqp://{told['user']}:{told['password']}@{place}"):
        assert WORKSPACE in (await programs("list")).stdout
    gone = await programs("remove", "crawler", "--workspace", WORKSPACE)
    assert gone.exit_code == 0, gone.output
    assert WORKSPACE not in (await programs("list")).stdout
    assert (await programs("remove", "crawler", "--workspace", WORKSPACE)).exit_code == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Crawler",), "no name for a program"),
        (("crawler", "--role", "emperor"), "no role"),
        (("crawler", "--send", "jobs;"), "no message type"),
    ],
)
async def test_slips_are_named(programs: Any, words: tuple[str, ...], sentence: str) -> None:
    slip = await programs("add", *words, "--workspace", WORKSPACE)
    assert slip.exit_code == 2
    assert sentence in slip.stderr

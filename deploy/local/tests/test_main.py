"""The command as its users run it. Two services stand for the five: each is run the same way."""

import asyncio
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import aio_pika
import asyncpg
import httpx
import pytest
from hirewire_local.claim import MARK
from hirewire_local.endpoints import Endpoints, load
from hirewire_local.postgres import QUICK, PostgresServer
from hirewire_local.process_table import find, has_variable, runs_in
from hirewire_local.rabbitmq import RabbitNode
from hirewire_local.services import is_ready

PATIENCE_SECONDS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "state"
    yield folder
    if running(folder):
        command(folder, "down")


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "HIREWIRE_LOCAL_DIR": str(folder), **more}


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hirewire_local.main", *arguments],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def running(folder: Path) -> list[str]:
    """Everything that the platform has started, and its runner."""
    started = find(has_variable("HIREWIRE_LOCAL_DIR", str(folder)))
    for part in ("run", "postgres", "rabbitmq"):
        started += find(has_variable(MARK, str(folder / part)))
    started += find(runs_in("postgres", folder))
    return [f"{pid} {_command_line(pid)}" for pid in started]


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except FileNotFoundError:
        return "has just ended"


def endpoints_of(folder: Path) -> Endpoints:
    endpoints = load(folder)
    assert endpoints is not None
    return endpoints


async def leave_traces(endpoints: Endpoints) -> None:
    """A committed row, a confirmed message and an accepted mail."""
    connection = await asyncpg.connect(endpoints.database_url)
    await connection.execute("create table public.kept as select 42 as answer")
    await connection.close()
    async with await aio_pika.connect(endpoints.amqp_url) as broker:
        channel = await broker.channel(publisher_confirms=True)
        message = aio_pika.Message(b"{}", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        exchange = await channel.get_exchange("hirewire.unrouted")
        await exchange.publish(message, "")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "kept"
    port = int(endpoints.smtp_url.rpartition(":")[2])
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.send_message(mail)


async def assert_traces(endpoints: Endpoints) -> None:
    connection = await asyncpg.connect(endpoints.database_url)
    assert await connection.fetchval("select answer from public.kept") == 42
    await connection.close()
    async with await aio_pika.connect(endpoints.amqp_url) as broker:
        queue = await (await broker.channel()).get_queue("hirewire.parked")
        async with asyncio.timeout(30):
            while not (message := await queue.get(fail=False)):
                await asyncio.sleep(0.1)
        assert message.body == b"{}"
    (mail,) = endpoints.mails.glob("*.eml")
    assert b"Subject: kept" in mail.read_bytes()


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_killed_platform_comes_back_with_everything(folder: Path) -> None:
    up = ("up", "--detach", "--services", "")
    first = command(folder, *up)
    assert first.returncode == 0, first.stderr
    endpoints = endpoints_of(folder)
    assert endpoints.database_url in first.stdout
    assert folder.stat().st_mode & 0o777 == 0o700
    asyncio.run(leave_traces(endpoints))

    again = command(folder, *up)
    assert again.returncode == 1
    assert str(endpoints.pid) in again.stderr

    os.kill(endpoints.pid, signal.SIGKILL)
    until(lambda: not running(folder))
    assert command(folder, "status").returncode == 3

    assert command(folder, *up).returncode == 0
    assert command(folder, "status").returncode == 0
    asyncio.run(assert_traces(endpoints_of(folder)))
    assert command(folder, "down").stdout == "stopped\n"
    assert running(folder) == []
    assert load(folder) is None


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A database and a broker that somebody else runs."""
    node = RabbitNode(tmp_path_factory.mktemp("broker"))
    server = PostgresServer(tmp_path_factory.mktemp("database"), settings=QUICK)
    asyncio.run(node.start())
    asyncio.run(server.start())
    yield {"DATABASE_URL": server.address.url(), "AMQP_URL": node.address.amqp_url()}
    asyncio.run(node.ctl("list_users"))
    asyncio.run(node.kill())
    asyncio.run(node.stop())
    asyncio.run(server.stop())


def foreground(folder: Path, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "hirewire_local.main", "up", "--services", "gateway,jobs"],
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def jobs_processes(folder: Path) -> list[int]:
    started = find(has_variable(MARK, str(folder / "run")))
    return [pid for pid in started if "hirewire_jobs" in _command_line(pid)]


async def log_in(endpoints: Endpoints) -> int:
    assert endpoints.login is not None
    email, password = endpoints.login
    async with httpx.AsyncClient(base_url=str(endpoints.gateway_url), trust_env=False) as client:
        body = {"email": email, "password": password}
        return (await client.post("/v1/auth/login", json=body)).status_code


def test_servers_of_others_are_used_and_services_kept_running(
    folder: Path, others: dict[str, str]
) -> None:
    runner = foreground(folder, **others)
    until(lambda: load(folder) is not None)
    assert not (folder / "postgres").exists()
    assert not (folder / "rabbitmq").exists()

    url = endpoints_of(folder).services["jobs"]
    (service,) = jobs_processes(folder)
    os.kill(service, signal.SIGKILL)
    until(lambda: jobs_processes(folder) not in ([], [service]))
    until(lambda: asyncio.run(is_ready(url)))
    assert asyncio.run(log_in(endpoints_of(folder))) == 200

    runner.send_signal(signal.SIGINT)
    output, _ = runner.communicate(timeout=PATIENCE_SECONDS)
    assert runner.returncode == 0
    assert "local      | jobs ended with -9" in output
    lines = [line.partition("|")[::2] for line in output.splitlines()]
    drain = [name.strip() for name, text in lines if "draining" in text or "stopped" in text]
    assert (drain[0], drain.count("jobs"), drain[-1]) == ("local", 2, "local")
    assert running(folder) == []


def test_a_signal_ends_it_while_it_starts(folder: Path) -> None:
    runner = foreground(folder)
    until(lambda: bool(find(has_variable(MARK, str(folder / "rabbitmq")))))
    runner.terminate()
    output, _ = runner.communicate(timeout=PATIENCE_SECONDS)
    assert runner.returncode == 0, output
    assert running(folder) == []


def test_what_is_wrong_is_said(folder: Path) -> None:
    assert command(folder, "status").stdout == "not up\n"
    assert command(folder, "down").stdout == "nothing was running\n"
    assert not folder.exists()
    refused = command(folder, "up", "--services", "jobs,moon")
    assert refused.returncode == 2
    assert "unknown: moon" in refused.stderr
    failed = subprocess.run(
        [sys.executable, "-m", "hirewire_local.main", "up", "--services", ""],
        env=environment(folder, DATABASE_URL="postgresql://nobody@127.0.0.1:1/x", AMQP_URL="amqp:"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert "127.0.0.1" in failed.stderr

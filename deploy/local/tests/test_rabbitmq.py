import asyncio
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import aio_pika
import httpx
import pytest
from hirewire_local.claim import MARK
from hirewire_local.process_table import find, has_variable
from hirewire_local.rabbitmq import REGISTERED_SECONDS, RabbitNode
from hirewire_local.rabbitmq_ctl import RabbitCommandError
from hirewire_local.rabbitmq_package import (
    RabbitMissingError,
    provide_rabbitmq,
    unstarted_services,
)

STANDARD_PORTS = {4369, 5671, 5672, 15672, 15692, 25672}
LOOPBACKS = {"0100007F", "00000000000000000000000001000000"}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitNode]:
    node = RabbitNode(tmp_path_factory.mktemp("node"))
    asyncio.run(node.start())
    yield node
    asyncio.run(node.kill())
    asyncio.run(node.stop())


def mine(node: RabbitNode) -> list[int]:
    return find(has_variable(MARK, str(node.folder)))


def listening(pids: list[int]) -> set[tuple[str, int]]:
    """(address in hex, port) of every TCP socket on which these processes accept."""
    inodes = set()
    for pid in pids:
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                target = str(entry.readlink())
                inodes.add(target.removeprefix("socket:[").removesuffix("]"))
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                address, _, port = fields[1].partition(":")
                found.add((address, int(port, 16)))
    return found


async def publish(url: str, *bodies: bytes) -> None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel(publisher_confirms=True)
        arguments = {"x-queue-type": "quorum"}
        queue = await channel.declare_queue("kept", durable=True, arguments=arguments)
        for body in bodies:
            message = aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            await channel.default_exchange.publish(message, queue.name)


async def drain(url: str, count: int) -> list[bytes]:
    """The first messages of the queue; a counter would still say 0 right after a start."""
    bodies = []
    async with await aio_pika.connect(url) as connection:
        queue = await (await connection.channel()).declare_queue("kept", passive=True)
        async with queue.iterator(timeout=30) as messages:
            async for message in messages:
                bodies.append(message.body)
                await message.ack()
                if len(bodies) == count:
                    break
    return bodies


async def test_it_is_reached_on_loopback_and_no_standard_port(node: RabbitNode) -> None:
    found = listening(mine(node))
    assert {address for address, _ in found} <= LOOPBACKS
    ports = {port for _, port in found}
    assert not ports & STANDARD_PORTS
    address = node.address
    assert {address.amqp_port, address.management_port, address.prometheus_port} < ports


async def test_management_and_metrics_answer(node: RabbitNode) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        overview = await client.get(f"{node.address.management_url}/api/overview")
        metrics = await client.get(node.address.metrics_url)
        stranger = await client.get(
            f"http://127.0.0.1:{node.address.management_port}/api/overview", auth=("guest", "guest")
        )
    assert overview.json()["node"] == "hirewire@localhost"
    assert "rabbitmq_identity_info" in metrics.text
    assert stranger.status_code == 401


async def test_commands_answer_or_say_why_not(node: RabbitNode) -> None:
    assert node.address.user in await node.ctl("list_users")
    environment = await node.ctl("environment")
    for setting in ("{heartbeat,20}", "{max_message_size,16777216}", "{channel_max,128}"):
        assert setting in environment.replace(" ", "")
    with pytest.raises(RabbitCommandError, match="delete_vhost"):
        await node.ctl("delete_vhost", "nowhere")


async def test_killed_and_started_it_has_what_was_confirmed(node: RabbitNode) -> None:
    url = node.address.amqp_url()
    bodies = [b"%d" % number for number in range(20)]
    await publish(url, *bodies)
    await asyncio.sleep(REGISTERED_SECONDS)
    await node.kill()
    assert mine(node) == []
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((node.address.host, node.address.amqp_port))
    await node.start()
    assert node.address.amqp_url() == url
    assert await drain(url, 20) == bodies


async def test_two_at_once_do_not_meet(node: RabbitNode, tmp_path: Path) -> None:
    second = RabbitNode(tmp_path)
    await second.start()
    try:
        await publish(second.address.amqp_url(), b"second")
        assert await drain(second.address.amqp_url(), 1) == [b"second"]
        assert await second.ctl("list_vhosts") == await node.ctl("list_vhosts")
    finally:
        await second.kill()
        await second.stop()
    assert mine(second) == []
    assert node.address.user in await node.ctl("list_users")


async def test_what_is_missing_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(RabbitMissingError, match="sudo apt-get install rabbitmq-server"):
        await provide_rabbitmq(["/nowhere"])


def test_packages_start_no_service_while_they_are_installed(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    with unstarted_services(policy):
        assert subprocess.run([policy], check=False).returncode == 101
    assert not policy.exists()
    policy.write_text("the machine's own")
    with unstarted_services(policy):
        assert policy.read_text() == "the machine's own"
    assert policy.exists()

"""Three RabbitMQ nodes on ports of their own that form one cluster, on this machine alone."""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hirewire_local.addresses import RabbitAddress
from hirewire_local.claim import Claim
from hirewire_local.output import to_files
from hirewire_local.ports import LOOPBACK
from hirewire_local.processes import Child, Program, spawn
from hirewire_local.rabbitmq_ctl import run_ctl
from hirewire_local.rabbitmq_files import Ports, node_environment, write_files
from hirewire_local.rabbitmq_package import RabbitPrograms, provide_rabbitmq

_START_SECONDS = 120
_STOP_SECONDS = 60
_SETTINGS = "cluster_partition_handling = pause_minority\n"


@dataclass(slots=True)
class Member:
    """One node. ``address`` has the administrator of all."""

    name: str
    folder: Path
    programs: RabbitPrograms
    environment: Mapping[str, str]
    address: RabbitAddress
    child: Child | None = None

    @property
    def running(self) -> bool:
        return self.child is not None and self.child.exit_code is None

    async def start(self) -> None:
        """Accepts AMQP on return."""
        words = [str(self.programs.server), "-noinput"]
        output = to_files(self.folder)("rabbitmq")
        self.child = spawn(Program(self.name, words, self.environment, output, self.folder))
        async with asyncio.timeout(_START_SECONDS):
            await self.answering()

    async def answering(self) -> None:
        while not await self._answers():
            assert self.running, f"{self.name} ended; see {self.folder}"
            await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """In good order, as an upgrade does."""
        assert self.child is not None
        await self.child.end(_STOP_SECONDS)

    async def kill(self) -> None:
        if self.child is not None:
            await self.child.kill()

    async def ctl(self, *arguments: str) -> str:
        return await run_ctl(self.programs.ctl, self.environment, arguments)

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection(LOOPBACK, self.address.amqp_port)
        except OSError:
            return False
        writer.close()
        return True


class Cluster:
    """Stands in a world for the one node; ``address`` is that of the first that runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.members: list[Member] = []
        self._claim = Claim(folder)
        self._epmd: Child | None = None

    @property
    def address(self) -> RabbitAddress:
        return self.living[0].address

    @property
    def living(self) -> list[Member]:
        return [member for member in self.members if member.running]

    def member(self, name: str) -> Member:
        return next(member for member in self.members if member.name == name)

    async def start(self) -> None:
        await self._claim.take()
        programs = await provide_rabbitmq()
        first = Ports.find()
        self.members = [
            self._member(number, programs, replace(Ports.find(), epmd=first.epmd))
            for number in (1, 2, 3)
        ]
        environment = self.members[0].environment
        words = [str(programs.epmd), "-port", str(first.epmd)]
        output = to_files(self.folder)("epmd")
        self._epmd = spawn(Program("epmd", words, environment, output, self.folder))
        for member in self.members:
            await member.start()
        for member in self.members[1:]:
            for words in (["stop_app"], ["reset"], ["join_cluster", self.members[0].name],
                          ["start_app"]):  # fmt: skip
                await member.ctl(*words)
            await member.answering()

    async def ctl(self, *arguments: str) -> str:
        return await self.living[0].ctl(*arguments)

    async def kill(self) -> None:
        for member in self.members:
            await member.kill()
        if self._epmd is not None:
            await self._epmd.kill()
        await self._claim.sweep()
        self._claim.release()

    async def isolate(self, lonely: Member) -> None:
        """It and the others refuse each other: neither side knows the other's cookie any more."""
        await self._set_cookies(lonely, "wrong", cut=True)

    async def rejoin(self, lonely: Member) -> None:
        cookie = (lonely.folder / ".erlang.cookie").read_text().strip()
        await self._set_cookies(lonely, cookie, cut=False)

    async def _set_cookies(self, lonely: Member, cookie: str, *, cut: bool) -> None:
        others = [member for member in self.living if member is not lonely]
        pairs = [(lonely, others), *((other, [lonely]) for other in others)]
        await asyncio.gather(
            *(node.ctl("eval", _refusal(peers, cookie, cut=cut)) for node, peers in pairs)
        )

    def _member(self, number: int, programs: RabbitPrograms, ports: Ports) -> Member:
        folder = self.folder / f"node-{number}"
        folder.mkdir(parents=True)
        if self.members or number > 1:
            for secret in (".erlang.cookie", "password"):
                shutil.copy2(self.folder / "node-1" / secret, folder / secret)
        address = write_files(folder, ports, "warning")
        with (folder / "rabbitmq.conf").open("a") as file:
            file.write(_SETTINGS)
        name = f"node{number}@localhost"
        environment = {
            **node_environment(folder, ports),
            **self._claim.environment,
            "RABBITMQ_NODENAME": name,
        }
        return Member(name, folder, programs, environment, address)


def _refusal(peers: list[Member], cookie: str, *, cut: bool) -> str:
    steps = [f"erlang:set_cookie('{peer.name}', '{cookie}')" for peer in peers]
    if cut:
        steps += [f"erlang:disconnect_node('{peer.name}')" for peer in peers]
    return ", ".join(steps) + "."


async def leader(api: Any, queue: str) -> str:
    """The name of the node that leads this queue."""
    found = await api("GET", f"queues/{{vhost}}/{queue}")
    return str(found["leader"])

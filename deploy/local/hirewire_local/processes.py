"""Child processes: each leads a session of its own and dies with the process that started it."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hirewire_local import leash
from hirewire_local.accounts import Account


@dataclass(frozen=True, slots=True)
class Program:
    """What to run, as whom. ``environment`` is all that it gets; spawn closes ``output``."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    output: int
    folder: Path
    account: Account = field(default_factory=Account.current)
    when_orphaned: signal.Signals = signal.SIGKILL


class EndedEarlyError(RuntimeError):
    """A child ended before it was of use."""


class Child:
    """A running program. Only ``kill``, ``end`` and ``wait`` reap it."""

    def __init__(self, name: str, popen: subprocess.Popen[bytes]) -> None:
        self.name = name
        self.pid = popen.pid
        self._popen = popen

    @property
    def exit_code(self) -> int | None:
        """``None`` while it runs; minus the signal that ended it."""
        if self._popen.returncode is not None:
            return self._popen.returncode
        # WNOWAIT keeps the zombie, so that its id still names its own process group.
        ended = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            return None
        return ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status

    def tell(self, number: signal.Signals) -> None:
        if self._popen.returncode is None:
            os.kill(self.pid, number)

    async def end(self, grace: float, request: signal.Signals = signal.SIGTERM) -> int:
        """Ask, wait ``grace`` seconds, kill; the rest of its group goes with it."""
        self.tell(request)
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await self._until_ended()
        return await self.kill()

    async def kill(self) -> int:
        """Kill it and its process group, without a chance to clean up."""
        if self._popen.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        return await self.wait()

    async def wait(self) -> int:
        """Its exit code, once it has ended by itself."""
        code = await self._until_ended()
        self._popen.wait()
        return code

    async def _until_ended(self) -> int:
        while (code := self.exit_code) is None:
            await _until_readable(os.pidfd_open(self.pid))
        return code


async def _until_readable(handle: int) -> None:
    readable = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(handle, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


def spawn(program: Program) -> Child:
    """Start a program, from the main thread: the kernel ends a child with the *thread* it has."""
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError(f"start {program.name} from the main thread, it would end with this one")
    account = program.account
    held = [int(program.when_orphaned), os.getpid(), account.uid, account.gid]
    interpreter = [sys.executable, "-I", "-S", str(Path(leash.__file__))]
    popen = subprocess.Popen(
        [*interpreter, *map(str, held), *program.arguments],
        env=dict(program.environment),
        cwd=program.folder,
        stdin=subprocess.DEVNULL,
        stdout=program.output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    os.close(program.output)
    return Child(program.name, popen)

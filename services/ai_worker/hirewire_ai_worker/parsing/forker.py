"""The caller's side of `forking`: a process that forks itself for each document."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile

from hirewire_ai_worker.parsing.forking import STATUS
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.wire import write_limits

MODULE = "hirewire_ai_worker.parsing.forking"
GRACE = 5.0


class ForkerEndedError(Exception):
    """The process ended by itself; tells how, and what it wrote as errors."""


class Forker:
    """For one document at a time, without environment; bound to no event loop."""

    def __init__(self, limits: ParseLimits) -> None:
        self.owner = os.getpid()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        self._control, theirs = socket.socketpair()
        self._control.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", MODULE, write_limits(limits)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                start_new_session=True,
                env={},
            )

    @property
    def is_usable(self) -> bool:
        return self.owner == os.getpid() and self._process.poll() is None

    async def read(self, data: bytes) -> tuple[int, bytes]:
        """The exit code of the document's process (negative: its signal) and its answer.

        Raises:
            ForkerEndedError: There is no such process any more, or there never was.
        """
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(BrokenPipeError):
            socket.send_fds(self._control, [b"\0"], [theirs.fileno()])
        answer = await _exchange(ours, data)
        status = b""
        with contextlib.suppress(ConnectionError):
            status = await asyncio.get_running_loop().sock_recv(self._control, STATUS.size)
        if len(status) < STATUS.size:
            code = await asyncio.to_thread(self._process.wait)
            raise ForkerEndedError(f"ended with {code}: {self.said()}")
        return os.waitstatus_to_exitcode(*STATUS.unpack(status)), answer

    def said(self) -> str:
        """What it and the processes of its documents wrote as errors."""
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")

    def end(self) -> None:
        """With the process of its document. Blocks, mostly for milliseconds."""
        self._control.close()
        if self.owner == os.getpid():
            self._process.terminate()
            try:
                self._process.wait(GRACE)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        self._errors.close()


async def _exchange(ours: socket.socket, data: bytes) -> bytes:
    """Whoever crashes reads no further, and may have said nothing."""
    ours.setblocking(False)
    reader, writer = await asyncio.open_unix_connection(sock=ours)
    try:
        with contextlib.suppress(ConnectionError):
            writer.write(data)
            writer.write_eof()
        with contextlib.suppress(ConnectionError):
            return await reader.read()
        return b""
    finally:
        writer.transport.abort()

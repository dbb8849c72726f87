"""A folder that one living process owns, and the end of what its last owner left running."""

import asyncio
import fcntl
import os
import signal
from pathlib import Path

from hirewire_local.process_table import Test, find, has_variable, send

MARK = "HIREWIRE_CLAIM"
"""Environment variable by which every child, and its children, names the folder it belongs to."""


class FolderInUseError(RuntimeError):
    """Another living process owns the folder."""

    def __init__(self, folder: Path, owner: int) -> None:
        super().__init__(f"{folder} is in use by process {owner}")
        self.owner = owner


class Claim:
    """Ownership of ``folder``, freed by the kernel when the owner dies in whatever way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._lock: int | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {MARK: str(self.folder)}

    @property
    def held(self) -> bool:
        return self._lock is not None

    async def take(self) -> None:
        """Own the folder, alone, and clear it of what its last owner left. FolderInUseError."""
        if self._lock is None:
            self._lock = self._acquire()
        await self.sweep()

    async def sweep(self) -> None:
        """Kill whatever carries this claim's mark: nothing of it may outlive its owner."""
        await end(has_variable(MARK, str(self.folder)), signal.SIGKILL)

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def owner(self) -> int | None:
        """The living process that owns the folder now."""
        if not self.folder.exists():
            return None
        try:
            os.close(self._acquire())
        except FolderInUseError as error:
            return error.owner
        return None

    def _acquire(self) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder / "owner", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = int(os.read(handle, 20) or b"0")
            os.close(handle)
            raise FolderInUseError(self.folder, owner) from None
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        return handle


async def end(test: Test, request: signal.Signals, patience: float = 10) -> None:
    """Ask the processes that pass to end, and kill those that have not after ``patience`` s."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    send(request, test)
    while find(test):
        if loop.time() > deadline:
            send(signal.SIGKILL, test)
        await asyncio.sleep(0.02)

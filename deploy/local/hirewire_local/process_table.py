"""What runs on this machine, read from ``/proc``."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

Test = Callable[[int], bool]


def find(test: Test) -> list[int]:
    """Ids of the processes that pass; those that end meanwhile or are not ours to read do not."""
    return [pid for pid in _pids() if pid != os.getpid() and _passes(test, pid)]


def send(number: signal.Signals, test: Test) -> list[int]:
    """Signal the processes that pass. The pidfd keeps a reused id from being hit."""
    told = []
    for pid in find(test):
        with suppress(ProcessLookupError, PermissionError):
            handle = os.pidfd_open(pid)
            try:
                if _passes(test, pid):
                    signal.pidfd_send_signal(handle, number)
                    told.append(pid)
            finally:
                os.close(handle)
    return told


def has_variable(name: str, value: str) -> Test:
    """Started with ``name=value`` in its environment, and no zombie."""
    wanted = f"{name}={value}".encode()

    def test(pid: int) -> bool:
        return wanted in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")

    return test


def runs_in(executable: str, folder: Path) -> Test:
    """A program of this name whose working folder is ``folder`` or below it."""

    def test(pid: int) -> bool:
        proc = Path(f"/proc/{pid}")
        name = (proc / "exe").readlink().name.removesuffix(" (deleted)")
        return name == executable and (proc / "cwd").readlink().is_relative_to(folder)

    return test


def _passes(test: Test, pid: int) -> bool:
    try:
        return test(pid)
    except OSError:
        return False


def _pids() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())

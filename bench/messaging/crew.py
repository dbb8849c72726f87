"""A peer's worker processes: started, weighed and killed from outside."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
ROOT = Path(__file__).parents[2]
LOCAL = ROOT / ".local"


@dataclass(frozen=True, slots=True)
class Peer:
    """``starts``: how many times it is started to have two processes that handle tasks."""

    name: str
    module: str
    python: Path
    starts: int
    note: str = ""

    def command(self, *words: str) -> list[str]:
        return [str(self.python), "-m", f"bench.messaging.peers.{self.module}", *words]


class Crew:
    def __init__(self, peer: Peer, environment: Mapping[str, str], log: Path) -> None:
        self._peer, self._environment = peer, environment
        self._log = log.open("ab")
        self._roots = [self._start() for _ in range(peer.starts)]

    def cpu_seconds(self) -> float:
        """User and system time of all living processes."""
        return sum(_cpu_ticks(pid) for pid in self._pids()) / _TICKS

    def resident_mb(self) -> float:
        """Proportional set size: memory that forks share counts once."""
        return sum(_proportional_kb(pid) for pid in self._pids()) / 1000

    def kill_one(self) -> None:
        """As by ``kill -9``, the busiest process; whoever has ended is started again."""
        os.kill(max(self._pids(), key=_cpu_ticks), signal.SIGKILL)

    def mend(self) -> None:
        for at, root in enumerate(self._roots):
            if root.poll() is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(root.pid, signal.SIGKILL)
                self._roots[at] = self._start()

    def end(self) -> None:
        for root in self._roots:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(root.pid, signal.SIGKILL)
            root.wait()
        self._log.close()

    def _start(self) -> "subprocess.Popen[bytes]":
        command = self._peer.command("work")
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def _pids(self) -> list[int]:
        parents = dict(_processes())
        roots = {root.pid for root in self._roots if root.poll() is None}
        return [pid for pid in parents if _descends(pid, parents, roots)]


@contextmanager
def working(peer: Peer, environment: Mapping[str, str], log: Path) -> Iterator[Crew]:
    crew = Crew(peer, environment, log)
    try:
        yield crew
    finally:
        crew.end()


def publish(peer: Peer, environment: Mapping[str, str], words: Sequence[str]) -> None:
    command = peer.command("publish", *words)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2000:])


def _processes() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            fields = _stat(int(folder.name))
            if fields and fields[0] != "Z":
                yield int(folder.name), int(fields[1])


def _descends(pid: int, parents: Mapping[int, int], roots: set[int]) -> bool:
    while pid in parents and pid not in roots:
        pid = parents[pid]
    return pid in roots


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, parent ... ; empty when it has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


def _cpu_ticks(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _proportional_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)

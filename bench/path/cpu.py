"""What a write costs the services' own processes, in CPU."""

import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class Costs:
    """User and system time of ``pids`` by the number of clients that wrote meanwhile."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = pids
        self._writes: Counter[int] = Counter()
        self._spent: defaultdict[int, Counter[str]] = defaultdict(Counter)
        self._since = self._now()

    def start(self) -> None:
        self._since = self._now()

    def stop(self, clients: int, writes: int) -> None:
        self._writes[clients] += writes
        self._spent[clients].update(self._now() - self._since)

    def report(self) -> None:
        for clients, spent in self._spent.items():
            shares = (f"{name} {ms / self._writes[clients]:.1f}" for name, ms in spent.items())
            print(f"CPU ms per write at {clients} clients: {', '.join(shares)}")

    def _now(self) -> Counter[str]:
        return Counter({name: _milliseconds(pid) for name, pid in self._pids.items()})


def _milliseconds(pid: int) -> int:
    """Fields 14 and 15 of proc_pid_stat(5); the name in the second may hold spaces."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 // _TICKS

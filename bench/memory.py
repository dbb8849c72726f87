"""``python -m bench.memory``: resident memory of each service, ten seconds after its start."""

import asyncio
import tempfile
from pathlib import Path

from hirewire_local.output import MergedLog
from hirewire_local.platform import Platform
from hirewire_local.settings import LocalSettings

_IDLE_SECONDS = 10


def resident_mb(pid: int) -> float:
    """VmRSS in MB (10^6 bytes)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    [line] = [line for line in lines if line.startswith("VmRSS:")]
    return int(line.split()[1]) * 1024 / 1e6


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = LocalSettings(hirewire_local_dir=Path(folder))
        with (Path(folder) / "platform.log").open("w") as stream:
            log = MergedLog(stream)
            async with Platform(settings, log) as platform:
                await asyncio.sleep(_IDLE_SECONDS)
                for name, service in platform.services.items():
                    print(f"{name:<10} {resident_mb(service.pid):6.0f} MB")
            log.close()


if __name__ == "__main__":
    asyncio.run(measure())

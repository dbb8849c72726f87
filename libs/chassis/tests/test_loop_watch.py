"""A loop that is stuck is named by its stack, once; a process that was stopped is not."""

import asyncio
import time
from typing import Any

from hirewire_chassis.health import liveness
from hirewire_chassis.loop_watch import LoopWatch
from hirewire_chassis.metrics import Metrics
from structlog.testing import capture_logs


def blocked(logs: list[Any]) -> list[Any]:
    return [entry for entry in logs if entry["event"] == "event loop blocked"]


def compute_for_long(seconds: float) -> None:
    time.sleep(seconds)


async def test_where_the_loop_is_stuck_is_logged_once() -> None:
    metrics = Metrics("jobs")
    with capture_logs() as logs:
        async with LoopWatch(metrics, stall=0.5, again=60) as watch:
            await asyncio.sleep(0.1)
            assert liveness(watch).status_code == 200
            compute_for_long(1.5)
            assert liveness(watch).status_code == 503
            await asyncio.sleep(0.1)
            assert liveness(watch).status_code == 200
            compute_for_long(1.5)
    [told] = blocked(logs)
    assert "compute_for_long" in told["stack"]
    assert metrics.registry.get_sample_value("hirewire_loop_stalls_total") == 1
    assert (metrics.registry.get_sample_value("hirewire_loop_lag_seconds") or 0) >= 0


async def test_a_lasting_stall_is_told_again() -> None:
    with capture_logs() as logs:
        async with LoopWatch(Metrics("jobs"), stall=0.5, again=0.5):
            compute_for_long(2.5)
    assert len(blocked(logs)) >= 2

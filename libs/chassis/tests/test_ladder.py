"""Delays as arithmetic: what is asked is what the queues add up to."""

from datetime import timedelta

from hirewire_chassis import ladder
from hypothesis import given
from hypothesis import strategies as st

QUEUE = "hirewire.jobs.commands.v1"
MOST = ladder.UNIT_MS * (2**ladder.LEVELS - 1)


def waits(routing_key: str) -> list[int]:
    bits = routing_key.removesuffix(f".{QUEUE}").split(".")
    return [
        ladder.ttl_ms(ladder.LEVELS - 1 - place) for place, bit in enumerate(bits) if bit == "1"
    ]


@given(st.integers(min_value=ladder.UNIT_MS, max_value=MOST))
def test_the_hops_add_up_to_the_delay(milliseconds: int) -> None:
    _, key = ladder.way(timedelta(milliseconds=milliseconds), QUEUE)

    assert len(waits(key)) <= 3
    assert abs(sum(waits(key)) - milliseconds) <= max(ladder.UNIT_MS / 2, milliseconds * 0.25)


@given(st.integers(min_value=-(10**9), max_value=10**12))
def test_any_delay_has_a_way_that_starts_at_its_highest_bit(milliseconds: int) -> None:
    exchange, key = ladder.way(timedelta(milliseconds=milliseconds), QUEUE)

    first = next(place for place, bit in enumerate(key.split(".")) if bit == "1")
    assert exchange == ladder.delay_exchange(ladder.LEVELS - 1 - first)
    assert len(key) < 255


@given(st.integers(min_value=1, max_value=10_000), st.floats(min_value=0, max_value=0.999999))
def test_backoff_stays_below_its_bound(attempt: int, draw: float) -> None:
    delay = ladder.backoff(attempt, draw)

    assert timedelta(0) <= delay < ladder.CAP
    assert delay <= ladder.BASE * 2 ** min(attempt - 1, 20)


def test_backoff_grows_until_the_cap() -> None:
    bounds = [ladder.backoff(attempt, 0.9999).total_seconds() for attempt in range(1, 14)]

    assert bounds == sorted(bounds)
    assert bounds[3] > 7
    assert 1799 < bounds[-1] < 1800


def test_what_failed_together_is_not_tried_again_together() -> None:
    drawn = sorted(ladder.backoff(8).total_seconds() for _ in range(200))

    assert len(set(drawn)) == 200
    assert drawn[0] < 20
    assert drawn[-1] > 100

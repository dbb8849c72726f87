"""How long a message waits before it is tried again, and the way it takes meanwhile.

A delay is a number of quarter seconds in binary. Level N's queue holds a message for
250 ms * 2^N; a message visits the queues of its 1 bits from the highest down and then returns to
the queue it came from. The scheme is NServiceBus's delay infrastructure, with an alternate
exchange behind the last step so that a removed queue blocks nobody.
https://docs.particular.net/transports/rabbitmq/delayed-delivery
"""

import random
from datetime import timedelta

LEVELS = 14
UNIT_MS = 250
BASE = timedelta(seconds=1)
CAP = timedelta(minutes=30)
LEADING_BITS = 3
LONGEST = (1 << LEVELS) - 1
"""In quarter seconds."""


def delay_exchange(level: int) -> str:
    return f"hirewire.delay.{level:02d}"


def delay_queue(level: int) -> str:
    return f"hirewire.delay.{level:02d}"


def ttl_ms(level: int) -> int:
    return int(UNIT_MS * 2**level)


def backoff(attempt: int, draw: float | None = None) -> timedelta:
    """Full jitter: anything up to the exponential bound for this attempt (1 is the first).

    ``draw`` in [0, 1) decides; None draws one. Source: M. Brooker, "Exponential Backoff And
    Jitter", 2015.
    """
    drawn = random.random() if draw is None else draw  # noqa: S311 - not a secret
    bound = min(CAP, BASE * (1 << min(attempt - 1, 20)))
    return timedelta(seconds=bound.total_seconds() * drawn)


def quantise(delay: timedelta) -> int:
    """Quarter seconds, at least one, of three leading bits: three hops at most."""
    units: int = max(1, round(delay.total_seconds() * 1000 / UNIT_MS))
    spare = max(0, units.bit_length() - LEADING_BITS)
    return min((units >> spare) << spare, LONGEST)


def way(delay: timedelta, queue: str) -> tuple[str, str]:
    """The exchange to publish to and the routing key that leads through the ladder to ``queue``."""
    return _through(quantise(delay), queue)


def exactly(delay: timedelta, queue: str) -> tuple[str, str]:
    """The same for a delay that is not rounded, up to 68 minutes; none goes straight there."""
    return _through(min(round(delay.total_seconds() * 1000 / UNIT_MS), LONGEST), queue)


def _through(units: int, queue: str) -> tuple[str, str]:
    bits = ".".join(format(units, f"0{LEVELS}b"))
    return delay_exchange(max(units.bit_length() - 1, 0)), f"{bits}.{queue}"

"""How often somebody may ask, by the generic cell rate algorithm: one number per key.

The numbers are this process's own: N replicas allow up to N times as much.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from hirewire_gateway.http.problems import ProblemError, fail

KNOWN = "known"
"""In a request's scope once it is proved who asks: other limits apply then than to strangers."""
_WINDOW_SECONDS = 60
_MOST_KEYS = 100_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """``wait_seconds`` is 0 when the request may pass."""

    limit: int
    wait_seconds: float
    remaining: int = 0
    full_seconds: float = 0.0

    @property
    def headers(self) -> dict[str, str]:
        """draft-ietf-httpapi-ratelimit-headers; ``t`` is when the limit is whole again."""
        seconds = int(self.wait_seconds or self.full_seconds) + 1
        return {
            "RateLimit": f'"default";r={self.remaining};t={seconds}',
            "RateLimit-Policy": f'"default";q={self.limit};w={_WINDOW_SECONDS}',
        }


class RateLimit:
    """``limit`` requests a minute for each key, all at once if need be. ``clock`` in seconds."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._interval = _WINDOW_SECONDS / limit
        self._clock = clock
        self._due: dict[str, float] = {}

    def take(self, key: str) -> Allowance:
        now = self._clock()
        due = max(self._due.get(key, now), now)
        wait = due + self._interval - _WINDOW_SECONDS - now
        if wait > 0:
            return Allowance(self._limit, wait)
        self._due[key] = due + self._interval
        if len(self._due) > _MOST_KEYS:
            self._forget(now)
        return Allowance(self._limit, 0.0, int(-wait / self._interval), due + self._interval - now)

    def check(self, key: str) -> Allowance:
        """Raises a 429 problem."""
        allowance = self.take(key)
        if allowance.wait_seconds > 0:
            raise too_many(allowance)
        return allowance

    def _forget(self, now: float) -> None:
        self._due = {key: due for key, due in self._due.items() if due > now}
        if len(self._due) > _MOST_KEYS:
            self._due.clear()


def too_many(allowance: Allowance) -> ProblemError:
    seconds = int(allowance.wait_seconds) + 1
    headers = {"Retry-After": str(seconds), **allowance.headers}
    return fail(429, "too_many_requests", f"Try again in {seconds} seconds.", headers)

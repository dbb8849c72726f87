"""How long a client wants to wait for its write (RFC 7240)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Header, Request

from hirewire_gateway.state import state_of

MAX_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Preference:
    """``applied`` is what goes back as Preference-Applied, empty when nothing was asked."""

    wait_seconds: float
    applied: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Preference-Applied": self.applied} if self.applied else {}


def parse_preference(prefer: str, default_seconds: float) -> Preference:
    """``wait`` bounds the wait, ``respond-async`` alone ends it; what is not understood is ignored.

    With both, the answer is asynchronous only after the wait, as RFC 7240 section 4.1 has it.
    """
    wishes = dict(_wishes(prefer))
    applied = [name for name in ("respond-async",) if name in wishes]
    wait = _seconds(wishes.get("wait", ""))
    if wait is not None:
        applied.append(f"wait={wait:g}")
        return Preference(wait, ", ".join(applied))
    return Preference(0.0 if applied else default_seconds, ", ".join(applied))


async def preference(request: Request, prefer: Annotated[str, Header()] = "") -> Preference:
    default_seconds = state_of(request)["settings"].default_wait_seconds
    return parse_preference(prefer, default_seconds)


def _wishes(prefer: str) -> Iterator[tuple[str, str]]:
    """First mention wins (RFC 7240 section 2), so later ones come first into the dict."""
    for part in reversed(prefer.split(",")):
        name, _, value = part.split(";")[0].partition("=")
        if name.strip():
            yield name.strip().lower(), value.strip().strip('"')


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return min(seconds, MAX_WAIT_SECONDS) if math.isfinite(seconds) and seconds >= 0 else None

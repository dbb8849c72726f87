"""Places where a test may have the process die or stop. Outside tests they do nothing."""

import os
import signal
from collections.abc import Callable, MutableMapping

_armed: MutableMapping[str, Callable[[], None]] = {}


def reach(name: str) -> None:
    """Called where it matters that a crash here is harmless."""
    action = _armed.get(name)
    if action is not None:
        action()


def arm(name: str, action: Callable[[], None] | None = None) -> None:
    """Run ``action`` (default: kill -9 of this process) when ``name`` is reached next."""

    def fire() -> None:
        _armed.pop(name, None)
        (action or _die)()

    _armed[name] = fire


def disarm() -> None:
    _armed.clear()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)

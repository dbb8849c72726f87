"""The cases of the catalogue, by what is attacked."""

from tests.faults.cases import (
    brokers,
    clocks,
    databases,
    large,
    letters,
    messages,
    networks,
    poison,
    relays,
    workers,
)
from tests.faults.table import CASES

__all__ = [
    "CASES",
    "brokers",
    "clocks",
    "databases",
    "large",
    "letters",
    "messages",
    "networks",
    "poison",
    "relays",
    "workers",
]

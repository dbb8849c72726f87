"""The catalogue as a table: a number, what happens, and the function that does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.world import World

Run = Callable[[World], Awaitable[None]]


class NotRunError(Exception):
    """The case cannot be provoked here; the reason is for the report."""


@dataclass(frozen=True, slots=True)
class Case:
    """``quick``: takes seconds; ``spoils``: no other case is run in the same world after it.

    RabbitMQ 3.10 holds back what came to a full queue by way of a delay, for minutes.
    """

    number: int
    title: str
    run: Run
    quick: bool
    spoils: bool


CASES: dict[int, Case] = {}


def case(
    number: int, title: str, *, quick: bool = False, spoils: bool = False
) -> Callable[[Run], Run]:
    def add(run: Run) -> Run:
        CASES[number] = Case(number, title, run, quick, spoils)
        return run

    return add

"""The catalogue as a table: a number, what happens, and the function that does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.world import World

Run = Callable[[World], Awaitable[None]]


class NotRunError(Exception):
    """The case cannot be provoked here; the reason is for the report."""


@dataclass(frozen=True, slots=True)
class Case:
    """``quick``: in the selection of `make test`; ``soak``: fit for a random schedule."""

    number: int
    title: str
    run: Run
    quick: bool
    soak: bool


CASES: dict[int, Case] = {}


def case(
    number: int, title: str, *, quick: bool = False, soak: bool = True
) -> Callable[[Run], Run]:
    def add(run: Run) -> Run:
        CASES[number] = Case(number, title, run, quick, soak)
        return run

    return add

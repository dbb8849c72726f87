"""Impact ratios of groups. Pure.

The ratio of a group is its rate over the highest rate of its category, as in New York City's Local
Law 144 (6 RCNY 5-300); below four fifths it is evidence of adverse impact (29 CFR 1607.4 D).
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from uuid import UUID

FOUR_FIFTHS = 0.8
CROSSED = ("sex", "ethnicity")
"""Categories that are looked at together too, as Local Law 144 asks."""
Groups = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate who said something of themselves, known since ``since``."""

    id: UUID
    groups: Groups
    since: datetime


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who was ranked at a time, the best first, with their scores."""

    at: datetime
    ranked: Sequence[tuple[UUID, float]]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of a group there were, and how many of them were ``chosen``."""

    category: str
    group: str
    people: int
    chosen: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """Of a group that is too small, no figure is told, for it could point at somebody."""

    category: str
    group: str
    too_few: bool
    people: int | None = None
    chosen: int | None = None
    rate: float | None = None
    impact_ratio: float | None = None
    below_four_fifths: bool | None = None


def selected(people: Sequence[Person], rankings: Iterable[Ranking], top: int) -> list[Cell]:
    """Chosen: among the ``top`` of a ranking. In each, everybody counts who was there then."""
    by_id = {person.id: person for person in people}
    coming = deque(sorted(people, key=lambda person: person.since))
    present: Counter[tuple[str, str]] = Counter()
    there: Counter[tuple[str, str]] = Counter()
    chosen: Counter[tuple[str, str]] = Counter()
    for ranking in sorted(rankings, key=lambda ranking: ranking.at):
        while coming and coming[0].since <= ranking.at:
            present.update(_cells_of(coming.popleft().groups))
        there.update(present)
        for key, _ in ranking.ranked[:top]:
            if key in by_id and by_id[key].since <= ranking.at:
                chosen.update(_cells_of(by_id[key].groups))
    return _cells(there, chosen)


def scored(people: Sequence[Person], rankings: Iterable[Ranking]) -> list[Cell]:
    """Chosen: scored above the median of all who were ranked."""
    scores = [each for ranking in rankings for each in ranking.ranked]
    middle = median(score for _, score in scores) if scores else 0.0
    by_id = {person.id: person for person in people}
    there: Counter[tuple[str, str]] = Counter()
    chosen: Counter[tuple[str, str]] = Counter()
    for key, score in scores:
        if key in by_id:
            cells = _cells_of(by_id[key].groups)
            there.update(cells)
            chosen.update(cells if score > middle else ())
    return _cells(there, chosen)


def ratios(cells: Iterable[Cell], smallest: int) -> list[Ratio]:
    """By category and group. Groups of fewer than ``smallest`` neither count nor are told of."""
    by_category: dict[str, list[Cell]] = {}
    for cell in cells:
        by_category.setdefault(cell.category, []).append(cell)
    return [ratio for each in by_category.values() for ratio in _of_category(each, smallest)]


def _of_category(cells: Sequence[Cell], smallest: int) -> list[Ratio]:
    rates = {cell.group: cell.chosen / cell.people for cell in cells if cell.people >= smallest}
    highest = max(rates.values(), default=0.0)
    return [_ratio(cell, rates.get(cell.group), highest) for cell in cells]


def _ratio(cell: Cell, rate: float | None, highest: float) -> Ratio:
    if rate is None:
        return Ratio(cell.category, cell.group, too_few=True)
    ratio = rate / highest if highest else None
    return Ratio(
        category=cell.category,
        group=cell.group,
        too_few=False,
        people=cell.people,
        chosen=cell.chosen,
        rate=round(rate, 4),
        impact_ratio=None if ratio is None else round(ratio, 4),
        below_four_fifths=None if ratio is None else ratio < FOUR_FIFTHS,
    )


def _cells_of(groups: Groups) -> list[tuple[str, str]]:
    cells = list(groups.items())
    if all(category in groups for category in CROSSED):
        cells.append((" x ".join(CROSSED), " x ".join(groups[each] for each in CROSSED)))
    return cells


def _cells(there: Counter[tuple[str, str]], chosen: Counter[tuple[str, str]]) -> list[Cell]:
    return [Cell(*key, people, chosen[key]) for key, people in sorted(there.items())]

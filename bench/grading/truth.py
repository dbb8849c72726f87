"""Jobs and people made of the shipped taxonomy, and how well each person truly fits each job.

The grade is said by what a person was made to be: trade, skills and years. What is written of
them (``writing``) tells it incompletely and in other words, as résumés do.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from hirewire_ai_worker.taxonomy.load import Tables, shipped_folder

from bench.grading.pools import Pools

ASKED, WISHED, OWN = 6, 3, 9
PER_JOB = 25
MOST, HALF, SOME = 0.75, 0.5, 0.3
"""Of the skills asked."""
_SMALLEST_FAMILY = 3


@dataclass(frozen=True, slots=True)
class Trade:
    name: str
    family: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """``asked`` and ``wished`` are keys of skills."""

    id: int
    trade: Trade
    asked: tuple[str, ...]
    wished: tuple[str, ...]
    years: int


@dataclass(frozen=True, slots=True)
class Person:
    """``lure`` is the opening that a stuffer writes for, without fitting it better."""

    id: int
    trade: Trade
    skills: tuple[str, ...]
    years: int
    lure: Opening | None = None


def grade(opening: Opening, person: Person) -> int:
    """3 fits, 2 could do it, 1 is near to it, 0 is not."""
    held = len(set(opening.asked) & set(person.skills)) / len(opening.asked)
    same, akin = person.trade == opening.trade, person.trade.family == opening.trade.family
    if same and held >= MOST and person.years >= opening.years:
        return 3
    if (same and held >= HALF) or (akin and held >= MOST):
        return 2
    return 1 if (akin and held >= SOME) or held >= HALF else 0


def trades() -> list[Trade]:
    """Those with names of their own in English letters; a family has at least three."""
    families: defaultdict[str, list[Trade]] = defaultdict(list)
    for row in Tables(shipped_folder()).rows("titles"):
        aliases = tuple(alias for alias in row["aliases"].split("|") if alias.isascii() and alias)
        families[row["family"]].append(Trade(row["name"], row["family"], aliases[:6]))
    return [
        trade for found in families.values() if len(found) >= _SMALLEST_FAMILY for trade in found
    ]


class Maker:
    """Draws openings and people; the same seed draws the same ones."""

    def __init__(self, known: Sequence[Trade], pools: Pools, seed: int) -> None:
        self._chance = Random(seed)  # noqa: S311 - the same set every time
        self._known, self._pools = known, pools
        self._kin: defaultdict[str, list[Trade]] = defaultdict(list)
        for trade in known:
            self._kin[trade.family].append(trade)
        self._count = 0

    def opening(self, number: int) -> Opening:
        trade = self._chance.choice(self._known)
        drawn = self._chance.sample(self._pools.near(trade.name), ASKED + WISHED)
        years = self._chance.choice((0, 2, 3, 5, 8))
        return Opening(number, trade, tuple(drawn[:ASKED]), tuple(drawn[ASKED:]), years)

    def people_for(self, opening: Opening) -> list[Person]:
        """Good ones, half ones, siblings, same title without the skills, strangers, stuffers."""
        sibling = self._sibling(opening.trade)
        stranger = self._chance.choice(self._known)
        plan = (
            *((opening.trade, share, None) for share in (1, 1, 0.85, 0.7, 0.5, 0.5, 0.2, 0.2)),
            *((sibling, share, None) for share in (0.85, 0.7, 0.5, 0.3, 0.3, 0.0)),
            *((stranger, share, None) for share in (0.5, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0)),
            *((trade, 0.2, opening) for trade in (opening.trade, sibling, sibling, stranger)),
        )
        return [self._person(opening, *planned) for planned in plan][:PER_JOB]

    def _person(self, opening: Opening, trade: Trade, share: float, lure: Opening | None) -> Person:
        held = self._chance.sample(opening.asked, round(share * ASKED))
        wished = self._chance.sample(opening.wished, round(share * WISHED))
        of_trade = self._chance.sample(self._pools.near(trade.name), OWN)
        others = [key for key in of_trade if key not in opening.asked][: OWN - len(held)]
        years = max(0, opening.years + self._chance.choice((-3, -1, 0, 1, 3, 6)))
        self._count += 1
        skills = tuple(dict.fromkeys((*held, *wished, *others)))
        return Person(self._count, trade, skills, years, lure)

    def _sibling(self, trade: Trade) -> Trade:
        return self._chance.choice([kin for kin in self._kin[trade.family] if kin != trade])

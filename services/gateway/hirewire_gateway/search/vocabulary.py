"""The taxonomy's words as search knows them: synonyms, kinds of a thing, and what was mistyped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST_NAME = 4
"""Words of the longest names that are looked for in a query."""
_MOST_OTHERS = 16
_SHORTEST = 4
_SHORTEST_OF_TWO_SLIPS = 8


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``others`` maps a folded name to what else is found by it, the nearest first.

    ``letters`` are the single words of all names, by their first letter; ``names`` are sorted.
    """

    others: Mapping[str, tuple[str, ...]] = field(repr=False)
    letters: Mapping[str, Sequence[str]] = field(repr=False)
    words: frozenset[str] = field(repr=False)
    names: Sequence[str] = field(repr=False)

    def also(self, name: str) -> tuple[str, ...]:
        """Synonyms and kinds of it ("container orchestration": Kubernetes)."""
        return self.others.get(name.casefold(), ())

    def knows(self, name: str) -> bool:
        return name.casefold() in self.others

    def corrected(self, word: str) -> str | None:
        """The known word that somebody meant who typed an unknown one.

        One slip is forgiven from 4 letters on, two from 8 on (optimal string alignment), none in
        the first letter, where people rarely err. Of words as near, the longer one was meant: a
        letter is left out more easily than put in.
        """
        folded = word.casefold()
        if len(folded) < _SHORTEST or not folded.isalpha() or folded in self.words:
            return None
        slips = 2 if len(folded) >= _SHORTEST_OF_TWO_SLIPS else 1
        near = process.extract(
            folded, self.letters.get(folded[0], ()), scorer=OSA.distance, score_cutoff=slips
        )
        nearest = min(near, key=lambda found: (found[1], -len(found[0])), default=None)
        return None if nearest is None else nearest[0]


@cache
def vocabulary() -> Vocabulary:
    """What is shipped; read once."""
    table = (files("hirewire_gateway.search") / "data" / "vocabulary.tsv").read_text("utf-8")
    others: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines()[1:]:
        name, forms, narrower = line.split("\t")
        same = (name, *_listed(forms))
        for form in same:
            beside = tuple(other for other in same if other.casefold() != form.casefold())
            kinds = _listed(narrower)
            others.setdefault(form.casefold(), (*beside, *kinds)[:_MOST_OTHERS])
    words = sorted({word for name in others for word in name.split() if word.isalpha()})
    letters: dict[str, list[str]] = {}
    for word in words:
        letters.setdefault(word[0], []).append(word)
    return Vocabulary(others, letters, frozenset(words), sorted(others))


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()

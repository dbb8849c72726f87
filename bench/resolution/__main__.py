"""``python -m bench.resolution [--vectors]``: how often two names that are taken for one thing are.

The pairs are written by hand, of names as documents spell them. Rungs: the exact key, the form
(which is what ai_worker merges by), and for comparison the same with doubled letters made single,
and likeness by RapidFuzz and by sentence vectors, from some threshold on. Exit 1 when merging by
form errs more often than once in a hundred.
"""

import argparse
import csv
import itertools
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hirewire_ai_worker.extraction.organizations import organization_key
from hirewire_ai_worker.graph.forms import form_of
from hirewire_ai_worker.taxonomy.names import fold, key_of
from hirewire_embedding import Embedder
from rapidfuzz import fuzz

PAIRS = Path(__file__).with_name("pairs.csv")
LEAST_PRECISION = 0.99


@dataclass(frozen=True, slots=True)
class Pair:
    type: str
    first: str
    second: str
    same: bool


Rule = Callable[[Pair], bool]


@dataclass(frozen=True, slots=True)
class Count:
    """Pairs that a rule takes for the same, and those that are."""

    right: int
    taken: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.taken if self.taken else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true


def read_pairs() -> list[Pair]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [Pair(row["type"], row["first"], row["second"], row["same"] == "1") for row in rows]


def exact(pair: Pair) -> bool:
    key = organization_key if pair.type == "organization" else key_of
    return key(pair.first) == key(pair.second)


def by_form(pair: Pair) -> bool:
    return exact(pair) or _same(_forms(pair))


def by_single_letters(pair: Pair) -> bool:
    return exact(pair) or _same([_single(form) for form in _forms(pair)])


def by_likeness(least: float) -> Rule:
    return lambda pair: fuzz.token_sort_ratio(fold(pair.first), fold(pair.second)) >= least


def by_vectors(embedder: Embedder, least: float) -> Rule:
    def rule(pair: Pair) -> bool:
        first, second = embedder.embed([pair.first, pair.second])
        return float(first @ second) >= least

    return rule


def count(rule: Rule, pairs: Sequence[Pair]) -> Count:
    taken = [pair for pair in pairs if rule(pair)]
    return Count(sum(pair.same for pair in taken), len(taken), sum(pair.same for pair in pairs))


def _forms(pair: Pair) -> list[str]:
    return [form_of(pair.type, name) or "" for name in (pair.first, pair.second)]


def _same(forms: Sequence[str]) -> bool:
    return forms[0] == forms[1] != ""


def _single(text: str) -> str:
    return "".join(letter for letter, _ in itertools.groupby(text))


def _show(name: str, counted: Count) -> None:
    print(
        f"{name:<28}{counted.precision:>10.3f}{counted.recall:>8.3f}"
        f"{counted.right:>7} of {counted.taken}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vectors", action="store_true", help="load the model and compare with it")
    given = parser.parse_args()
    pairs = read_pairs()
    print(f"{len(pairs)} pairs, {sum(pair.same for pair in pairs)} of them the same")
    print(f"{'':<28}{'precision':>10}{'recall':>8}{'right':>7}")
    merged = count(by_form, pairs)
    _show("exact key", count(exact, pairs))
    _show("form (merged by)", merged)
    _show("form, doubled letters single", count(by_single_letters, pairs))
    for least in (95, 90, 85):
        _show(f"RapidFuzz from {least}", count(by_likeness(least), pairs))
    if given.vectors:
        embedder = Embedder.load(Path(".local/models"), threads=1)
        for cosine in (0.95, 0.9, 0.8):
            _show(f"MiniLM from {cosine}", count(by_vectors(embedder, cosine), pairs))
    return int(merged.precision < LEAST_PRECISION)


if __name__ == "__main__":
    sys.exit(main())

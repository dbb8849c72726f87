"""A graded set put together, and what the ways to rank make of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from hirewire_matching.vectors import Vectoriser

from bench.grading.pools import Pools
from bench.grading.truth import Maker, Opening, Person, Trade, grade
from bench.grading.ways import Ours, Peers, Remembering, Scores, ndcg
from bench.grading.writing import Ad, Resume, Writer

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Trial:
    openings: Sequence[Opening]
    people: Sequence[Person]
    ads: Sequence[Ad] = field(repr=False)
    resumes: Sequence[Resume] = field(repr=False)
    ours: Ours = field(repr=False)
    peers: Peers = field(repr=False)
    writer: Writer = field(repr=False)

    @classmethod
    def of(
        cls, vectoriser: Vectoriser, known: Sequence[Trade], pools: Pools, jobs: int, seed: int
    ) -> "Trial":
        maker, writer = Maker(known, pools, seed), Writer(pools, seed)
        openings = [maker.opening(number) for number in range(jobs)]
        people = [person for opening in openings for person in maker.people_for(opening)]
        resumes = [writer.resume(person) for person in people]
        once = Remembering(vectoriser)
        ads = [writer.ad(opening) for opening in openings]
        ours, peers = Ours(once, resumes), Peers.of(once, resumes)
        return cls(openings, people, ads, resumes, ours, peers, writer)


@dataclass(slots=True)
class Found:
    """Per opening: nDCG, that among people who do not stuff, its stuffers among the first ten."""

    ndcg: list[float] = field(default_factory=list)
    honest: list[float] = field(default_factory=list)
    stuffers: list[int] = field(default_factory=list)


def graded(trial: Trial) -> dict[str, Found]:
    found: defaultdict[str, Found] = defaultdict(Found)
    honest = np.array([person.lure is None for person in trial.people])
    for opening, ad in zip(trial.openings, trial.ads, strict=True):
        grades = np.array([grade(opening, person) for person in trial.people])
        ways = {"ours": trial.ours.scores(ad), **trial.peers.scores(ad)}
        for name, scores in ways.items():
            found[name].ndcg.append(ndcg(scores, grades))
            found[name].honest.append(ndcg(scores[honest], grades[honest]))
            found[name].stuffers.append(_stuffers(trial, opening, scores))
    return dict(found)


def stuffing_gains(trial: Trial) -> list[float]:
    """By how much each stuffer's score with its job is above that without the stuffing."""
    gains = []
    for person, stuffed in zip(trial.people, trial.resumes, strict=True):
        if person.lure is not None:
            ad, honest = trial.ads[person.lure.id], replace(person, lure=None)
            without = trial.ours.score(ad, trial.writer.resume(honest))
            gains.append(trial.ours.score(ad, stuffed) - without)
    return gains


def _stuffers(trial: Trial, opening: Opening, scores: Scores) -> int:
    first = np.argsort(-scores, kind="stable")[:DEPTH]
    return sum(trial.people[place].lure == opening for place in first)

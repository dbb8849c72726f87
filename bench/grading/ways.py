"""The ways to rank that are held against each other, each as scores of all people for a job."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from hirewire_matching.main import BENCH
from hirewire_matching.pairs.comparing import Opening, Person, compare, opening, person
from hirewire_matching.ranking import score
from hirewire_matching.runs.judgement import Bench
from hirewire_matching.vectors import Vectoriser, Vectors
from numpy.typing import NDArray

from bench.grading.writing import Ad, Resume
from bench.titles import Bm25

Scores = NDArray[np.float64]
_RRF = 60


class Remembering:
    """A vectoriser that makes the vector of a text once; many people share titles."""

    def __init__(self, vectoriser: Vectoriser) -> None:
        self._vectoriser, self._known = vectoriser, dict[str, Vectors]()

    @property
    def stamp(self) -> str:
        return self._vectoriser.stamp

    def embed(self, texts: Sequence[str]) -> Vectors:
        for text in texts:
            if text not in self._known:
                self._known[text] = self._vectoriser.embed([text])[0]
        found = [self._known[text] for text in texts]
        return np.stack(found) if found else np.zeros((0, 384), np.float32)


class Ours:
    """Every person judged as a run judges them, without retrieval."""

    def __init__(self, vectoriser: Vectoriser, resumes: Sequence[Resume]) -> None:
        self._vectoriser = vectoriser
        self._people = [person(vectoriser, str(r.candidate.id), r.candidate) for r in resumes]

    def scores(self, ad: Ad, bench: Bench = BENCH) -> Scores:
        job = self.job(ad)
        return np.array([score(compare(bench, job, somebody)) for somebody in self._people])

    def score(self, ad: Ad, resume: Resume) -> float:
        """Of one of them, or of somebody else."""
        somebody = person(self._vectoriser, str(resume.candidate.id), resume.candidate)
        return score(compare(BENCH, self.job(ad), somebody))

    def job(self, ad: Ad) -> Opening:
        return opening(self._vectoriser, "job", ad.details, ad.facts)

    @property
    def people(self) -> Sequence[Person]:
        return self._people


@dataclass(frozen=True, slots=True)
class Peers:
    """BM25 over words, the bare model over whole texts, and both fused by their ranks (RRF)."""

    vectoriser: Vectoriser
    words: Bm25
    vectors: Vectors = field(repr=False)

    @classmethod
    def of(cls, vectoriser: Vectoriser, resumes: Sequence[Resume]) -> "Peers":
        texts = [resume.text for resume in resumes]
        return cls(vectoriser, Bm25(texts), vectoriser.embed(texts))

    def scores(self, ad: Ad) -> dict[str, Scores]:
        words = np.asarray(self.words.scores(ad.text), np.float64)
        model = np.asarray(self.vectors @ self.vectoriser.embed([ad.text])[0], np.float64)
        fused = 1 / (_RRF + _ranks(words)) + 1 / (_RRF + _ranks(model))
        return {"BM25": words, "MiniLM": model, "RRF of both": fused}


def _ranks(scores: Scores) -> Scores:
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return ranks


def ndcg(scores: Scores, grades: NDArray[np.int_], depth: int = 10) -> float:
    """With gains of 2^grade - 1 (Burges et al. 2005); equals in the order that is worst for us."""
    gains = 2.0**grades - 1
    order = np.lexsort((gains, -np.round(scores, 6)))[:depth]
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    best = np.sort(gains)[::-1][:depth] @ discounts
    return float(gains[order] @ discounts / best) if best else 0.0

"""What a run does with stored profiles, done in memory: the same vectors, the same judgement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from hirewire_contracts.candidates import Candidate
from hirewire_contracts.documents import JobFacts
from hirewire_contracts.jobs import JobDetails
from numpy.typing import NDArray

from hirewire_matching.profiles.demands import Demand
from hirewire_matching.profiles.people import Portrayal
from hirewire_matching.profiles.texts import job_texts, passages_of
from hirewire_matching.ranking import CandidateProfile, JobProfile, Ledger, Similarities
from hirewire_matching.runs.judgement import Bench
from hirewire_matching.vectors import Vectoriser, Vectors

DIGITS = 6
Halves = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Opening:
    """A job ready to be held against people."""

    profile: JobProfile
    title: Halves = field(repr=False)
    text: Halves = field(repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate ready to be held against jobs; ``titles`` by their keys."""

    profile: CandidateProfile
    titles: Mapping[str, Halves] = field(repr=False)
    texts: Sequence[Halves] = field(repr=False)


def opening(
    vectoriser: Vectoriser, job_id: str, details: JobDetails, facts: JobFacts | None = None
) -> Opening:
    """Takes its time, as ``person`` does: call both from a thread."""
    title, text = _halved(vectoriser.embed(job_texts(details)))
    return Opening(JobProfile(job_id, Demand(details, facts).requirements()), title, text)


def person(vectoriser: Vectoriser, candidate_id: str, candidate: Candidate) -> Person:
    portrayal = Portrayal(candidate)
    passages = passages_of(portrayal)
    vectors = _halved(vectoriser.embed([passage.text for passage in passages]))
    pairs = list(zip(passages, vectors, strict=True))
    return Person(
        replace(portrayal.profile(), id=candidate_id),
        {passage.key: vector for passage, vector in pairs if passage.kind == "title"},
        [vector for passage, vector in pairs if passage.kind == "text"],
    )


def compare(bench: Bench, job: Opening, somebody: Person) -> Ledger:
    """A pure function of what is passed in."""
    semantic = max((_cosine(job.text, text) for text in somebody.texts), default=None)
    titles = {key: _cosine(job.title, title) for key, title in somebody.titles.items()}
    return bench.ledger(job.profile, somebody.profile, Similarities(semantic, titles))


def _halved(vectors: Vectors) -> Halves:
    """As exact as they are stored."""
    return vectors.astype(np.float16).astype(np.float32)


def _cosine(one: Halves, other: Halves) -> float:
    lengths = float(np.linalg.norm(one)) * float(np.linalg.norm(other))
    return round(float(np.dot(one, other)) / lengths, DIGITS) if lengths else 0.0

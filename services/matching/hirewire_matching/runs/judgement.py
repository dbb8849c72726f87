"""A shortlist judged: ledgers, the scores that are their arithmetic, and the best of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hirewire_matching.profiles.candidates import PROFILE
from hirewire_matching.profiles.places import keys_against
from hirewire_matching.ranking import (
    CandidateProfile,
    JobProfile,
    Ledger,
    Place,
    Ranked,
    Relations,
    Similarities,
    Weights,
    ledger,
    rank,
)
from hirewire_matching.runs.contenders import Contender, Shares
from hirewire_matching.runs.wanted import EXACT_BELOW

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Bench:
    """By what is judged; ``relations_version`` tells one table of skills from another.

    ``exact_below``: fewer candidates who pass the filters are compared one by one.
    """

    relations: Relations
    weights: Weights
    relations_version: str
    exact_below: int = EXACT_BELOW

    @property
    def version(self) -> str:
        """What is recorded with a run: the same inputs under the same version score the same."""
        return f"{self.weights.version}+skills-{self.relations_version}"

    def weighing(self, shares: Shares) -> "Bench":
        """The same, by a job's own weights."""
        return replace(self, weights=self.weights.with_shares(shares.items()))

    def best(self, job: JobProfile, contenders: Iterable[Contender], most: int) -> Sequence[Ranked]:
        """A pure function of what is passed in. It takes its time: call it from a thread."""
        return rank(self._judge(job, contender) for contender in contenders)[:most]

    def ledger(
        self, job: JobProfile, candidate: CandidateProfile, similarities: Similarities
    ) -> Ledger:
        return ledger(job, _placed(candidate, job), similarities, self.relations, self.weights)

    def _judge(self, job: JobProfile, contender: Contender) -> Ledger:
        near = similarities(contender.semantic, contender.titles)
        return self.ledger(job, PROFILE.validate_json(contender.profile), near)


def similarities(semantic: float | None, titles: Mapping[str, float]) -> Similarities:
    """Cosines as the database tells them, to the digits that count."""
    return Similarities(
        semantic=None if semantic is None else round(semantic, _DIGITS),
        titles={key: round(cosine, _DIGITS) for key, cosine in titles.items()},
    )


def _placed(candidate: CandidateProfile, job: JobProfile) -> CandidateProfile:
    """Places under the keys that this job asks for; without any of these they are unknown."""
    rows = (*job.requirements, *job.filters)
    asked = [key for row in rows if row.kind == "location" for key in row.keys]
    places = tuple(
        Place(key, place.name, place.evidence)
        for place in candidate.places or ()
        for key in keys_against(place.key, asked)
    )
    return replace(candidate, places=places or None)

"""Matches, each with the verdicts that make its score: runs, and what people think of them.

A run ranks candidates for a job, or the other way round the open jobs for a candidate.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from hirewire_contracts.message import Command, Event, Value
from hirewire_contracts.values import Confidence, Count, Evidence, ShortText, Stamp

Judgement = Literal["good", "bad"]
VerdictName = Literal["met", "partial", "not_met", "unknown"]
WeighedKind = Literal[
    "skill",
    "skill_years",
    "title",
    "seniority",
    "experience",
    "education",
    "language",
    "certificate",
    "location",
    "workplace",
    "semantic",
]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Filters(Value):
    """Hard filters: apart from the score, and shown."""

    locations: tuple[ShortText, ...] = ()
    min_years_of_experience: float | None = Field(default=None, ge=0)
    languages: tuple[ShortText, ...] = ()
    skills: tuple[ShortText, ...] = ()
    certificates: tuple[ShortText, ...] = ()


class Verdict(Value):
    """One requirement held against one candidate; ``contribution`` is its part of the score.

    ``path`` leads through the skills from what the candidate has to what is asked, for a partial
    verdict that rests on kinship.
    """

    requirement: ShortText
    kind: str
    required: bool
    verdict: VerdictName
    weight: float = Field(ge=0)
    contribution: float
    reason: str
    score_if_met: Confidence | None = Field(
        default=None, description="what the score would be if this were wholly met; null: it is"
    )
    path: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    job_evidence: tuple[Evidence, ...] = ()


class HardFilter(Value):
    name: str
    detail: str
    passed: bool | None = Field(default=None, description="null: not known")


class MatchItem(Value):
    candidate_id: UUID
    score: Confidence
    rank: int = Field(ge=1)
    verdicts: tuple[Verdict, ...]
    components: dict[str, float]
    hard_filters: tuple[HardFilter, ...] = ()
    to_ask: tuple[str, ...] = Field(default=(), description="what is unknown and worth asking")


class RunInputs(Value):
    job_sequence: Count
    profile_sequences: dict[str, Count]


class MatchRun(Stamp):
    """The answer of a run as the REST API shows it."""

    job_id: UUID
    job_title: str
    items: tuple[MatchItem, ...]
    considered: Count
    model_version: str
    weights_version: str
    weights: dict[str, Share] = Field(
        default_factory=dict, description="the job's own weights; a kind that is not here has ours"
    )
    inputs: RunInputs
    finished_at: AwareDatetime


class RankCandidates(Command):
    """``weights`` stay the job's until others are given; ``{}`` goes back to ours."""

    type: ClassVar[str] = "matching.rank_candidates.v1"
    about: ClassVar[str] = "run_id"

    run_id: UUID
    job_id: UUID
    limit: int = Field(default=20, ge=1, le=100)
    filters: Filters = Filters()
    weights: dict[WeighedKind, Share] | None = None


class MatchRunCompleted(Event):
    type: ClassVar[str] = "matching.match_run_completed.v1"
    about: ClassVar[str] = "run"

    run: MatchRun


class JobMatch(Value):
    job_id: UUID
    job_title: str
    score: Confidence
    rank: int = Field(ge=1)
    verdicts: tuple[Verdict, ...]
    components: dict[str, float]
    to_ask: tuple[str, ...] = Field(default=(), description="what is unknown and worth asking")


class CandidateRunInputs(Value):
    profile_sequence: Count
    job_sequences: dict[str, Count]


class CandidateRun(Stamp):
    """The open jobs that fit a candidate, as the REST API shows it."""

    candidate_id: UUID
    items: tuple[JobMatch, ...]
    considered: Count
    model_version: str
    weights_version: str
    inputs: CandidateRunInputs
    finished_at: AwareDatetime


class RankJobs(Command):
    type: ClassVar[str] = "matching.rank_jobs.v1"
    about: ClassVar[str] = "run_id"

    run_id: UUID
    candidate_id: UUID
    limit: int = Field(default=20, ge=1, le=100)


class CandidateRunCompleted(Event):
    type: ClassVar[str] = "matching.candidate_run_completed.v1"
    about: ClassVar[str] = "run"

    run: CandidateRun


class Feedback(Stamp):
    """What somebody thinks of one match of a run, with the score that they were shown."""

    run_id: UUID
    job_id: UUID
    candidate_id: UUID
    judgement: Judgement
    reason: str | None = Field(default=None, max_length=2_000)
    score: Confidence
    model_version: str
    weights_version: str


class GiveFeedback(Command):
    """``match_id`` is the candidate, or of a candidate's run the job, that is judged."""

    type: ClassVar[str] = "matching.give_feedback.v1"
    about: ClassVar[str] = "feedback_id"

    feedback_id: UUID
    run_id: UUID
    match_id: UUID
    judgement: Judgement
    reason: str | None = Field(default=None, max_length=2_000)


class FeedbackGiven(Event):
    type: ClassVar[str] = "matching.feedback_given.v1"
    about: ClassVar[str] = "feedback"

    feedback: Feedback


MESSAGES = (
    RankCandidates,
    MatchRunCompleted,
    RankJobs,
    CandidateRunCompleted,
    GiveFeedback,
    FeedbackGiven,
)

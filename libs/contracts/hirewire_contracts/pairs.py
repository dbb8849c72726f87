"""Two texts compared and not kept: ai_worker reads them, matching scores them."""

from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from hirewire_contracts.documents import JobFacts, ResumeFacts
from hirewire_contracts.matching import Verdict
from hirewire_contracts.message import Command, Event
from hirewire_contracts.values import Confidence, Stamp


class ReadPair(Command):
    """Read a job ad and a résumé that nobody keeps, and have them compared until ``answer_by``."""

    type: ClassVar[str] = "ai_worker.read_pair.v1"
    about: ClassVar[str] = "pair_id"

    pair_id: UUID
    job: str = Field(min_length=1, max_length=50_000)
    resume: str = Field(min_length=1, max_length=200_000)
    answer_by: AwareDatetime


class PairScore(Stamp):
    """A job's text held against a résumé's; in evidence, ids of documents that nobody keeps."""

    score: Confidence
    verdicts: tuple[Verdict, ...]
    components: dict[str, float]
    to_ask: tuple[str, ...] = ()
    model_version: str
    weights_version: str


class ScorePair(Command):
    """Compare what two texts were read to say; after ``answer_by`` nobody waits for it."""

    type: ClassVar[str] = "matching.score_pair.v1"
    about: ClassVar[str] = "pair_id"

    pair_id: UUID
    job: JobFacts
    resume: ResumeFacts
    answer_by: AwareDatetime


class PairScored(Event):
    type: ClassVar[str] = "matching.pair_scored.v1"
    about: ClassVar[str] = "pair"

    pair: PairScore


MESSAGES = (ReadPair, ScorePair, PairScored)

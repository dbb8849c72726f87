"""What operators ask of every service: its dead letters, schedules and queues.

Questions and answers have exchanges of their own, which no foreign program can reach: they concern
all workspaces at once.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from hirewire_contracts.instance import (
    MOST_LETTERS,
    DeadLetter,
    DeadLetterContents,
    DeadLetterGroup,
    Id,
    LetterFilter,
    LetterOutcome,
    QueueState,
    ScheduleState,
)
from hirewire_contracts.message import Answer, Question
from hirewire_contracts.settlement import Problem


class ListDeadLetters(Question):
    """The newest first; ``before`` is the last id of the page before."""

    type: ClassVar[str] = "chassis.list_dead_letters.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    chosen: LetterFilter = LetterFilter()
    limit: int = Field(default=50, ge=1, le=MOST_LETTERS)
    before: int | None = None


class DeadLettersListed(Answer):
    type: ClassVar[str] = "chassis.dead_letters_listed.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    letters: tuple[DeadLetter, ...]


class GroupDeadLetters(Question):
    """The largest groups first."""

    type: ClassVar[str] = "chassis.group_dead_letters.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    chosen: LetterFilter = LetterFilter()
    limit: int = Field(default=100, ge=1, le=MOST_LETTERS)


class DeadLettersGrouped(Answer):
    type: ClassVar[str] = "chassis.dead_letters_grouped.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    groups: tuple[DeadLetterGroup, ...]


class ShowDeadLetter(Question):
    type: ClassVar[str] = "chassis.show_dead_letter.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    letter: Id


class DeadLetterShown(Answer):
    type: ClassVar[str] = "chassis.dead_letter_shown.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    letter: DeadLetterContents


class ReplayDeadLetters(Question):
    """Back to the queue each died in, ``rate`` letters per second or all at once."""

    type: ClassVar[str] = "chassis.replay_dead_letters.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    chosen: LetterFilter
    limit: int = Field(default=100, ge=1, le=MOST_LETTERS)
    rate: float | None = Field(default=None, ge=0.01, le=1000)
    force: bool = False
    dry_run: bool = False


class EditDeadLetter(Question):
    """Send what a letter should have said, as a new message that it caused.

    ``corrected`` is the message's ``data``; for a letter that could not be read, a whole envelope.
    """

    type: ClassVar[str] = "chassis.edit_dead_letter.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    letter: Id
    corrected: dict[str, JsonValue]
    force: bool = False


class DeadLettersReplayed(Answer):
    """A letter that is not mentioned was not touched. ``more``: others are left that were meant."""

    type: ClassVar[str] = "chassis.dead_letters_replayed.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    outcomes: tuple[LetterOutcome, ...]
    more: bool = False


class ArchiveDeadLetters(Question):
    """Out of the way, and kept."""

    type: ClassVar[str] = "chassis.archive_dead_letters.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    chosen: LetterFilter


class DeadLettersArchived(Answer):
    """``letters`` are the first thousand of the ``count`` that were not archived before."""

    type: ClassVar[str] = "chassis.dead_letters_archived.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    count: int
    letters: tuple[int, ...]


class ListSchedules(Question):
    type: ClassVar[str] = "chassis.list_schedules.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID


class ChangeSchedule(Question):
    """``run`` sends it now, beside its plan, also when it is paused."""

    type: ClassVar[str] = "chassis.change_schedule.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    name: str = Field(max_length=200)
    change: Literal["pause", "resume", "run"]


class SchedulesListed(Answer):
    type: ClassVar[str] = "chassis.schedules_listed.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    schedules: tuple[ScheduleState, ...]


class ReportQueues(Question):
    type: ClassVar[str] = "chassis.report_queues.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID


class QueuesReported(Answer):
    type: ClassVar[str] = "chassis.queues_reported.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    queues: tuple[QueueState, ...]


class Refused(Answer):
    """It was not done, and why."""

    type: ClassVar[str] = "chassis.refused.v1"
    about: ClassVar[str] = "question_id"

    question_id: UUID
    problem: Problem


MESSAGES = (
    ListDeadLetters,
    DeadLettersListed,
    GroupDeadLetters,
    DeadLettersGrouped,
    ShowDeadLetter,
    DeadLetterShown,
    ReplayDeadLetters,
    EditDeadLetter,
    DeadLettersReplayed,
    ArchiveDeadLetters,
    DeadLettersArchived,
    ListSchedules,
    ChangeSchedule,
    SchedulesListed,
    ReportQueues,
    QueuesReported,
    Refused,
)

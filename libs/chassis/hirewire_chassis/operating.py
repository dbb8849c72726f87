"""What a service says to an operator's questions."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from hirewire_contracts import Answer, Question
from hirewire_contracts.operating import (
    ArchiveDeadLetters,
    ChangeSchedule,
    EditDeadLetter,
    GroupDeadLetters,
    ListDeadLetters,
    ListSchedules,
    ReplayDeadLetters,
    ReportQueues,
    ShowDeadLetter,
)

from hirewire_chassis import letter_answers as letters
from hirewire_chassis import schedule_answers as schedules
from hirewire_chassis.office import Office
from hirewire_chassis.queue_report import report_queues

_ANSWERS: Mapping[type[Question], Callable[[Any, str, Office], Awaitable[Answer]]] = {
    ListDeadLetters: letters.list_letters,
    GroupDeadLetters: letters.group_letters,
    ShowDeadLetter: letters.show_letter,
    ReplayDeadLetters: letters.replay_letters,
    EditDeadLetter: letters.edit_letter,
    ArchiveDeadLetters: letters.archive_letters,
    ListSchedules: schedules.list_schedules,
    ChangeSchedule: schedules.change_schedule,
    ReportQueues: report_queues,
}


async def answer_of(question: Question, asker: UUID, office: Office) -> Answer:
    """Asked twice, what changes anything has one effect."""
    return await _ANSWERS[type(question)](question, f"user {asker}", office)

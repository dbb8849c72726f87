"""What a service says of its dead letters, and what it does with them when it is asked to."""

from base64 import b64encode
from dataclasses import asdict
from uuid import UUID

from hirewire_contracts import Answer
from hirewire_contracts.instance import (
    MOST_LETTERS,
    DeadLetter,
    DeadLetterContents,
    DeadLetterGroup,
    LetterFilter,
    LetterOutcome,
)
from hirewire_contracts.operating import (
    ArchiveDeadLetters,
    DeadLettersArchived,
    DeadLettersGrouped,
    DeadLetterShown,
    DeadLettersListed,
    DeadLettersReplayed,
    EditDeadLetter,
    GroupDeadLetters,
    ListDeadLetters,
    Refused,
    ReplayDeadLetters,
    ShowDeadLetter,
)

from hirewire_chassis import dead_letter_store as letters
from hirewire_chassis.context import Context
from hirewire_chassis.dead_letter_store import Filter
from hirewire_chassis.ladder import LONGEST, UNIT_MS
from hirewire_chassis.office import Office, refused
from hirewire_chassis.publisher import UnavailableError
from hirewire_chassis.replay import Pace, Replayer, Step

MOST_BYTES = 4 * 1024 * 1024
"""Of a letter that is shown over the broker; larger ones are read at the machine."""


async def list_letters(question: ListDeadLetters, _by: str, office: Office) -> Answer:
    async with office.database.reading(Context()) as session:
        found = await letters.find(
            session, _filter(question.chosen), limit=question.limit, before=question.before
        )
    service = office.database.service
    shown = tuple(DeadLetter(service=service, **asdict(letter)) for letter in found)
    return DeadLettersListed(question_id=question.question_id, letters=shown)


async def group_letters(question: GroupDeadLetters, _by: str, office: Office) -> Answer:
    async with office.database.reading(Context()) as session:
        found = await letters.group(session, _filter(question.chosen), limit=question.limit)
    service = office.database.service
    groups = tuple(DeadLetterGroup(service=service, **asdict(group)) for group in found)
    return DeadLettersGrouped(question_id=question.question_id, groups=groups)


async def show_letter(question: ShowDeadLetter, _by: str, office: Office) -> Answer:
    async with office.database.reading(Context()) as session:
        found = await letters.show(session, question.letter)
    if found is None:
        return _no_letter(question)
    if len(found.raw) > MOST_BYTES:
        detail = f"It has {len(found.raw)} bytes; read it with `hirewire dead-letters show`."
        return refused(question, 413, "too_large", detail)
    shown = DeadLetterContents(
        service=office.database.service,
        **asdict(found.summary),
        traceback=found.traceback,
        envelope=None if found.envelope is None else dict(found.envelope),
        raw=b64encode(found.raw).decode(),
        headers=dict(found.headers),
    )
    return DeadLetterShown(question_id=question.question_id, letter=shown)


async def replay_letters(question: ReplayDeadLetters, by: str, office: Office) -> Answer:
    """What was sent before the broker went away is told; the rest stays as it is.

    No more letters at a time than the delay queues can hold back at that rate.
    """
    rate, limit = question.rate, question.limit
    if rate is not None:
        limit = min(limit, int(rate * LONGEST * UNIT_MS / 1000) + 1)
    pace = Pace(rate, force=question.force, dry_run=question.dry_run)
    replayer = Replayer(office.database, office.publisher, by, by_ladder=True)
    steps: list[Step] = []
    try:
        async for step in replayer.replay(_filter(question.chosen), pace, limit + 1):
            steps.append(step)
            if len(steps) == limit:
                break
    except UnavailableError:
        if not steps:
            raise
    return _replayed(question.question_id, *steps, more=len(steps) == limit)


async def edit_letter(question: EditDeadLetter, by: str, office: Office) -> Answer:
    replayer = Replayer(office.database, office.publisher, by, by_ladder=True)
    step = await replayer.edit(question.letter, question.corrected, force=question.force)
    return _replayed(question.question_id, step, more=False)


async def archive_letters(question: ArchiveDeadLetters, _by: str, office: Office) -> Answer:
    async with office.database.transaction(Context()) as tx:
        archived = await letters.archive(tx, _filter(question.chosen))
    return DeadLettersArchived(
        question_id=question.question_id, count=len(archived), letters=archived[:MOST_LETTERS]
    )


def _filter(chosen: LetterFilter) -> Filter:
    return Filter(**dict(chosen))


def _replayed(question_id: UUID, *steps: Step, more: bool) -> DeadLettersReplayed:
    outcomes = tuple(
        LetterOutcome(
            letter=step.letter_id,
            outcome=step.outcome,
            queue=step.queue,
            message_id=step.message_id,
            reason=step.reason,
        )
        for step in steps
    )
    return DeadLettersReplayed(question_id=question_id, outcomes=outcomes, more=more)


def _no_letter(question: ShowDeadLetter) -> Refused:
    return refused(question, 404, "not_found", f"There is no dead letter {question.letter} here.")

"""Messages that died, of all services: /v1/admin/dead-letters."""

from typing import Annotated

from fastapi import Depends, Path, Request
from hirewire_chassis import new_id
from hirewire_contracts.instance import DeadLetter, DeadLetterContents, ServiceName
from hirewire_contracts.operating import (
    ArchiveDeadLetters,
    DeadLettersArchived,
    DeadLetterShown,
    DeadLettersReplayed,
    EditDeadLetter,
    ReplayDeadLetters,
    ShowDeadLetter,
)
from starlette.responses import Response

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.admin.asking import ask, note
from hirewire_gateway.http.admin.letter_lists import group_letters, page_of
from hirewire_gateway.http.admin.models import (
    ArchiveReport,
    Choice,
    Correction,
    DeadLetterGroups,
    ReplayOrder,
    ReplayReport,
)
from hirewire_gateway.http.lists import Listed, ListRequest
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.routing import router
from hirewire_gateway.identity.permissions import Actor

routes = router("/v1/admin/dead-letters", "operators")
Reader = Annotated[Actor, Depends(Permit("admin:read"))]
Writer = Annotated[Actor, Depends(Permit("admin:write"))]
LetterId = Annotated[int, Path(ge=1, lt=2**63)]


@routes.get("", response_model=Listed[DeadLetter])
async def list_dead_letters(request: Request, actor: Reader, listing: ListRequest) -> Response:
    """The newest first, without what they say, of all services that answer within five seconds.

    Filters: service, status, queue, type, reason, traceback_hash. ``unanswered`` names the
    services whose letters are missing.
    """
    return await listing.answer(actor, lambda query: page_of(request, actor, query))


@routes.get("/groups", response_model=DeadLetterGroups)
async def group_dead_letters(request: Request, actor: Reader) -> Response:
    """Letters that died of the same thing, counted; the largest groups first. Filters as above."""
    return json_response(await group_letters(request, actor))


@routes.get("/{service}/{letter}", response_model=DeadLetterContents)
async def show_dead_letter(
    request: Request, service: ServiceName, letter: LetterId, actor: Reader
) -> Response:
    """All that is known, with what the message says; the audit log tells who has read it."""
    await note(request, actor, "dead_letter.show", {"service": service, "letter": str(letter)})
    question = ShowDeadLetter(question_id=new_id(), letter=letter)
    answer = await ask(request, actor, service, question, DeadLetterShown)
    return json_response(answer.letter)


@routes.post("/replay", response_model=ReplayReport)
async def replay_dead_letters(request: Request, body: ReplayOrder, actor: Writer) -> Response:
    """Back to the queue each died in. A letter replayed twice has one effect."""
    details = body.model_dump_json(exclude_defaults=True)
    await note(request, actor, "dead_letters.replay", {"order": details})
    question = ReplayDeadLetters(
        question_id=new_id(),
        chosen=body.chosen if body.letters or body.status else body.new_ones,
        limit=body.limit,
        rate=body.rate,
        force=body.force,
        dry_run=body.dry_run,
    )
    return await _replayed(request, actor, body.service, question)


@routes.post("/archive", response_model=ArchiveReport)
async def archive_dead_letters(request: Request, body: Choice, actor: Writer) -> Response:
    """Out of the way, and kept for a while."""
    details = body.model_dump_json(exclude_defaults=True)
    await note(request, actor, "dead_letters.archive", {"order": details})
    question = ArchiveDeadLetters(question_id=new_id(), chosen=body.chosen)
    answer = await ask(request, actor, body.service, question, DeadLettersArchived)
    return json_response(ArchiveReport(count=answer.count, letters=answer.letters))


@routes.post("/{service}/{letter}/edit", response_model=ReplayReport)
async def edit_dead_letter(
    request: Request, service: ServiceName, letter: LetterId, body: Correction, actor: Writer
) -> Response:
    """Send what it should have said, as a message of its own. The same words twice are one."""
    await note(request, actor, "dead_letter.edit", {"service": service, "letter": str(letter)})
    question = EditDeadLetter(
        question_id=new_id(), letter=letter, corrected=body.data, force=body.force
    )
    return await _replayed(request, actor, service, question)


async def _replayed(
    request: Request,
    actor: Actor,
    service: ServiceName,
    question: ReplayDeadLetters | EditDeadLetter,
) -> Response:
    answer = await ask(request, actor, service, question, DeadLettersReplayed)
    return json_response(ReplayReport(outcomes=answer.outcomes, more=answer.more))

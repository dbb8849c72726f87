"""Lists of dead letters over all services."""

import json
from collections.abc import Mapping
from uuid import UUID

from fastapi import Request
from hirewire_chassis import new_id
from hirewire_contracts.instance import DeadLetter, LetterFilter, ServiceName
from hirewire_contracts.operating import (
    DeadLettersGrouped,
    DeadLettersListed,
    GroupDeadLetters,
    ListDeadLetters,
)
from hirewire_contracts.settlement import FieldError
from pydantic import ValidationError

from hirewire_gateway.http.admin.asking import SERVICES, ask_some
from hirewire_gateway.http.admin.models import DeadLetterGroups
from hirewire_gateway.http.problems import invalid
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.views.paging import Page, PageQuery, PageQueryError

_NOTHING = UUID(int=0)
_MOST_GROUPS = 100


async def page_of(request: Request, actor: Actor, query: PageQuery) -> Page[DeadLetter]:
    """The newest of all. The cursor holds how far each service has been read."""
    if query.sort != "created_at" or not query.descending:
        raise PageQueryError("sort", "this list is in the order of time, the newest first")
    if query.q or query.count:
        raise PageQueryError("q" if query.q else "count", "is not known here")
    services, chosen = _wanted(query.filters)
    places: dict[str, int] = json.loads(query.after[0]) if query.after else {}

    def question(service: ServiceName) -> ListDeadLetters:
        return ListDeadLetters(
            question_id=new_id(), chosen=chosen, limit=query.limit + 1, before=places.get(service)
        )

    told, silent = await ask_some(request, actor, services, question, DeadLettersListed)
    found = [letter for answer in told for letter in answer.letters]
    found.sort(key=lambda letter: (letter.dead_at, letter.id), reverse=True)
    shown = tuple(found[: query.limit])
    if len(found) == len(shown):
        return Page(shown, unanswered=silent)
    reached = {**places, **{letter.service: letter.id for letter in shown}}
    return Page(shown, (json.dumps(reached), _NOTHING), unanswered=silent)


async def group_letters(request: Request, actor: Actor) -> DeadLetterGroups:
    """The largest groups of all. Raises a 422 problem for an unknown filter."""
    try:
        services, chosen = _wanted(request.query_params)
    except PageQueryError as error:
        raise invalid(FieldError(pointer=f"?{error.parameter}", detail=error.detail)) from None

    def question(_service: ServiceName) -> GroupDeadLetters:
        return GroupDeadLetters(question_id=new_id(), chosen=chosen, limit=_MOST_GROUPS)

    told, silent = await ask_some(request, actor, services, question, DeadLettersGrouped)
    found = [group for answer in told for group in answer.groups]
    found.sort(key=lambda group: group.letters, reverse=True)
    return DeadLetterGroups(items=tuple(found[:_MOST_GROUPS]), unanswered=silent)


def _wanted(given: Mapping[str, str]) -> tuple[tuple[ServiceName, ...], LetterFilter]:
    named = dict(given)
    service = named.pop("service", None)
    services = tuple(name for name in SERVICES if service in (None, name))
    if not services:
        raise PageQueryError("service", f"is one of {', '.join(SERVICES)}")
    if "ids" in named:
        raise PageQueryError("ids", "is not known here")
    try:
        return services, LetterFilter.model_validate(named)
    except ValidationError as error:
        problem = error.errors()[0]
        raise PageQueryError(str(problem["loc"][0]), problem["msg"]) from None

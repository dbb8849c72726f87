"""Putting an operator's question to the services, and writing into the audit log that they did."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, get_args

from fastapi import Request
from hirewire_chassis import Context
from hirewire_chassis.asking import UnansweredError
from hirewire_contracts import Answer, Question
from hirewire_contracts.instance import ServiceName
from hirewire_contracts.operating import Refused

from hirewire_gateway.audit.journal import NOWHERE, Deed, record_alone
from hirewire_gateway.http.origins import origin_of
from hirewire_gateway.http.problems import ProblemError, fail
from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.state import state_of

SERVICES: tuple[ServiceName, ...] = get_args(ServiceName)
READING_SECONDS = 5.0
CHANGING_SECONDS = 28.0
A = TypeVar("A", bound=Answer)


async def ask_some(
    request: Request,
    actor: Actor,
    services: Sequence[ServiceName],
    make: Callable[[ServiceName], Question],
    wanted: type[A],
) -> tuple[list[A], tuple[str, ...]]:
    """The answers there are, and the services that gave none within five seconds."""
    told = await asyncio.gather(*(_try(request, actor, name, make(name)) for name in services))
    silent = (name for name, answer in zip(services, told, strict=True) if answer is None)
    return [answer for answer in told if isinstance(answer, wanted)], tuple(silent)


async def ask(
    request: Request,
    actor: Actor,
    service: ServiceName,
    question: Question,
    wanted: type[A],
) -> A:
    """The answer. Raises the problem of a refusal, and 504 when there is none in time."""
    seconds = CHANGING_SECONDS if request.method == "POST" else READING_SECONDS
    try:
        asker = state_of(request)["asker"]
        answer = await asker.ask(service, question, _context(actor), seconds)
    except UnansweredError as error:
        detail = f"{error}. What was asked for may happen all the same; to ask again is safe."
        raise fail(504, "no_answer", detail, {"Retry-After": "5"}) from None
    if isinstance(answer, Refused):
        raise ProblemError(answer.problem)
    if not isinstance(answer, wanted):
        raise fail(502, "odd_answer", f"{service} answers with {answer.type}.")
    return answer


async def note(request: Request, actor: Actor, action: str, details: Mapping[str, str]) -> None:
    """Before something is done, that it is asked for; in the chain that is of no workspace."""
    deed = Deed(action, actor.user_id, origin_of(request), details=details)
    await record_alone(state_of(request)["database"], NOWHERE, deed)


async def _try(
    request: Request, actor: Actor, service: ServiceName, question: Question
) -> Answer | None:
    """A refusal is no answer here: what one service lacks hides not the others'."""
    try:
        asker = state_of(request)["asker"]
        answer = await asker.ask(service, question, _context(actor), READING_SECONDS)
    except UnansweredError:
        return None
    return None if isinstance(answer, Refused) else answer


def _context(actor: Actor) -> Context:
    """Of no workspace: operators ask about the instance."""
    return Context(actor_id=actor.user_id, actor_roles=actor.roles)

"""From a write request to its answer: the one way that all command routes go."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from hirewire_chassis import Transaction, new_id
from hirewire_contracts import Command
from hirewire_contracts.values import Reference
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from hirewire_gateway.audit.journal import Deed, record
from hirewire_gateway.http.backpressure import refuse_beyond_bound
from hirewire_gateway.http.idempotency import (
    claim,
    keep_answer,
    kept_response,
    still_running,
)
from hirewire_gateway.http.models import KeptAnswer, Operation
from hirewire_gateway.http.operation_state import begin, operation_state, problem_of_operation
from hirewire_gateway.http.operations_repository import OperationRepository
from hirewire_gateway.http.problems import problem_of, problem_response
from hirewire_gateway.http.representation import json_response
from hirewire_gateway.http.writing import Writing

Decide = Callable[[Transaction], Awaitable[Command]]
"""Checks what can be checked at once, raising a problem, and says which command to send."""
Represent = Callable[[], Awaitable[Response]]
"""Makes the representation of what was found, with no transaction open."""
Show = Callable[[AsyncSession, UUID], Awaitable[Represent | None]]
"""Finds the resource of this id in the read model; None when it is not there."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the command does: to which resource, and how that is answered once it is done.

    ``action`` is what the audit log calls it, for what decides about people.
    """

    resource: Reference
    status: int
    show: Show
    action: str | None = None


async def submit(writing: Writing, effect: Effect, decide: Decide) -> Response:
    """Accept the write durably, wait as long as the client likes, and answer.

    One transaction holds the operation, the idempotency key and the command in the outbox. The
    answer is the resource from the read model, the problem that the command met, or 202. A
    repeated request gets what the first one got, or its operation's outcome if it got nothing.
    """
    async with writing.database.transaction(writing.context(new_id())) as tx:
        earlier = await _earlier(tx, writing)
        if earlier is None:
            refuse_beyond_bound(writing.state)
            command = await decide(tx)
            operation = _operation(tx, effect)
            await OperationRepository(tx.session, tx.workspace_id).add(operation)
            tx.send(command)
            await _noted(tx, writing, effect)
        else:
            kept = kept_response(earlier)
            if kept is not None:
                return kept
            operation = await _taken_up(tx, earlier)
    await _wait(writing, operation)
    return await _answer(writing, effect, operation.id)


async def _noted(tx: Transaction, writing: Writing, effect: Effect) -> None:
    """That it was asked for; how it ended, the operation tells."""
    if effect.action is None:
        return
    deed = Deed(
        effect.action,
        writing.actor.user_id,
        writing.origin,
        resource=(effect.resource.kind, effect.resource.id),
        details={"operation": str(tx.context.correlation_id)},
    )
    await record(tx, tx.workspace_id, deed)


async def _earlier(tx: Transaction, writing: Writing) -> KeptAnswer | None:
    if writing.key is None:
        return None
    return await claim(tx, writing.key, writing.busy, tx.context.correlation_id)


async def _taken_up(tx: Transaction, earlier: KeptAnswer) -> Operation:
    """The operation of a request whose process died before it could answer."""
    if earlier.operation_id is None:
        raise still_running()
    operation = await OperationRepository(tx.session, tx.workspace_id).get(earlier.operation_id)
    if operation.finished_at is None and tx.now < earlier.busy_until:
        raise still_running()
    return operation


async def _wait(writing: Writing, operation: Operation) -> None:
    seconds = writing.preference.wait_seconds
    if seconds > 0 and operation.finished_at is None:
        context = writing.context(operation.id)
        await writing.state["hub"].operation_done(operation.id, seconds, context)


def _operation(tx: Transaction, effect: Effect) -> Operation:
    operation_id = tx.context.correlation_id
    return Operation(
        id=operation_id,
        workspace_id=tx.workspace_id,
        user_id=tx.context.actor_id,
        status="pending",
        resource_kind=effect.resource.kind,
        resource_id=effect.resource.id,
        resource_href=effect.resource.href,
        success_status=effect.status,
        timeline=[begin(operation_id, tx.now)],
        created_at=tx.now,
    )


async def _answer(writing: Writing, effect: Effect, operation_id: UUID) -> Response:
    async with writing.database.reading(writing.context(operation_id)) as session:
        operations = OperationRepository(session, writing.actor.workspace_id)
        operation = await operations.get(operation_id)
        found = await _found(session, operation, effect)
    response = await _outcome(operation, found, writing.request_id)
    response.headers.update(writing.preference.headers)
    if writing.key is not None and operation.status != "failed":
        async with writing.database.transaction(writing.context(operation_id)) as tx:
            await keep_answer(tx, writing.key, response)
    return response


async def _found(session: AsyncSession, operation: Operation, effect: Effect) -> Represent | None:
    if operation.status != "succeeded" or operation.success_status == HTTPStatus.NO_CONTENT:
        return None
    return await effect.show(session, operation.resource_id)


async def _outcome(operation: Operation, found: Represent | None, request_id: str) -> Response:
    match operation.status:
        case "succeeded":
            return await _success(operation, found)
        case "rejected":
            fallback = problem_of(409, "rejected", "The change was refused.")
            return problem_response(problem_of_operation(operation) or fallback, request_id)
        case "failed":
            detail = "The change could not be carried out. It is kept, to be tried again by us."
            problem = problem_of(500, "operation_failed", detail)
            return problem_response(problem, request_id, {"Location": operation.href})
        case _:
            return json_response(operation_state(operation), 202, {"Location": operation.href})


async def _success(operation: Operation, found: Represent | None) -> Response:
    if found is None:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    response = await found()
    response.status_code = operation.success_status
    if response.status_code == HTTPStatus.CREATED:
        response.headers["Location"] = operation.resource_href
    return response

"""Questions to other services: answered within seconds, or not at all.

Nothing is kept: a question waits half a minute at most, and an answer goes to the one process that
asked, by a queue that ends with its connection (docs/adr/0051).
"""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from uuid import UUID

import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage
from hirewire_contracts import Answer, Envelope, Question, UnsupportedTypeError, read
from pydantic import ValidationError

from hirewire_chassis.context import Context
from hirewire_chassis.headers import ANSWER_TO
from hirewire_chassis.ids import new_id
from hirewire_chassis.link import Link
from hirewire_chassis.outbox import envelope_for
from hirewire_chassis.publisher import Parcel, Publisher, UnavailableError
from hirewire_chassis.topology import ANSWERS, QUESTIONS, question_queue

PATIENCE_SECONDS = 10.0
log = structlog.get_logger(__name__)


class UnansweredError(Exception):
    """No answer came in time. What was asked for may be done all the same."""


class Asker:
    """Asks in the name of ``service``; several questions may be open at once."""

    def __init__(self, url: str, service: str, publisher: Publisher) -> None:
        self._service = service
        self._publisher = publisher
        self._address = f"hirewire.{service}.answers.{new_id().hex}"
        self._link = Link(url, f"{service}/answers", self._open)
        self._open_questions: dict[UUID, asyncio.Future[Answer]] = {}

    async def __aenter__(self) -> Self:
        await self._link.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._link.__aexit__(kind, error, traceback)

    async def ask(
        self, service: str, question: Question, context: Context, seconds: float = PATIENCE_SECONDS
    ) -> Answer:
        """The answer of ``service``, which may be a ``Refused``. Raises UnansweredError."""
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._open_questions[question.subject] = waiting
        try:
            async with asyncio.timeout(seconds):
                await self._link.up.wait()
                await self._publisher.publish(self._parcel(service, question, context))
                return await waiting
        except TimeoutError:
            raise UnansweredError(f"{service} did not answer within {seconds:g} s") from None
        except UnavailableError as error:
            raise UnansweredError(f"{service} cannot be asked: {error}") from None
        finally:
            del self._open_questions[question.subject]

    def _parcel(self, service: str, question: Question, context: Context) -> Parcel:
        envelope = envelope_for(question, context, self._service, datetime.now(UTC))
        headers = {ANSWER_TO: self._address}
        where = question_queue(service)
        return Parcel(QUESTIONS, where, envelope.to_json(), str(envelope.id), headers)

    async def _open(self, connection: AbstractConnection) -> Iterable[AbstractChannel]:
        channel = connection.channel(publisher_confirms=False)
        await channel.initialize()
        queue = await channel.declare_queue(self._address, exclusive=True, auto_delete=True)
        await queue.bind(ANSWERS, self._address)
        await queue.consume(self._accept, no_ack=True)
        return (channel,)

    async def _accept(self, delivery: AbstractIncomingMessage) -> None:
        try:
            envelope = Envelope.model_validate_json(delivery.body)
            answer = read(envelope.type, envelope.data)
        except (ValidationError, UnsupportedTypeError) as error:
            log.warning("an answer could not be read", error=type(error).__name__)
            return
        waiting = self._open_questions.get(answer.subject)
        if waiting is not None and not waiting.done() and isinstance(answer, Answer):
            waiting.set_result(answer)

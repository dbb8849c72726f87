"""Answers questions to this service, in the name of whoever asked: operators' and users'."""

import asyncio
from datetime import UTC, datetime

import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage
from hirewire_contracts import Answer, Envelope, Question, UnsupportedTypeError, read
from hirewire_contracts.operating import Refused
from hirewire_contracts.roles import OPERATOR
from pydantic import ValidationError

from hirewire_chassis.context import Context
from hirewire_chassis.errors import TransientError, classify
from hirewire_chassis.headers import ANSWER_TO
from hirewire_chassis.mortuary import settle
from hirewire_chassis.office import Office, refused
from hirewire_chassis.operating import answer_of
from hirewire_chassis.outbox import envelope_for
from hirewire_chassis.publisher import Parcel, UnavailableError
from hirewire_chassis.topology import ANSWERS, question_queue

_AT_ONCE = 4
_SECONDS = 25
log = structlog.get_logger(__name__)


class Answerer:
    """Consumes the service's questions. One that cannot be read, or answered to, is dropped."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._service = office.database.service

    async def open(self, connection: AbstractConnection) -> AbstractChannel:
        channel = connection.channel(publisher_confirms=False)
        await channel.initialize()
        await channel.set_qos(prefetch_count=_AT_ONCE)
        queue = await channel.get_queue(question_queue(self._service), ensure=True)
        await queue.consume(self._accept, no_ack=False)
        return channel

    async def _accept(self, delivery: AbstractIncomingMessage) -> None:
        try:
            await self._respond(delivery)
        except (UnavailableError, ValidationError, UnsupportedTypeError) as error:
            log.warning("a question stays unanswered", error=type(error).__name__)
        await settle(delivery, keep=False)

    async def _respond(self, delivery: AbstractIncomingMessage) -> None:
        envelope = Envelope.model_validate_json(delivery.body)
        question = read(envelope.type, envelope.data)
        address = delivery.headers.get(ANSWER_TO)
        if not isinstance(question, Question) or not isinstance(address, str):
            return
        context = Context.caused_by(envelope)
        answer = await self._answer(question, context)
        reply = envelope_for(answer, context, self._service, datetime.now(UTC))
        parcel = Parcel(ANSWERS, address, reply.to_json(), str(reply.id))
        await self._office.publisher.publish(parcel)

    async def _answer(self, question: Question, context: Context) -> Answer | Refused:
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._said(question, context)
        except Exception as error:
            cause = classify(error)
            if isinstance(cause, TransientError | UnavailableError):
                return refused(question, 503, "unavailable", f"Something is away: {cause}")
            log.exception("a question failed", type=question.type)
            return refused(question, 500, "internal", f"It failed with {type(error).__name__}.")

    async def _said(self, question: Question, context: Context) -> Answer:
        reply = self._office.replies.get(type(question))
        if reply is not None and context.workspace_id is not None and context.actor_id is not None:
            return await reply(question, context, self._office.database)
        if reply is not None or OPERATOR not in context.actor_roles or context.actor_id is None:
            return refused(question, 403, "forbidden", "Only who runs this instance may ask.")
        return await answer_of(question, context.actor_id, self._office)

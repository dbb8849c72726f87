"""Exchanges, queues and bindings as data, and their declaration. All queues are quorum queues.

``hirewire.commands`` and ``hirewire.events`` lead to the services' queues; ``hirewire.delay.N``
hold messages for a while (see ladder), ``hirewire.return`` brings them back to the one queue they
came from; ``hirewire.dead`` leads to each service's dead letters, ``hirewire.parked`` keeps what
nobody could be found for. ``hirewire.questions`` and ``hirewire.answers`` lead from an operator's
question to one service and back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from aio_pika.abc import AbstractChannel
from hirewire_contracts import Message, versions_of
from hirewire_contracts.message import Kind

from hirewire_chassis.ladder import LEVELS, delay_exchange, delay_queue, ttl_ms

COMMANDS = "hirewire.commands"
EVENTS = "hirewire.events"
RETURN = "hirewire.return"
DEAD = "hirewire.dead"
QUESTIONS = "hirewire.questions"
ANSWERS = "hirewire.answers"
UNROUTED = "hirewire.unrouted"
PARKED = "hirewire.parked"
DELIVERY_LIMIT = 20
QUESTION_TTL_MS = 30_000
EXCHANGES: Mapping[Kind, str] = {
    "command": COMMANDS,
    "event": EVENTS,
    "question": QUESTIONS,
    "answer": ANSWERS,
}


@dataclass(frozen=True, slots=True)
class Exchange:
    name: str
    kind: Literal["topic", "fanout"]
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Queue:
    name: str
    arguments: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Binding:
    """``target`` is a queue, or an exchange when ``to_exchange``."""

    source: str
    target: str
    routing_key: str
    to_exchange: bool = False


@dataclass(frozen=True, slots=True)
class Topology:
    exchanges: tuple[Exchange, ...] = ()
    queues: tuple[Queue, ...] = ()
    bindings: tuple[Binding, ...] = ()


def work_queue(service: str, subscription: str) -> str:
    return f"hirewire.{service}.{subscription}.v1"


def dead_queue(service: str) -> str:
    return f"hirewire.{service}.dead.v1"


def question_queue(service: str) -> str:
    return f"hirewire.{service}.questions.v1"


def backbone() -> Topology:
    """What all services share; declared once per broker, by whoever sets it up."""
    returning = {"alternate-exchange": UNROUTED}
    exchanges = (
        Exchange(COMMANDS, "topic"),
        Exchange(EVENTS, "topic"),
        Exchange(RETURN, "topic", returning),
        Exchange(DEAD, "topic", returning),
        Exchange(QUESTIONS, "topic"),
        Exchange(ANSWERS, "topic"),
        Exchange(UNROUTED, "fanout"),
        *(Exchange(delay_exchange(level), "topic") for level in range(LEVELS)),
    )
    queues = (
        Queue(PARKED, {"x-queue-type": "quorum"}),
        *(Queue(delay_queue(level), _delay_arguments(level)) for level in range(LEVELS)),
    )
    parked = Binding(UNROUTED, PARKED, "")
    rungs = (binding for level in range(LEVELS) for binding in _rung(level))
    return Topology(exchanges, queues, (parked, *rungs))


def service_topology(service: str, queues: Mapping[str, Iterable[type[Message]]]) -> Topology:
    """A service's own queues: subscription name -> the messages that it takes."""
    dead = dead_queue(service)
    asked = question_queue(service)
    bindings = [
        Binding(DEAD, dead, f"hirewire.{service}.#"),
        Binding(QUESTIONS, asked, asked),
    ]
    work = {work_queue(service, name): tuple(messages) for name, messages in queues.items()}
    for queue, messages in work.items():
        bindings.append(Binding(RETURN, queue, f"#.{queue}"))
        for message in messages:
            source = EXCHANGES[message.kind]
            bindings += [Binding(source, queue, known) for known in versions_of(message)]
    kept = {"x-queue-type": "quorum"}
    waiting = Queue(asked, {**kept, "x-message-ttl": QUESTION_TTL_MS})
    declared = (Queue(dead, kept), waiting, *map(_work_queue, work))
    return Topology((), declared, tuple(bindings))


def _work_queue(name: str) -> Queue:
    return Queue(
        name,
        {
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD,
            "x-dead-letter-routing-key": name,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )


def _delay_arguments(level: int) -> Mapping[str, str | int]:
    return {
        "x-queue-type": "quorum",
        "x-message-ttl": ttl_ms(level),
        "x-dead-letter-exchange": delay_exchange(level - 1) if level else RETURN,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def _rung(level: int) -> tuple[Binding, Binding]:
    """Bit ``level`` of the routing key: 1 waits in this level's queue, 0 goes a level down."""
    skipped = "*." * (LEVELS - 1 - level)
    below = delay_exchange(level - 1) if level else RETURN
    source = delay_exchange(level)
    return (
        Binding(source, delay_queue(level), f"{skipped}1.#"),
        Binding(source, below, f"{skipped}0.#", to_exchange=True),
    )


async def declare(channel: AbstractChannel, topology: Topology) -> None:
    """Declare it all; what is there already stays. Needs the right to configure each name."""
    for exchange in topology.exchanges:
        await channel.declare_exchange(
            exchange.name, exchange.kind, durable=True, arguments=dict(exchange.arguments)
        )
    for queue in topology.queues:
        await channel.declare_queue(queue.name, durable=True, arguments=dict(queue.arguments))
    for binding in topology.bindings:
        await _bind(channel, binding)


async def _bind(channel: AbstractChannel, binding: Binding) -> None:
    if binding.to_exchange:
        target = await channel.get_exchange(binding.target, ensure=False)
        await target.bind(binding.source, binding.routing_key)
    else:
        queue = await channel.get_queue(binding.target, ensure=False)
        await queue.bind(binding.source, binding.routing_key)

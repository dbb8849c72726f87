"""What a span says of a message, in the words of OpenTelemetry's conventions.

https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

from hirewire_contracts import Envelope

from hirewire_chassis.publisher import Parcel
from hirewire_chassis.traces import TRACEPARENT, Span, Traces


@contextmanager
def sending(traces: Traces, parcel: Parcel, body: bytes) -> Iterator[Parcel]:
    """The message as it goes out, with the sending as the parent of its handling."""
    envelope = Envelope.model_validate_json(body)
    attributes = {
        **_common("send", parcel.exchange, envelope),
        "messaging.rabbitmq.destination.routing_key": parcel.routing_key,
    }
    name = f"send {parcel.exchange}"
    with traces.span(name, "producer", envelope.traceparent, attributes) as span:
        headers = {**parcel.headers, TRACEPARENT: span.traceparent or ""}
        yield replace(parcel, headers=headers)


def handling(
    traces: Traces, queue: str, envelope: Envelope, parent: str | None
) -> AbstractContextManager[Span]:
    """``parent`` is what the relay says, if it does; else whoever made the message is it."""
    attributes = _common("process", queue, envelope) if traces.on else None
    return traces.span(f"process {queue}", "consumer", parent or envelope.traceparent, attributes)


def parent_of(headers: Mapping[str, Any]) -> str | None:
    """A retry brings none: then the envelope's own counts."""
    given = headers.get(TRACEPARENT)
    return given if isinstance(given, str) else None


def _common(operation: str, destination: str, envelope: Envelope) -> dict[str, str]:
    return {
        "messaging.system": "rabbitmq",
        "messaging.operation.name": operation,
        "messaging.operation.type": operation,
        "messaging.destination.name": destination,
        "messaging.message.id": str(envelope.id),
        "messaging.message.conversation_id": str(envelope.correlation),
        "hirewire.message.type": envelope.type,
    }

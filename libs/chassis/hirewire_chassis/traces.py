"""One trace from a request to its last effect; nothing of it is loaded unless it is asked for.

The context is carried by hand, as a W3C ``traceparent``: in the envelope from whoever sends a
message to whoever handles it, through the outbox and every retry; in the header from the relay.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Literal, Protocol

Kind = Literal["server", "producer", "consumer"]
Attributes = Mapping[str, str | int]
TRACEPARENT = "traceparent"


class Span:
    """What is being done now; where nothing is recorded it only hands its parent on."""

    def __init__(self, traceparent: str | None) -> None:
        self.traceparent = traceparent

    def name(self, name: str, attributes: Attributes) -> None:
        """Name it anew once more is known."""

    def fail(self, reason: str) -> None:
        """It did not come to its end."""


class Traces(Protocol):
    """``on`` says whether it is worth to find out attributes."""

    on: bool

    def span(
        self, name: str, kind: Kind, parent: str | None, attributes: Attributes | None = None
    ) -> AbstractContextManager[Span]:
        """``parent`` is a traceparent; one that is not well formed begins a new trace."""

    def close(self) -> None:
        """Send what was recorded; may block for seconds."""


class NoTraces:
    on = False

    def span(
        self, name: str, kind: Kind, parent: str | None, attributes: Attributes | None = None
    ) -> AbstractContextManager[Span]:
        del name, kind, attributes
        return nullcontext(Span(parent))

    def close(self) -> None:
        """There is nothing to send."""


OFF: Traces = NoTraces()


def traces_for(service: str, endpoint: str | None) -> Traces:
    """``endpoint`` is an OTLP collector's ``http://host:4318``; None records nothing."""
    if endpoint is None:
        return OFF
    from hirewire_chassis.spans import exported  # noqa: PLC0415 - the SDK costs 10 MB and 0.1 s

    return exported(service, endpoint)

"""Traces by OpenTelemetry. Imported only where they are wanted (see traces)."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span as Recorded
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from hirewire_chassis.traces import TRACEPARENT, Attributes, Kind, Span, Traces

_KINDS = {
    "server": SpanKind.SERVER,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
}
_PROPAGATOR = TraceContextTextMapPropagator()


class RecordedSpan(Span):
    def __init__(self, recorded: Recorded) -> None:
        context = recorded.get_span_context()
        ids = f"{context.trace_id:032x}-{context.span_id:016x}"
        super().__init__(f"00-{ids}-{context.trace_flags:02x}")
        self._recorded = recorded

    def name(self, name: str, attributes: Attributes) -> None:
        self._recorded.update_name(name)
        self._recorded.set_attributes(attributes)

    def fail(self, reason: str) -> None:
        self._recorded.set_status(Status(StatusCode.ERROR, reason))


class RecordedTraces:
    on = True

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("hirewire")

    @contextmanager
    def span(
        self, name: str, kind: Kind, parent: str | None, attributes: Attributes | None = None
    ) -> Iterator[Span]:
        context = _PROPAGATOR.extract({TRACEPARENT: parent} if parent else {})
        recorded = self._tracer.start_span(name, context, _KINDS[kind], attributes)
        span = RecordedSpan(recorded)
        try:
            yield span
        except BaseException as error:
            span.fail(type(error).__name__)
            raise
        finally:
            recorded.end()

    def close(self) -> None:
        self._provider.shutdown()


def exported(service: str, endpoint: str) -> Traces:
    """To an OTLP collector over HTTP, in batches and by a thread of its own."""
    provider = TracerProvider(resource=Resource({SERVICE_NAME: f"hirewire-{service}"}))
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return RecordedTraces(provider)

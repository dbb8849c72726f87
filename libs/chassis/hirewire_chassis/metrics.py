"""What Prometheus may ask of a service. One set of instruments per process, passed by argument."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    """Names end in their unit; labels hold queues, types and reasons, never ids."""

    def __init__(self, service: str) -> None:
        registry = CollectorRegistry()
        self.registry = registry
        self.handled = Counter(
            "hirewire_messages_handled_total",
            "Messages settled, by queue, type and settlement.",
            ["queue", "type", "settlement"],
            registry=registry,
        )
        self.handler_seconds = Histogram(
            "hirewire_handler_seconds",
            "Seconds from the start of a handler to its commit.",
            ["queue", "type"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.end_to_end_seconds = Histogram(
            "hirewire_end_to_end_seconds",
            "Seconds from a message's time to its effect.",
            ["queue"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.duplicates = Counter(
            "hirewire_inbox_duplicates_total",
            "Deliveries of messages that had taken effect before.",
            ["queue"],
            registry=registry,
        )
        self.retries = Counter(
            "hirewire_retries_total",
            "Messages sent to wait and be tried again, by attempt.",
            ["queue", "attempt"],
            registry=registry,
        )
        self.dead = Counter(
            "hirewire_dead_letters_total",
            "Messages that became dead letters, by reason.",
            ["queue", "reason"],
            registry=registry,
        )
        self.published = Counter(
            "hirewire_outbox_published_total", "Outbox rows confirmed.", registry=registry
        )
        self.publish_failures = Counter(
            "hirewire_outbox_publish_failures_total",
            "Outbox rows not confirmed.",
            registry=registry,
        )
        self.confirm_seconds = Histogram(
            "hirewire_publish_confirm_seconds",
            "Seconds from publish to the broker's confirm.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.outbox_rows = Gauge(
            "hirewire_outbox_rows", "Messages waiting in the outbox.", registry=registry
        )
        self.outbox_oldest_seconds = Gauge(
            "hirewire_outbox_oldest_seconds", "Age of the oldest due message.", registry=registry
        )
        self.consumers = Gauge(
            "hirewire_consumers", "1 while the queue is consumed.", ["queue"], registry=registry
        )
        self.paused = Gauge(
            "hirewire_breaker_open",
            "1 while an outage holds messages.",
            ["queue"],
            registry=registry,
        )
        Gauge("hirewire_service_info", "1.", ["service"], registry=registry).labels(service).set(1)

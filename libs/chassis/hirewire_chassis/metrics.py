"""What Prometheus may ask of a service. One set of instruments per process, passed by argument."""

from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class Metrics:
    """Names end in their unit; labels hold queues, types and reasons, never ids."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        info = Gauge("hirewire_service_info", "1.", ["service"], registry=self.registry)
        info.labels(service).set(1)
        self._observe_handling()
        self._observe_outbox()
        self._observe_time()

    def _observe_handling(self) -> None:
        count = partial(Counter, registry=self.registry)
        gauge = partial(Gauge, registry=self.registry)
        seconds = partial(Histogram, registry=self.registry, buckets=_SECONDS)
        self.handled = count(
            "hirewire_messages_handled_total",
            "Messages settled, by queue, type and settlement.",
            ["queue", "type", "settlement"],
        )
        self.handler_seconds = seconds(
            "hirewire_handler_seconds",
            "Seconds from the start of a handler to its commit.",
            ["queue", "type"],
        )
        self.end_to_end_seconds = seconds(
            "hirewire_end_to_end_seconds", "Seconds from a message's time to its effect.", ["queue"]
        )
        self.duplicates = count(
            "hirewire_inbox_duplicates_total",
            "Deliveries of messages that had taken effect before.",
            ["queue"],
        )
        self.retries = count(
            "hirewire_retries_total",
            "Messages sent to wait and be tried again, by attempt.",
            ["queue", "attempt"],
        )
        self.dead = count(
            "hirewire_dead_letters_total",
            "Messages that became dead letters, by reason.",
            ["queue", "reason"],
        )
        self.consumers = gauge("hirewire_consumers", "1 while the queue is consumed.", ["queue"])
        self.paused = gauge("hirewire_breaker_open", "1 while an outage holds messages.", ["queue"])

    def _observe_outbox(self) -> None:
        count = partial(Counter, registry=self.registry)
        gauge = partial(Gauge, registry=self.registry)
        self.published = count("hirewire_outbox_published_total", "Outbox rows confirmed.")
        self.publish_failures = count(
            "hirewire_outbox_publish_failures_total", "Outbox rows not confirmed."
        )
        self.confirm_seconds = Histogram(
            "hirewire_publish_confirm_seconds",
            "Seconds from publish to the broker's confirm.",
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.blocked = gauge(
            "hirewire_publishing_blocked", "1 while an alarm of the broker blocks publishers."
        )
        self.outbox_rows = gauge("hirewire_outbox_rows", "Messages waiting in the outbox.")
        self.outbox_oldest_seconds = gauge(
            "hirewire_outbox_oldest_seconds", "Age of the oldest due message."
        )

    def _observe_time(self) -> None:
        count = partial(Counter, registry=self.registry)
        self.scheduled = count(
            "hirewire_schedule_messages_total", "Messages sent by the clock.", ["schedule"]
        )
        self.schedule_failures = count(
            "hirewire_schedule_failures_total", "Ticks whose message failed.", ["schedule"]
        )
        self.swept = count("hirewire_swept_total", "Things removed after their time.", ["kind"])
        self.sweep_failures = count(
            "hirewire_sweep_failures_total", "Sweeps that did not get through.", ["kind"]
        )
        self.loop_stalls = count(
            "hirewire_loop_stalls_total", "Times that the event loop was blocked for seconds."
        )
        self.loop_lag_seconds = Gauge(
            "hirewire_loop_lag_seconds",
            "How late the event loop's last heartbeat was.",
            registry=self.registry,
        )
        self.stuck = Gauge(
            "hirewire_processes_stuck",
            "Unfinished processes that nothing has moved for longer than they should wait.",
            ["kind"],
            registry=self.registry,
        )

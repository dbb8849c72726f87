"""Requests, counted for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class RequestMetrics:
    """Labels hold the route's template, never a path with ids in it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "hirewire_http_requests_total",
            "Requests answered, by method, route and status.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "hirewire_http_request_seconds",
            "Seconds until a request was answered, by method and route.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=registry,
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

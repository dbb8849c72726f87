"""What happens to new writes when the broker has taken nothing for long."""

from http import HTTPStatus

from hirewire_gateway.http.problems import fail
from hirewire_gateway.state import State

_RETRY_AFTER_SECONDS = "5"


def refuse_beyond_bound(state: State) -> None:
    """Raises a 503 problem when as much waits in the outbox as may wait there.

    Until then a write is accepted whatever is wrong with the broker: it is durable.
    """
    if state["runtime"].backlog.rows < state["settings"].outbox_bound:
        return
    detail = "Too many changes wait to be passed on. Nothing was changed; try again later."
    retry = {"Retry-After": _RETRY_AFTER_SECONDS}
    raise fail(HTTPStatus.SERVICE_UNAVAILABLE, "backlog_full", detail, retry)

"""Structured logs: one JSON object per line with the ids of the message and of who acts."""

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Literal
from uuid import UUID

import structlog
from hirewire_contracts import Envelope

_SECRET_WORDS = ("password", "secret", "token", "authorization", "cookie", "api_key", "amqp_url")


def configure(service: str, level: str, form: Literal["json", "console"]) -> None:
    """Set up structlog and send the standard library's records the same way."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("aiormq", "aio_pika", "uvicorn.access", "uvicorn.error", "alembic"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    structlog.contextvars.bind_contextvars(service=service)


@contextmanager
def message_context(queue: str, envelope: Envelope) -> Iterator[None]:
    """Every line logged within names the message, its correlation, its actor and its workspace."""
    with structlog.contextvars.bound_contextvars(
        queue=queue,
        message_id=str(envelope.id),
        message_type=envelope.type,
        correlation_id=str(envelope.correlation),
        actor_id=_text(envelope.actorid),
        workspace_id=_text(envelope.workspaceid),
    ):
        yield


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _redact(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key in event:
        if any(word in key.lower() for word in _SECRET_WORDS):
            event[key] = "[redacted]"
    return event

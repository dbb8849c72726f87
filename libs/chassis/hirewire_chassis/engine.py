"""Connections to PostgreSQL that are given up when nothing comes back (docs/adr/0040)."""

from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

STATEMENT_SECONDS = 20.0
_SLOW = 0.75
_IDLE_SECONDS = 60
"""A transaction that its process leaves alone for so long is ended: the process may be frozen."""

KEEPALIVES = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25000",
}
"""By these the server ends a session, and frees its locks, 25 s after its client fell silent."""


class _Connection(asyncpg.Connection):  # type: ignore[misc] # asyncpg has no types
    """Sends ``first`` together with the BEGIN of the next transaction, in one round trip."""

    first = ""

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109 - asyncpg's signature
        if query.startswith("BEGIN"):
            query, self.first = query + self.first, ""
        status: str = await super().execute(query, *args, timeout=timeout)
        return status


def engine_for(
    url: str, schema: str, pool_size: int, *, statement_seconds: float | None = None
) -> AsyncEngine:
    """A pool for one schema; no limit of time for a statement unless ``statement_seconds``.

    The server itself ends what is merely slow after three quarters of that time (a transient
    error). A ConnectionError means that nothing came back, and the connection is thrown away.
    """
    settings = {
        "search_path": f"{schema},extensions",
        "application_name": f"hirewire-{schema}",
        "jit": "off",
        **KEEPALIVES,
    }
    if statement_seconds is not None:
        settings["statement_timeout"] = str(int(statement_seconds * _SLOW * 1000))
        settings["idle_in_transaction_session_timeout"] = str(_IDLE_SECONDS * 1000)
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        connect_args={
            "timeout": 5,
            "connection_class": _Connection,
            "command_timeout": statement_seconds,
            "server_settings": settings,
        },
    )
    event.listen(engine.sync_engine, "handle_error", _give_up, retval=True)
    return engine


def _give_up(context: ExceptionContext) -> BaseException | None:
    """SQLAlchemy throws this connection away; the others of its pool are as dead and go too."""
    if context.connection is None or not isinstance(context.original_exception, TimeoutError):
        return None
    context.invalidate_pool_on_disconnect = True
    return ConnectionError("the database does not answer")

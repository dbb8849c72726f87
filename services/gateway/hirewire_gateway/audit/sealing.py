"""Checkpoints, made again and again while the gateway runs."""

import asyncio
import contextlib
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog
from hirewire_chassis import Database
from hirewire_chassis.blobs import STORE_ERRORS, BlobStore
from joserfc.jwk import KeySet
from sqlalchemy.exc import SQLAlchemyError

from hirewire_gateway.audit.checkpoints import keep_checkpoints

log = structlog.get_logger(__name__)


class Sealing:
    """Runs until it is left; every replica may do it, for all come to the same."""

    def __init__(
        self, database: Database, store: BlobStore, keys: KeySet, every: timedelta
    ) -> None:
        self._database = database
        self._store = store
        self._keys = keys
        self._every = every

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="audit-checkpoints")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._every.total_seconds())
            try:
                await keep_checkpoints(self._database, self._store, self._keys)
            except (SQLAlchemyError, *STORE_ERRORS) as error:
                log.warning("no checkpoint of the audit log was kept", reason=str(error))

"""Checkpoints, made again and again while the gateway runs."""

import asyncio
from datetime import timedelta

import structlog
from hirewire_chassis import Database
from hirewire_chassis.blobs import STORE_ERRORS, BlobStore
from hirewire_chassis.tasks import Background
from joserfc.jwk import KeySet
from sqlalchemy.exc import SQLAlchemyError

from hirewire_gateway.audit.checkpoints import keep_checkpoints

log = structlog.get_logger(__name__)


class Sealing(Background):
    """Runs until it is left; every replica may do it, for all come to the same."""

    def __init__(
        self, database: Database, store: BlobStore, keys: KeySet, every: timedelta
    ) -> None:
        self._database = database
        self._store = store
        self._keys = keys
        self._every = every

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._every.total_seconds())
            try:
                await keep_checkpoints(self._database, self._store, self._keys)
            except (SQLAlchemyError, *STORE_ERRORS) as error:
                log.warning("no checkpoint of the audit log was kept", reason=str(error))

"""Which partitions of an outbox this process may send, held by advisory locks of one session."""

import math
import time

import asyncpg

from hirewire_chassis.outbox import PARTITIONS

_RENEW_SECONDS = 1.0
_MEMBERS = """
select count(*) from pg_stat_activity
where application_name = $1 and usename = current_user and datname = current_database()
"""

_TAKE = "select pg_try_advisory_lock(hashtext($1), $2)"
_RELEASE = "select pg_advisory_unlock(hashtext($1), $2)"


class Partitions:
    """Takes a fair share: all of them alone, half of them beside another process."""

    def __init__(self, connection: asyncpg.Connection, schema: str) -> None:
        self._connection = connection
        self._schema = schema
        self._renewed = -_RENEW_SECONDS
        self.owned: set[int] = set()

    async def renew(self) -> None:
        """Give up what is more than our share, then take what is free, at most once a second."""
        now = time.monotonic()
        if now - self._renewed < _RENEW_SECONDS:
            return
        self._renewed = now
        members = await self._connection.fetchval(_MEMBERS, f"hirewire-{self._schema}-relay")
        share = math.ceil(PARTITIONS / max(1, members))
        for part in sorted(self.owned)[share:]:
            await self._connection.execute(
                "select pg_advisory_unlock(hashtext($1), $2)", self._key, part
            )
            self.owned.discard(part)
        for part in range(PARTITIONS):
            if len(self.owned) >= share:
                break
            if part not in self.owned and await self._take(part):
                self.owned.add(part)

    @property
    def _key(self) -> str:
        return f"outbox:{self._schema}"

    async def _take(self, part: int) -> bool:
        return bool(await self._connection.fetchval(_TAKE, self._key, part))

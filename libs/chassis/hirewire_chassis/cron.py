"""When a cron expression ticks in a time zone, also when the clocks change.

Ticks are local times. One that a clock skips in spring does not happen; one that a clock shows
twice in autumn happens the first time only, unless the hour is left open (``*``): then every real
hour counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

_SHIFT = timedelta(hours=3)
"""More than any clock is ever turned at once."""
_FIELDS = 5
_HOURS = 24
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a local time


@dataclass(frozen=True, slots=True)
class Cron:
    """Five fields (minute, hour, day, month, weekday) and the name of an IANA time zone.

    Raises ValueError when one of them means nothing.
    """

    expression: str
    time_zone: str

    def __post_init__(self) -> None:
        if len(self.expression.split()) != _FIELDS:
            raise ValueError(f"{self.expression!r} does not have five fields")
        try:
            CronSim(self.expression, _EPOCH)
        except CronSimError as error:
            raise ValueError(f"{self.expression!r}: {error}") from error
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{self.time_zone!r} is no time zone") from error

    def after(self, moment: datetime) -> datetime | None:
        """The first tick later than ``moment``, in UTC; None when there is none for decades."""
        return next(self.ticks(moment), None)

    def latest(self, since: datetime, until: datetime) -> datetime | None:
        """The last tick in ``(since, until]``. Looks back in growing steps, for long pauses."""
        step = timedelta(hours=1)
        start = until
        while start > since:
            start = max(since, until - step)
            found = None
            for tick in self.ticks(start):
                if tick > until:
                    break
                found = tick
            if found is not None:
                return found
            step *= 4
        return None

    def ticks(self, after: datetime) -> Iterator[datetime]:
        """Every tick later than ``after``, in UTC and in order."""
        zone = ZoneInfo(self.time_zone)
        local = after.astimezone(zone).replace(tzinfo=None)
        waiting: list[datetime] = []
        for naive in CronSim(self.expression, local - _SHIFT):
            instants = self._instants(naive, zone)
            while waiting and instants and waiting[0] < instants[0]:
                yield waiting.pop(0)
            waiting = sorted(waiting + [tick for tick in instants if tick > after])
        yield from waiting

    def _instants(self, naive: datetime, zone: ZoneInfo) -> list[datetime]:
        first, second = (naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if first.astimezone(zone).replace(tzinfo=None) != naive:
            return []
        return [first, second] if first != second and self._every_hour else [first]

    @property
    def _every_hour(self) -> bool:
        return len(CronSim(self.expression, _EPOCH).hours) == _HOURS

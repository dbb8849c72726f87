"""What a work history adds up to."""

from collections.abc import Iterable
from datetime import datetime

from hirewire_contracts.values import Work

_MONTHS = 12


def newest_first(work: Iterable[Work]) -> list[Work]:
    """Running work first, then by its end and its start; undated work last, in its own order."""
    return sorted(work, key=_recency, reverse=True)


def years_worked(work: Iterable[Work], today: datetime) -> float | None:
    """The union of the dated stretches, so that two jobs at once count once; None without dates.

    A year without a month counts from its January when work began, to its December when it ended.
    """
    now = today.year * _MONTHS + today.month - 1
    stretches = sorted(filter(None, (_stretch(item, now) for item in work)))
    if not stretches:
        return None
    months, reached = 0, 0
    for start, end in stretches:
        months += max(0, end - max(start, reached))
        reached = max(reached, end)
    return round(months / _MONTHS, 1)


def _stretch(work: Work, now: int) -> tuple[int, int] | None:
    if work.start_date is None:
        return None
    start = _month(work.start_date, 1)
    if work.end_date is not None:
        return start, max(start, min(now, _month(work.end_date, _MONTHS)) + 1)
    return (start, max(start, now + 1)) if work.current else None


def _month(date: str, missing: int) -> int:
    year, _, month = date.partition("-")
    return int(year) * _MONTHS + int(month or missing) - 1


def _recency(work: Work) -> tuple[bool, str, str]:
    return work.current, work.end_date or "", work.start_date or ""

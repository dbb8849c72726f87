"""What was read, for people."""

from collections.abc import Iterator, Mapping
from typing import Any

MOST = 30
LABEL = 14


def summary(record: Mapping[str, Any]) -> str:
    """A few lines: what was found in the document, or why it could not be read."""
    return "\n".join(_lines(record)) + "\n"


def _lines(record: Mapping[str, Any]) -> Iterator[str]:
    yield f"{record['id']}  ({record['seconds']:.2f} s)"
    failure = record["failure"]
    if failure is not None:
        yield _line("not read", f"{failure['code']}: {failure['detail']}")
        return
    for name, value in (record["profile"] or {}).items():
        yield from _field(name, value)
    for flag in record["flags"]:
        yield _line("flag", f"{flag['code']}: {flag['detail']}")


def _field(name: str, value: Any) -> Iterator[str]:
    match value:
        case None | [] | "":
            return
        case [{}, *_]:
            for at, item in enumerate(value):
                yield _line(name if at == 0 else "", _entry(item))
        case list():
            rest = f" and {len(value) - MOST} more" if len(value) > MOST else ""
            yield _line(name, ", ".join(map(str, value[:MOST])) + rest)
        case dict():
            yield _line(name, _entry(value))
        case _:
            yield _line(name, str(value))


def _entry(item: Mapping[str, Any]) -> str:
    """`Analyst, Northwind, 2015-03 to 2018-12`."""
    words = [str(value) for key, value in item.items() if value and key not in _TIMES]
    until = "now" if item.get("current") else item.get("end")
    times = [str(time) for time in (item.get("start"), until) if time]
    return ", ".join([*words, *([" to ".join(times)] if times else [])])


def _line(name: str, value: str) -> str:
    return f"  {name.replace('_', ' '):<{LABEL}}  {value}"


_TIMES = frozenset({"start", "end", "current"})

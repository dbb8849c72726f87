"""Dates and periods as people write them in résumés, in English, German, French and Spanish.

The grammar: a point is a month with a year, a numeric month or day, a season or a bare year; a
period is two points with a separator, a point with an open end (`03/2019 -`, `since 2017`, `Jan
2020 - present`), or a point alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hirewire_ai_worker.taxonomy.names import fold

MONTHS = {
    1: "january|jan|januar|janner|janvier|janv|enero|ene",
    2: "february|feb|februar|fevrier|fevr|fev|febrero",
    3: "march|mar|marz|maerz|mars|marzo|mrz",
    4: "april|apr|avril|avr|abril|abr",
    5: "may|mai|mayo",
    6: "june|jun|juni|juin|junio",
    7: "july|jul|juli|juillet|juil|julio",
    8: "august|aug|aout|agosto|ago",
    9: "september|sept|sep|septembre|septiembre",
    10: "october|oct|oktober|okt|octobre|octubre",
    11: "november|nov|novembre|noviembre",
    12: "december|dec|dezember|dez|decembre|diciembre|dic",
}
SEASONS = {1: "winter|q1", 4: "spring|q2", 7: "summer|q3", 10: "fall|autumn|q4"}
NUMBERS = {
    name: number
    for table in (SEASONS, MONTHS)
    for number, names in table.items()
    for name in names.split("|")
}
WORDS = "|".join(sorted(NUMBERS, key=len, reverse=True))
YEAR = r"(?:19[5-9]\d|20[0-4]\d|(?:19|20)xx)"
POINT = re.compile(
    rf"""(?<![\w.])(?:
        (?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.)?\s+)?
            (?P<word>{WORDS})\.?,?\s*(?:de\s+|del\s+)?(?:[12]?\d(?:st|nd|rd|th)?,\s+)?
            (?P<word_year>{YEAR}|'\d\d)
      | (?:0?[1-9]|[12]\d|3[01])[./-](?P<middle>0?[1-9]|1[0-2])[./-](?P<middle_year>{YEAR})
      | (?P<iso_year>{YEAR})[-/.](?P<iso>0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?!\d)
      | (?P<number>0?[1-9]|1[0-2])\s?[/.]\s?(?P<number_year>{YEAR})
      | (?P<year>{YEAR})
    )(?![\w%])(?!\.\d)""",
    re.VERBOSE,
)
BARE_MONTH = re.compile(rf"(?<!\w)(?P<word>{WORDS})\.?$")
SEPARATOR = re.compile(r"\s*(?:-+|>|->|\u2192|to|until|till|through|thru|bis|a|al|au|hasta|/)\s*$")
PRESENT = re.compile(
    r"""\s*(?:-+|to|until|till|through|bis|a|al|au|hasta|a\sla|\u2192)\s*
    (?:(?:a|bis|to)\s+)?(?:the\s+|l'|la\s+)?
    (?:present|current(?:ly)?|now|today|ongoing|date|to\sdate|heute|aktuell|laufend|dato|jetzt
    |aujourd'hui|aujourdhui|ce\sjour|actuel(?:lement)?|en\scours|actualidad|actualmente|actual
    |presente|hoy|gegenwart|gegenwartig)(?!\w)""",
    re.VERBOSE,
)
OPEN_END = re.compile(r"\s*-\s*(?=$|[\t|)\n\u00b7\u2022])")
SINCE = re.compile(r"(?:since|seit|depuis|desde|ab|from)\s+(?:le\s+|el\s+)?$")
LEAD = re.compile(r"(?<!\w)(?:from|between|von|vom|zwischen|de|du|des|entre|del|desde)\s+$")
SHORT_END = re.compile(r"\s*[-/]\s*(?P<year>\d\d)(?![\d/.\w])")


@dataclass(frozen=True, slots=True)
class YearMonth:
    """`year` is None for placeholders such as `20XX`."""

    year: int | None
    month: int | None = None

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}" if self.month else f"{self.year}"

    def first_month(self) -> int | None:
        """Months since year 0, of January where only the year is known."""
        return None if self.year is None else self.year * 12 + (self.month or 1) - 1

    def last_month(self) -> int | None:
        return None if self.year is None else self.year * 12 + (self.month or 12) - 1


@dataclass(frozen=True, slots=True)
class Period:
    """Stands at `start:end` of the text; a date on its own has no `first`."""

    start: int
    end: int
    first: YearMonth | None
    last: YearMonth | None
    current: bool = False

    @property
    def is_range(self) -> bool:
        return self.current or self.first is not None


@dataclass(frozen=True, slots=True)
class _Point:
    start: int
    end: int
    value: YearMonth


def find_periods(text: str, offset: int = 0) -> list[Period]:
    """All periods in a text, left to right; `offset` is added to their positions."""
    folded = fold(text)
    points = list(_points(folded))
    periods: list[Period] = []
    index = 0
    while index < len(points):
        following = points[index + 1] if index + 1 < len(points) else None
        period, used = _period(folded, points[index], following)
        periods.append(period)
        index += used
    return [
        Period(each.start + offset, each.end + offset, each.first, each.last, each.current)
        for each in periods
    ]


def _points(folded: str) -> Iterator[_Point]:
    """Numbers such as the end of a phone number (`555-2019`) are no points."""
    end = -1
    for match in POINT.finditer(folded):
        joined = re.search(r"\d\s?-$", folded[: match.start()])
        if joined and joined.start() + 1 != end:
            continue
        end = match.end()
        yield _Point(match.start(), match.end(), _value(match))


def _value(match: re.Match[str]) -> YearMonth:
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    if "word" in found:
        return YearMonth(_year(found["word_year"]), NUMBERS[found["word"]])
    for name in ("middle", "iso", "number"):
        if name in found:
            return YearMonth(_year(found[f"{name}_year"]), int(found[name]))
    return YearMonth(_year(found["year"]))


def _year(text: str) -> int | None:
    if "x" in text:
        return None
    if text.startswith("'"):
        return _century(int(text[1:]))
    return int(text)


def _century(year: int) -> int:
    return 2000 + year if year < 50 else 1900 + year  # noqa: PLR2004 - the turning point


def _period(folded: str, point: _Point, following: _Point | None) -> tuple[Period, int]:
    """The period that begins with `point`, and how many points it uses."""
    if following is not None:
        between = folded[point.end : following.start]
        if SEPARATOR.fullmatch(between):
            return Period(_led(folded, point), following.end, point.value, following.value), 2
    present = PRESENT.match(folded, point.end)
    if present:
        first = _led(folded, point)
        return Period(first, present.end(), point.value, None, current=True), 1
    since = SINCE.search(folded[: point.start])
    if since:
        return Period(since.start(), point.end, point.value, None, current=True), 1
    return _closed(folded, point), 1


def _led(folded: str, point: _Point) -> int:
    """Where a range begins with the word that leads it: `De 2015 à 2018`, `from May 2019 to`."""
    lead = LEAD.search(folded[: point.start])
    return lead.start() if lead else point.start


def _closed(folded: str, point: _Point) -> Period:
    """A point with a shortened end (`2018-20`), an open end, a month before it, or alone."""
    short = SHORT_END.match(folded, point.end)
    if short and point.value.year is not None and point.value.month is None:
        last = point.value.year // 100 * 100 + int(short.group("year"))
        if last > point.value.year:
            return Period(point.start, short.end(), point.value, YearMonth(last))
    open_end = OPEN_END.match(folded, point.end)
    if open_end:
        return Period(point.start, open_end.end(), point.value, None, current=True)
    month = _month_before(folded, point)
    if month is not None:
        first = YearMonth(point.value.year, NUMBERS[month.group("word")])
        return Period(month.start(), point.end, first, point.value)
    return Period(point.start, point.end, None, point.value)


def _month_before(folded: str, point: _Point) -> re.Match[str] | None:
    """`May - Aug 2023`: the month that shares the year of the point after it."""
    before = folded[: point.start]
    separator = re.search(r"\s*(?:-|to|bis|a)\s*$", before)
    if separator is None or point.value.month is None:
        return None
    return BARE_MONTH.search(before[: separator.start()])


def months_covered(periods: Sequence[tuple[int, int]]) -> int:
    """Months in the union of (first, last) pairs, both included."""
    merged: list[list[int]] = []
    for first, last in sorted(periods):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return sum(last - first + 1 for first, last in merged)

"""Where the words stand in what was found, as places in plain text: nothing has to be escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Text, cast, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.search.sources import Source
from hirewire_gateway.search.tsquery import Queries

START, STOP = "\ue000", "\ue001"
_LONGEST = 20_000
_OPTIONS = f"StartSel={START}, StopSel={STOP}, MaxWords=30, MinWords=12, MaxFragments=1"


@dataclass(frozen=True, slots=True)
class Quote:
    """``marks`` are the places of the words in ``text``, from and to, in characters."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]


async def quote(
    session: AsyncSession, source: Source, states: Sequence[Any], words: Queries | None
) -> tuple[tuple[Quote, ...], ...]:
    """For each state, in order, the fields that the words stand in."""
    if words is None:
        return ((),) * len(states)
    texts = [
        (place, field, text.translate({ord(START): None, ord(STOP): None})[:_LONGEST])
        for place, state in enumerate(states)
        for field, text in source.texts(state)
        if text
    ]
    quotes: list[list[Quote]] = [[] for _ in states]
    headlines = await _headlines(session, [text for _, _, text in texts], words)
    for (place, field, _), headline in zip(texts, headlines, strict=True):
        if START in headline:
            quotes[place].append(marked(field, headline))
    return tuple(map(tuple, quotes))


def marked(field: str, headline: str) -> Quote:
    """Read the places from the marks that PostgreSQL has put around the words."""
    text, marks = "", []
    for part in headline.split(START):
        inside, stop, rest = part.partition(STOP)
        if stop:
            marks.append((len(text), len(text) + len(inside)))
        text += inside + rest
    return Quote(field, text, tuple(marks))


async def _headlines(session: AsyncSession, texts: Sequence[str], words: Queries) -> Sequence[str]:
    listed = func.unnest(cast(list(texts), ARRAY(Text)))
    each = listed.table_valued("text", with_ordinality="place", name="each").render_derived()
    headline = func.ts_headline(
        literal_column("'english'::regconfig"), each.c.text, words.wide, _OPTIONS
    )
    return (await session.scalars(select(headline).order_by(each.c.place))).all()

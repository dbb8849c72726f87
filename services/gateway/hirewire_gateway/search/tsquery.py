"""Words as PostgreSQL looks for them: as they are, and by their English stems."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce

from sqlalchemy import ColumnElement, Text, cast, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.search.words import Term, Words

Query = ColumnElement[str]
_CONFIGS = ("simple", "english")


@dataclass(frozen=True, slots=True)
class Queries:
    """``typed`` looks for what was typed alone; ``wide`` also for synonyms, kinds and slips."""

    typed: Query
    wide: Query


async def queries(session: AsyncSession, words: Words) -> Queries:
    """Made once by the database, so that the statements that use them stay small."""
    made = (_query(words, lambda term: (term.text,)), _query(words, lambda term: term.all))
    row = (await session.execute(select(*(cast(query, Text) for query in made)))).one()
    typed, wide = (cast(text, TSQUERY) for text in row)
    return Queries(typed, wide)


def _query(words: Words, forms: Callable[[Term], Iterable[str]]) -> Query:
    clauses = []
    for clause in words.clauses:
        wanted = [term for term in clause if not term.negated]
        parts = [
            _joined("&&", (_any(config, forms(term)) for term in wanted)) for config in _CONFIGS
        ]
        without = [_not(term) for term in clause if term.negated]
        found = [_joined("||", parts)] if wanted else []
        clauses.append(_joined("&&", (*found, *without)))
    return _joined("||", clauses)


def _any(config: str, forms: Iterable[str]) -> Query:
    return _joined("||", (_phrase(config, form) for form in forms))


def _not(term: Term) -> Query:
    either = _joined("||", (_phrase(config, term.text) for config in _CONFIGS))
    return func.tsquery_not(either, type_=TSQUERY)


def _phrase(config: str, words: str) -> Query:
    return func.phraseto_tsquery(literal_column(f"'{config}'::regconfig"), words, type_=TSQUERY)


def _joined(operator: str, parts: Iterable[Query]) -> Query:
    empty: Query = literal("", TSQUERY)
    return reduce(lambda one, other: one.op(operator, return_type=TSQUERY())(other), parts, empty)

"""Hard filters in SQL: who may pass, since the data does not tell, passes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, cast, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT

from hirewire_matching.profiles.models import CandidateRow
from hirewire_matching.profiles.places import NOWHERE
from hirewire_matching.ranking import Requirement

MOST_COUNTED = 100_000


def counted(workspace_id: UUID, filters: Sequence[Requirement]) -> Select[int]:
    """How many pass; counting stops at ``MOST_COUNTED``."""
    found = select(literal(1)).where(*passing(workspace_id, filters)).limit(MOST_COUNTED)
    return select(func.count()).select_from(found.subquery())


def passing(workspace_id: UUID, filters: Sequence[Requirement]) -> list[ColumnElement[bool]]:
    own = (CandidateRow.workspace_id == workspace_id, CandidateRow.profile.is_not(None))
    return [*own, *map(_may_pass, filters)]


def _may_pass(row: Requirement) -> ColumnElement[bool]:
    """False only for who plainly fails."""
    match row.kind:
        case "skill":
            return _unknown_or(CandidateRow.skill_keys, row.keys)
        case "language":
            return _unknown_or(CandidateRow.language_codes, row.keys)
        case "certificate":
            return _holds(row.keys)
        case "experience":
            return or_(CandidateRow.years.is_(None), CandidateRow.years >= (row.bound or 0.0))
        case "location":
            return or_(*map(_may_be_in, row.keys))
        case _:
            raise ValueError(f"nobody can filter by {row.kind}")


def _unknown_or(column: Any, keys: Sequence[str]) -> ColumnElement[bool]:
    return or_(column.is_(None), column.overlap(texts(keys)))


def _holds(keys: Sequence[str]) -> ColumnElement[bool]:
    """Read from the profile itself, since few filter by it: no column is kept for them."""
    path: ColumnElement[str] = literal_column("'$.certificates[*].key'")
    held = func.jsonb_path_query_array(CandidateRow.profile, path, type_=JSONB)
    return or_(func.jsonb_array_length(held) == 0, held.has_any(texts(keys)))


def _may_be_in(key: str) -> ColumnElement[bool]:
    country, _, city = key.partition("/")
    asked = []
    if country != NOWHERE:
        asked.append(or_(CandidateRow.country.is_(None), CandidateRow.country == country))
    if city:
        asked.append(or_(CandidateRow.city.is_(None), CandidateRow.city == city))
    return and_(*asked)


def texts(keys: Sequence[str]) -> ColumnElement[Any]:
    return cast(list(keys), ARRAY(TEXT))

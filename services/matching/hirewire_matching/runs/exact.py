"""All who pass the filters, compared one by one."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, literal, select, true

from hirewire_matching.profiles.models import CandidateRow, CandidateVector
from hirewire_matching.runs.contenders import Vacancy
from hirewire_matching.runs.passing import passing, texts
from hirewire_matching.runs.wanted import Wanted


def exact_ids(wanted: Wanted) -> Select[Any]:
    """The ``most`` nearest by title, by text and by skills asked: ``candidate_id``."""
    near = _near(wanted.vacancy)
    orders = (
        near.c.title.desc().nulls_last(),
        near.c.text.desc().nulls_last(),
        _answered(wanted).desc(),
    )
    places = [
        func.row_number().over(order_by=(order, CandidateRow.candidate_id)) for order in orders
    ]
    ranked = (
        select(CandidateRow.candidate_id, func.least(*places).label("place"))
        .join(near, true())
        .where(*passing(wanted.workspace_id, wanted.filters))
        .subquery()
    )
    return select(ranked.c.candidate_id).where(ranked.c.place <= wanted.most)


def _near(vacancy: Vacancy) -> FromClause:
    """How near a candidate's vectors are at best, found by their key, candidate by candidate.

    A join would be quadratic whenever the planner takes a workspace for a small one.
    """
    own = and_(
        CandidateVector.workspace_id == CandidateRow.workspace_id,
        CandidateVector.candidate_id == CandidateRow.candidate_id,
        CandidateVector.stamp == vacancy.stamp,
    )
    to_title = 1 - CandidateVector.embedding.cosine_distance(vacancy.title_embedding)
    to_text = 1 - CandidateVector.embedding.cosine_distance(vacancy.text_embedding)
    title = func.max(to_title).filter(CandidateVector.kind == "title").label("title")
    text = func.max(to_text).filter(CandidateVector.kind == "text").label("text")
    return select(title, text).where(own).lateral("near")


def _answered(wanted: Wanted) -> ColumnElement[float]:
    """How much of the skills asked a candidate names; a skill's kin are worth a part of it."""
    total: ColumnElement[float] = literal(0.0)
    for worth in wanted.skills():
        total = total + case(
            *(
                (CandidateRow.skill_keys.overlap(texts(_keys_of(worth, value))), literal(value))
                for value in sorted(set(worth.values()), reverse=True)
            ),
            else_=literal(0.0),
        )
    return total


def _keys_of(worth: Any, value: float) -> list[str]:
    return sorted(key for key, found in worth.items() if found == value)

"""The query that finds whom to judge: all who pass compared, or those that indexes name.

Where few pass, comparing all of them is as fast and misses nobody (docs/adr/0087).
"""

from typing import Any

from sqlalchemy import ScalarSelect, Select, Text, and_, cast, func, select

from hirewire_matching.profiles.models import CandidateRow, CandidateVector
from hirewire_matching.runs.contenders import Vacancy
from hirewire_matching.runs.exact import exact_ids
from hirewire_matching.runs.indexed import indexed_ids
from hirewire_matching.runs.wanted import Wanted


def nearest(wanted: Wanted, *, exact: bool) -> Select[Any]:
    """One statement, so one moment: who is near in any way, with profile and cosines."""
    ids = (exact_ids(wanted) if exact else indexed_ids(wanted)).subquery("ids")
    vacancy = wanted.vacancy
    profile = cast(CandidateRow.profile, Text).label("profile")
    title, text = _titles(vacancy).label("titles"), _text(vacancy).label("text")
    return (
        select(CandidateRow.candidate_id, CandidateRow.sequence, profile, title, text)
        .join(ids, ids.c.candidate_id == CandidateRow.candidate_id)
        .where(CandidateRow.workspace_id == wanted.workspace_id, CandidateRow.profile.is_not(None))
        .order_by(CandidateRow.candidate_id)
    )


def _titles(vacancy: Vacancy) -> ScalarSelect[Any]:
    """A candidate's titles by key, each with its cosine to the job's title."""
    cosine = 1 - CandidateVector.embedding.cosine_distance(vacancy.title_embedding)
    return _of_vectors(vacancy, "title", func.jsonb_object_agg(CandidateVector.key, cosine))


def _text(vacancy: Vacancy) -> ScalarSelect[Any]:
    """How near the nearest of a candidate's texts is to the job's."""
    cosine = 1 - CandidateVector.embedding.cosine_distance(vacancy.text_embedding)
    return _of_vectors(vacancy, "text", func.max(cosine))


def _of_vectors(vacancy: Vacancy, kind: str, told: Any) -> ScalarSelect[Any]:
    """Of this candidate's vectors, where they are of the job's space."""
    own = and_(
        CandidateVector.workspace_id == CandidateRow.workspace_id,
        CandidateVector.candidate_id == CandidateRow.candidate_id,
        CandidateVector.stamp == vacancy.stamp,
        CandidateVector.kind == kind,
    )
    return select(told).where(own).scalar_subquery().correlate(CandidateRow)

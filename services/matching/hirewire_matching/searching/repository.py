"""Which vectors of a workspace are nearest to one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from hirewire_matching.profiles.models import CandidateVector, JobRow


def nearest_candidates(
    workspace_id: UUID, stamp: str, vector: Sequence[float], most: int
) -> Select[Any]:
    """By the nearest of each candidate's texts and titles."""
    distance = CandidateVector.embedding.cosine_distance(vector)
    cosine = func.max(1 - distance).label("cosine")
    found = CandidateVector.candidate_id.label("id")
    return (
        select(found, cosine)
        .where(CandidateVector.workspace_id == workspace_id, CandidateVector.stamp == stamp)
        .group_by(CandidateVector.candidate_id)
        .order_by(cosine.desc(), CandidateVector.candidate_id)
        .limit(most)
    )


def nearest_jobs(workspace_id: UUID, stamp: str, vector: Sequence[float], most: int) -> Select[Any]:
    """By the nearer of title and text."""
    vectors = (JobRow.title_embedding, JobRow.text_embedding)
    cosine = func.greatest(*(1 - each.cosine_distance(vector) for each in vectors)).label("cosine")
    return (
        select(JobRow.job_id.label("id"), cosine)
        .where(JobRow.workspace_id == workspace_id, JobRow.stamp == stamp)
        .order_by(cosine.desc(), JobRow.job_id)
        .limit(most)
    )

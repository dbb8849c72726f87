"""The mapped profiles. All keys begin with the workspace, so no id of another one is ever met."""

from datetime import datetime
from uuid import UUID

from hirewire_embedding import DIMENSIONS
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import Computed, DateTime, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_matching.tables import Base

Vector = list[float]
_TITLE_WORDS = "to_tsvector('simple', jsonb_path_query_array(profile, '$.titles[*].name'))"


class CandidateRow(Base):
    """A candidate's blind profile; ``profile`` is null once the person is merged or erased.

    Beside it stands what filters ask for; null there means that it is not known.
    ``stamp`` is the space of the vectors.
    """

    __tablename__ = "candidate_profiles"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    candidate_id: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    stamp: Mapped[str]
    profile: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    skill_keys: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    language_codes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    years: Mapped[float | None]
    country: Mapped[str | None]
    city: Mapped[str | None]
    title_words: Mapped[str | None] = mapped_column(TSVECTOR, Computed(_TITLE_WORDS), deferred=True)


class CandidateSkill(Base):
    """Who holds a skill: ``skill_keys`` of the profiles turned round."""

    __tablename__ = "candidate_skills"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    skill_key: Mapped[str] = mapped_column(primary_key=True)
    candidate_id: Mapped[UUID] = mapped_column(primary_key=True)


class CandidateVector(Base):
    """One text of a candidate; the text itself is not kept."""

    __tablename__ = "candidate_vectors"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    candidate_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    stamp: Mapped[str]
    embedding: Mapped[Vector] = mapped_column(HALFVEC(DIMENSIONS))


class JobRow(Base):
    """A job as people wrote it; ``details`` are JobDetails without their description.

    ``status`` is null where the job was told before this was kept.
    """

    __tablename__ = "job_profiles"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int]
    stamp: Mapped[str]
    status: Mapped[str | None]
    details: Mapped[dict[str, object]] = mapped_column(JSONB)
    title_embedding: Mapped[Vector] = mapped_column(HALFVEC(DIMENSIONS))
    text_embedding: Mapped[Vector] = mapped_column(HALFVEC(DIMENSIONS))
    noted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class JobFactsRow(Base):
    """What the newest document about a job was read to say; it may be told before the job is."""

    __tablename__ = "job_facts"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    document_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    document_id: Mapped[UUID]
    document_sequence: Mapped[int]
    facts: Mapped[dict[str, object]] = mapped_column(JSONB)

"""The mapped runs."""

from datetime import datetime
from uuid import UUID

from hirewire_contracts.matching import WeighedKind
from sqlalchemy import DateTime, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_matching.tables import Base


class RunRow(Base):
    """A run that was answered; ``state`` is the whole answer."""

    __tablename__ = "match_runs"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    state: Mapped[dict[str, object]] = mapped_column(JSONB)


class AwaitedRun(Base):
    """A run that waits for what it is about; ``since`` is by the database's clock."""

    __tablename__ = "awaited_runs"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class CandidateRunRow(Base):
    """A run the other way round: the jobs of a candidate."""

    __tablename__ = "candidate_runs"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    candidate_id: Mapped[UUID]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    state: Mapped[dict[str, object]] = mapped_column(JSONB)


class JobWeightsRow(Base):
    """What a job's people hold for important; ``run_id`` is the run that they asked for with it."""

    __tablename__ = "job_weights"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID]
    shares: Mapped[dict[WeighedKind, float]] = mapped_column(JSONB)

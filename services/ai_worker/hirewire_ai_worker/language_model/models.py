"""What a workspace has asked a model, and what that cost."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import DateTime
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_ai_worker.tables import Base


class ModelAnswer(Base):
    """``digest`` is the sha256 of passage, prompt and model.

    Kept per workspace: none can learn from the speed of an answer what another one has asked.
    """

    __tablename__ = "model_answers"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, object]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ModelUsage(Base):
    """Tokens of one day (UTC)."""

    __tablename__ = "model_usage"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    tokens: Mapped[int]

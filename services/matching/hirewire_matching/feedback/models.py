"""The mapped feedback."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from hirewire_contracts import matching as contract
from sqlalchemy import DateTime, Text
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_matching.tables import Base


class FeedbackRow(Base):
    """One person's word on one match of one run; the last one counts."""

    __tablename__ = "match_feedback"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID]
    job_id: Mapped[UUID]
    candidate_id: Mapped[UUID]
    created_by: Mapped[UUID]
    sequence: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    judgement: Mapped[Literal["good", "bad"]] = mapped_column(Text)
    reason: Mapped[str | None]
    score: Mapped[float]
    model_version: Mapped[str]
    weights_version: Mapped[str]

    def judge(self, judgement: Literal["good", "bad"], reason: str | None, at: datetime) -> bool:
        """Think otherwise of the match; False when that is what was thought before."""
        if (self.judgement, self.reason) == (judgement, reason):
            return False
        self.judgement, self.reason = judgement, reason
        self.sequence += 1
        self.updated_at = at
        return True

    def state(self) -> contract.Feedback:
        return contract.Feedback.model_validate(self, from_attributes=True)

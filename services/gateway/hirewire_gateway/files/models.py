"""Files: what is known of them; their content is in the blob store."""

from datetime import datetime
from uuid import UUID

from hirewire_contracts.documents import FileSource
from pydantic import JsonValue
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_gateway.files.state import INFECTED, File
from hirewire_gateway.mapping import Base


class StoredFile(Base):
    __tablename__ = "files"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    sequence: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[UUID]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    blob: Mapped[str]
    status: Mapped[str]
    refusal: Mapped[dict[str, JsonValue] | None] = mapped_column(JSONB)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def is_infected(self) -> bool:
        """Its content was never kept."""
        return self.refusal is not None and self.refusal["code"] == INFECTED

    def state(self) -> File:
        return File.model_validate(self, from_attributes=True, extra="ignore")

    def source(self) -> FileSource:
        """How a command names this file to the service that reads it."""
        return FileSource(
            file_id=self.id,
            blob=self.blob,
            name=self.name,
            media_type=self.media_type,
            size=self.size,
            sha256=self.sha256,
        )

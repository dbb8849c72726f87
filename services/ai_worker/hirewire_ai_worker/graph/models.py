"""The mapped graph: entities, their aliases and mentions, assertions, and edges as their sum."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from hirewire_contracts.knowledge import EntityStatus, EntityType, Predicate
from pydantic import JsonValue
from sqlalchemy import DateTime, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hirewire_ai_worker.tables import Base, Stamped


class Triple(NamedTuple):
    """Names an edge."""

    subject_id: UUID
    predicate: Predicate
    object_id: UUID


class Entity(Stamped, Base):
    """A thing, once per workspace, type and key. ``merged_into`` names who took its place.

    ``form`` is the same for all spellings of its name. ``retracted``: a person deleted it.
    """

    __tablename__ = "entities"

    type: Mapped[EntityType] = mapped_column(Text)
    key: Mapped[str]
    form: Mapped[str | None]
    name: Mapped[str]
    canonical_name: Mapped[str]
    external_ids: Mapped[dict[str, str]] = mapped_column(JSONB)
    confidence: Mapped[float]
    status: Mapped[EntityStatus] = mapped_column(Text)
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("entities.id"))
    mention_count: Mapped[int]
    named_by_person: Mapped[bool] = mapped_column(default=False)
    retracted: Mapped[bool] = mapped_column(default=False)

    @property
    def is_denied(self) -> bool:
        """Whether a person says that there is no such thing, so that nothing relates to it."""
        return self.retracted or self.status == "rejected"


class Alias(Base):
    """Another form of an entity's name, normalised in ``key``.

    ``refused``: a person says that it is none, and documents do not bring it back.
    """

    __tablename__ = "aliases"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[EntityType] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"))
    refused: Mapped[bool] = mapped_column(default=False)


class Mention(Base):
    """A place in a document where an entity is spoken of.

    ``stated_entity_id`` is the one that was meant there, before any merge.
    """

    __tablename__ = "mentions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"))
    stated_entity_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"))
    document_id: Mapped[UUID]
    section: Mapped[str | None]
    page: Mapped[int | None]
    start_at: Mapped[int]
    end_at: Mapped[int]
    quote: Mapped[str]
    confidence: Mapped[float]
    extractor: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    retracted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Assertion(Base):
    """One document's word on an edge, or a person's: then there is no document.

    What it says is never changed, only retracted. The stated ends are those before any merge.
    """

    __tablename__ = "assertions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"))
    predicate: Mapped[Predicate] = mapped_column(Text)
    object_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"))
    stated_subject_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"))
    stated_object_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"))
    negated: Mapped[bool]
    confidence: Mapped[float]
    attributes: Mapped[dict[str, JsonValue]] = mapped_column(JSONB)
    document_id: Mapped[UUID | None]
    mention_id: Mapped[UUID | None] = mapped_column(ForeignKey("mentions.id"))
    witness: Mapped[str]
    extractor: Mapped[str]
    calibrator: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    retracted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @property
    def triple(self) -> Triple:
        return Triple(self.subject_id, self.predicate, self.object_id)

    @property
    def stated(self) -> Triple:
        return Triple(self.stated_subject_id, self.predicate, self.stated_object_id)


class Edge(Stamped, Base):
    """What all active assertions of a subject, predicate and object add up to."""

    __tablename__ = "edges"

    subject_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"))
    predicate: Mapped[Predicate] = mapped_column(Text)
    object_id: Mapped[UUID] = mapped_column(ForeignKey("entities.id"))
    attributes: Mapped[dict[str, JsonValue]] = mapped_column(JSONB)
    confidence: Mapped[float]
    retracted: Mapped[bool]
    status: Mapped[EntityStatus] = mapped_column(Text, default="suggested")

    @property
    def triple(self) -> Triple:
        return Triple(self.subject_id, self.predicate, self.object_id)

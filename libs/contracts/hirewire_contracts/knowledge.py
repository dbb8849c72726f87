"""The knowledge graph's public states: entities and relationships with their evidence."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from hirewire_contracts.message import Event
from hirewire_contracts.values import Confidence, Count, Evidence, ShortText, Stamp

EntityType = Literal[
    "skill",
    "title",
    "organization",
    "school",
    "degree",
    "field_of_study",
    "location",
    "language",
    "certificate",
    "person",
    "job",
]
Predicate = Literal[
    "has_skill",
    "requires_skill",
    "prefers_skill",
    "worked_at",
    "held_title",
    "studied_at",
    "has_degree",
    "located_in",
    "speaks",
    "certified",
    "related_to",
    "broader_than",
]
EntityStatus = Literal["suggested", "confirmed", "rejected"]


class Entity(Stamp):
    """A thing that documents speak of; ``evidence`` holds the best 20 of ``mention_count``."""

    type: EntityType
    name: ShortText
    canonical_name: ShortText
    external_ids: dict[str, str] = Field(default_factory=dict)
    confidence: Confidence
    status: EntityStatus = "suggested"
    aliases: tuple[ShortText, ...] = ()
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=20)
    mention_count: Count = 0


class Relationship(Stamp):
    """Subject - predicate - object, with the documents that say so."""

    subject_id: UUID
    predicate: Predicate
    object_id: UUID
    attributes: dict[str, JsonValue] = Field(default_factory=dict)
    confidence: Confidence
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=20)
    retracted: bool = False


class KnowledgeRecorded(Event):
    """What a document added to or changed in the graph, at most 100 states in one event."""

    type: ClassVar[str] = "ai_worker.knowledge_recorded.v1"
    about: ClassVar[str] = "document_id"

    document_id: UUID
    entities: tuple[Entity, ...] = ()
    relationships: tuple[Relationship, ...] = ()


MESSAGES = (KnowledgeRecorded,)

"""The knowledge graph's public states: entities and relationships with their evidence."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from hirewire_contracts.message import Command, Event, Value
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
    """A thing that documents speak of; ``evidence`` holds the best 20 of ``mention_count``.

    ``retracted``: deleted, without evidence left, or ``merged_into`` another one.
    """

    type: EntityType
    name: ShortText
    canonical_name: ShortText
    external_ids: dict[str, str] = Field(default_factory=dict)
    confidence: Confidence
    status: EntityStatus = "suggested"
    aliases: tuple[ShortText, ...] = ()
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=20)
    mention_count: Count = 0
    retracted: bool = False
    merged_into: UUID | None = None


class Relationship(Stamp):
    """Subject - predicate - object, with the documents that say so.

    ``status`` is a person's word on it, which outranks all documents.
    """

    subject_id: UUID
    predicate: Predicate
    object_id: UUID
    attributes: dict[str, JsonValue] = Field(default_factory=dict)
    confidence: Confidence
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=20)
    retracted: bool = False
    status: EntityStatus = "suggested"


class EntityDetails(Value):
    """What a person says of an entity."""

    name: ShortText
    canonical_name: ShortText | None = None
    external_ids: dict[str, str] = Field(default_factory=dict, max_length=20)
    aliases: tuple[ShortText, ...] = Field(default=(), max_length=100)


class EntityChanges(Value):
    """The fields that are given replace the former ones; a name that is left out stays."""

    name: ShortText | None = None
    canonical_name: ShortText | None = None
    external_ids: dict[str, str] | None = Field(default=None, max_length=20)
    aliases: tuple[ShortText, ...] | None = Field(default=None, max_length=100)
    status: EntityStatus | None = None


class CreateEntity(Command):
    """A person knows a thing that no document has named yet; it is confirmed by that."""

    type: ClassVar[str] = "ai_worker.create_entity.v1"
    about: ClassVar[str] = "entity_id"

    entity_id: UUID
    entity_type: EntityType
    entity: EntityDetails


class UpdateEntity(Command):
    type: ClassVar[str] = "ai_worker.update_entity.v1"
    about: ClassVar[str] = "entity_id"

    entity_id: UUID
    changes: EntityChanges
    expected_sequence: Count | None = None


class DeleteEntity(Command):
    """Takes it out of the graph with all its relationships; documents do not bring it back."""

    type: ClassVar[str] = "ai_worker.delete_entity.v1"
    about: ClassVar[str] = "entity_id"

    entity_id: UUID
    expected_sequence: Count | None = None


class MergeEntity(Command):
    """``entity_id`` is the same thing as ``into_id``, which takes over what is said of it."""

    type: ClassVar[str] = "ai_worker.merge_entity.v1"
    about: ClassVar[str] = "entity_id"

    entity_id: UUID
    into_id: UUID


class UnmergeEntity(Command):
    """Undoes a merge: ``entity_id`` gets back all that was, or is by now, said of it."""

    type: ClassVar[str] = "ai_worker.unmerge_entity.v1"
    about: ClassVar[str] = "entity_id"

    entity_id: UUID


class CreateRelationship(Command):
    """A person says so, whatever the documents say."""

    type: ClassVar[str] = "ai_worker.create_relationship.v1"
    about: ClassVar[str] = "relationship_id"

    relationship_id: UUID
    subject_id: UUID
    predicate: Predicate
    object_id: UUID
    attributes: dict[str, JsonValue] = Field(default_factory=dict, max_length=20)


class UpdateRelationship(Command):
    """``status`` suggested leaves it to the documents again.

    ``attributes`` replaces the ones that a person gave before; null hides what documents say.
    """

    type: ClassVar[str] = "ai_worker.update_relationship.v1"
    about: ClassVar[str] = "relationship_id"

    relationship_id: UUID
    status: EntityStatus | None = None
    attributes: dict[str, JsonValue] | None = Field(default=None, max_length=20)
    expected_sequence: Count | None = None


class DeleteRelationship(Command):
    """The same as a status of rejected: documents do not bring it back."""

    type: ClassVar[str] = "ai_worker.delete_relationship.v1"
    about: ClassVar[str] = "relationship_id"

    relationship_id: UUID
    expected_sequence: Count | None = None


class KnowledgeRecorded(Event):
    """What a document added to or changed in the graph, at most 100 states in one event."""

    type: ClassVar[str] = "ai_worker.knowledge_recorded.v1"
    about: ClassVar[str] = "document_id"

    document_id: UUID
    entities: tuple[Entity, ...] = ()
    relationships: tuple[Relationship, ...] = ()


class KnowledgeCorrected(Event):
    """What a person's word changed in the graph, at most 100 states in one event.

    ``subject_id`` is the entity, the relationship or the deleted document that it was about.
    """

    type: ClassVar[str] = "ai_worker.knowledge_corrected.v1"
    about: ClassVar[str] = "subject_id"

    subject_id: UUID
    entities: tuple[Entity, ...] = ()
    relationships: tuple[Relationship, ...] = ()


MESSAGES = (
    CreateEntity,
    UpdateEntity,
    DeleteEntity,
    MergeEntity,
    UnmergeEntity,
    CreateRelationship,
    UpdateRelationship,
    DeleteRelationship,
    KnowledgeRecorded,
    KnowledgeCorrected,
)

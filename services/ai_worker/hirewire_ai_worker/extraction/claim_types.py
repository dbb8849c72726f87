"""What a claim is: an entity, and what the subject of the document has to do with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import JsonValue

from hirewire_ai_worker.extraction.facts import Evidence

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
]
Attributes = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class EntityClaim:
    """`key` is unique within `type`; `known` says whether the taxonomy knows the thing."""

    type: EntityType
    key: str
    name: str
    canonical_name: str
    known: bool
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class RelationshipClaim:
    """`object_type` and `object_key` name one of the entities that come with it."""

    predicate: Predicate
    object_type: EntityType
    object_key: str
    confidence: float
    evidence: tuple[Evidence, ...]
    attributes: Attributes = field(default_factory=dict)
    negated: bool = False

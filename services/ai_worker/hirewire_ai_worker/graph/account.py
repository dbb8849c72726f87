"""What one document says, as plain data: the graph's input."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from hirewire_contracts.knowledge import EntityType, Predicate
from pydantic import JsonValue


class EntityKey(NamedTuple):
    """Names one thing within a workspace."""

    type: EntityType
    key: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where it stands: ``quote`` is ``text[start:end]`` of the document's text."""

    start: int
    end: int
    quote: str
    page: int | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity as the document speaks of it; ``name`` is the form it uses there."""

    key: EntityKey
    name: str
    canonical_name: str
    confidence: float
    spans: tuple[Span, ...] = ()
    external_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """The document's subject - ``predicate`` - ``object``. ``negated``: it says the contrary."""

    predicate: Predicate
    object: EntityKey
    confidence: float
    spans: tuple[Span, ...] = ()
    attributes: Mapping[str, JsonValue] = field(default_factory=dict)
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """All that a document says of its subject, a person or a job.

    Every statement's object is among ``things``. ``witness`` is the same for documents with the
    same text: these are not independent of each other.
    """

    document_id: UUID
    witness: str
    extractor: str
    calibrator: str
    subject: Thing
    things: tuple[Thing, ...] = ()
    statements: tuple[Statement, ...] = ()

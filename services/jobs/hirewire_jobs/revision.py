"""How the details of a job or a candidate change: by a person, or by what a document says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from hirewire_contracts.documents import Document
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import JsonValue, ValidationError

D = TypeVar("D", bound=Value)


@dataclass(frozen=True, slots=True)
class Revision(Generic[D]):
    """New details, and the names of the fields in which they differ from the old ones."""

    details: D
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class DocumentVersion:
    """Which reading of which document: a later document wins, then its later reading."""

    created_at: datetime
    document_id: UUID
    sequence: int

    @classmethod
    def of(cls, document: Document) -> "DocumentVersion":
        return cls(document.created_at, document.id, document.sequence)


def revise(current: D, changes: Mapping[str, JsonValue]) -> Revision[D] | tuple[FieldError, ...]:
    """The details after a person's changes, or what is wrong with these."""
    try:
        details = type(current).model_validate(current.model_dump(mode="json") | dict(changes))
    except ValidationError as error:
        return field_errors(error)
    return Revision(details, differing(current, details))


def absorb(current: D, found: D, edited: Collection[str]) -> Revision[D]:
    """The details after a newer reading of a document; what a person edited stays."""
    kept = {name: getattr(current, name) for name in edited}
    details = found.model_copy(update=kept)
    return Revision(details, differing(current, details))


def differing(old: D, new: D) -> tuple[str, ...]:
    names = type(old).model_fields
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def written(details: Value) -> tuple[str, ...]:
    """The fields that somebody filled in: those that are not as they come."""
    fields = type(details).model_fields
    return tuple(
        name
        for name, field in fields.items()
        if getattr(details, name) != field.get_default(call_default_factory=True)
    )


def field_errors(error: ValidationError) -> tuple[FieldError, ...]:
    return tuple(
        FieldError(pointer=_pointer(problem["loc"]), detail=problem["msg"])
        for problem in error.errors(include_url=False, include_input=False, include_context=False)
    )


def _pointer(path: tuple[int | str, ...]) -> str:
    """RFC 6901."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "".join(f"/{part}" for part in parts)

"""CloudEvents 1.0 in structured JSON: the one form of a message in outbox, wire and dead letter.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
)
from pydantic_core import to_json

CONTENT_TYPE = "application/cloudevents+json"
SCHEMA_PREFIX = "urn:hirewire:schema:"

Sequence = Annotated[
    int,
    BeforeValidator(lambda value: int(value) if isinstance(value, str) else value),
    PlainSerializer(lambda value: f"{value:020d}", return_type=str),
    Field(ge=0, lt=10**20),
]
"""An aggregate's version; on the wire a zero-padded string, so that text order is number order."""

Roles = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda value: tuple(value.split()) if isinstance(value, str) else value),
    PlainSerializer(" ".join, return_type=str),
]


class Envelope(BaseModel):
    """The CloudEvents attributes that Hirewire writes and reads, and ``data``.

    Unknown extension attributes of foreign programs are ignored. Without ``correlationid`` a
    message starts a correlation of its own.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str = Field(min_length=1, max_length=200)
    type: str = Field(pattern=r"^[a-z_]+\.[a-z_]+\.v[0-9]+$", max_length=120)
    subject: str | None = Field(default=None, max_length=200)
    time: AwareDatetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str | None = Field(default=None, max_length=200)
    correlationid: UUID | None = None
    causationid: UUID | None = None
    actorid: UUID | None = None
    actorroles: Roles = ()
    workspaceid: UUID | None = None
    sequence: Sequence | None = None
    traceparent: str | None = Field(default=None, max_length=55)
    data: dict[str, JsonValue]

    @property
    def correlation(self) -> UUID:
        return self.correlationid or self.id

    def to_json(self) -> bytes:
        """Absent attributes are left out; a null within ``data`` means something and stays."""
        attributes = self.model_dump(mode="json", exclude_none=True, exclude={"data"})
        return to_json({**attributes, "data": self.data})

"""What a model may answer: items, each with the words that say so."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

QUOTE_LENGTH = 300
MOST_ITEMS = 200

Kind = Literal["skill", "language", "certificate"]


class Item(BaseModel):
    """One thing that the text says; ``quote`` is copied from it."""

    model_config = ConfigDict(extra="ignore")

    kind: Kind
    name: str = Field(min_length=1, max_length=120)
    quote: str = Field(min_length=1, max_length=QUOTE_LENGTH)
    required: bool = True


class Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    items: tuple[Item, ...] = Field(max_length=MOST_ITEMS)


def schema() -> dict[str, Any]:
    """In the subset that strict mode takes: every property required, nothing else allowed."""
    properties = {
        "kind": {"type": "string", "enum": ["skill", "language", "certificate"]},
        "name": {"type": "string"},
        "quote": {"type": "string"},
        "required": {"type": "boolean"},
    }
    item = _closed(properties)
    return _closed({"items": {"type": "array", "items": item}})


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }

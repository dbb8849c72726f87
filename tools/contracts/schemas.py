"""JSON Schemas: for each message type, the whole CloudEvent with its data."""

from typing import Any

from hirewire_contracts import Envelope, Message, owner
from hirewire_contracts.envelope import SCHEMA_PREFIX

Schema = dict[str, Any]


def schema_of(message: type[Message]) -> Schema:
    """JSON Schema 2020-12 of the structured CloudEvent that carries ``message``."""
    envelope = Envelope.model_json_schema(mode="serialization")
    data = message.model_json_schema(mode="validation")
    definitions = data.pop("$defs", {})
    properties = dict(envelope["properties"])
    properties["type"] = {"const": message.type}
    properties["id"] |= {"description": "UUID; a repeated id is taken once"}
    properties["actorroles"] = {"type": "string", "description": "role names, space-separated"}
    properties["sequence"] = {"type": "string", "pattern": "^[0-9]{1,20}$"}
    properties["data"] = _tolerant(data)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{SCHEMA_PREFIX}{message.type}",
        "title": message.__name__,
        "description": _description(message),
        "type": "object",
        "properties": properties,
        "required": ["specversion", "id", "source", "type", "time", "data"],
        "$defs": {name: _tolerant(definition) for name, definition in definitions.items()},
    }


def _description(message: type[Message]) -> str:
    said = " ".join((message.__doc__ or "").split())
    inherited = message.__doc__ == message.__mro__[1].__doc__
    return f"{message.kind} of {owner(message.type)}. {'' if inherited else said}".strip()


def _tolerant(schema: Schema) -> Schema:
    """Readers accept more than is declared, so the published schema must not forbid it."""
    return {key: value for key, value in schema.items() if key != "additionalProperties"}

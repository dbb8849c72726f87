"""AsyncAPI 3.0: channels, operations and messages, for people and for code generators."""

from typing import Any

from hirewire_chassis.topology import EXCHANGES
from hirewire_contracts import CONTENT_TYPE, MESSAGES, Message, owner

from tools.contracts.schemas import schema_of
from tools.contracts.services import Listeners, heard_by

Document = dict[str, Any]


def document(listening: Listeners) -> Document:
    """The AsyncAPI 3.0 document of all messages."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Hirewire messages",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 in structured JSON over AMQP 0-9-1.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {name: _channel(message) for name, message in sorted(MESSAGES.items())},
        "operations": _operations(listening),
        "components": {
            "messages": {name: _message(message) for name, message in sorted(MESSAGES.items())}
        },
    }


def _channel(message: type[Message]) -> Document:
    return {
        "address": message.type,
        "messages": {message.type: {"$ref": f"#/components/messages/{message.type}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": EXCHANGES[message.kind],
                    "type": "topic",
                    "durable": True,
                },
            }
        },
    }


def _message(message: type[Message]) -> Document:
    return {
        "name": message.type,
        "title": message.__name__,
        "contentType": CONTENT_TYPE,
        "payload": _inlined(schema_of(message)),
    }


def _inlined(schema: Document) -> Document:
    """Definitions keep their place within the payload, so that references stay local to it."""
    return {key: value for key, value in schema.items() if key not in {"$schema", "$id"}}


def _operations(listening: Listeners) -> Document:
    operations: Document = {}
    for name, message in sorted(MESSAGES.items()):
        channel = {"$ref": f"#/channels/{name}"}
        if message.kind == "event":
            operations[f"send.{name}"] = {
                "action": "send",
                "channel": channel,
                "summary": f"{owner(name)} tells it",
            }
        for service, subscription in heard_by(listening, message):
            operations[f"receive.{name}.{service}.{subscription}"] = {
                "action": "receive",
                "channel": channel,
                "summary": f"{service} takes it from its queue {subscription}",
            }
    return operations

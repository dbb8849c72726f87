"""The messages between Hirewire's services: commands, events and the states they carry."""

from hirewire_contracts.envelope import CONTENT_TYPE, SCHEMA_PREFIX, Envelope
from hirewire_contracts.message import Answer, Command, Event, Message, Question, owner
from hirewire_contracts.registry import MESSAGES, UnsupportedTypeError, read, versions_of

__all__ = [
    "CONTENT_TYPE",
    "MESSAGES",
    "SCHEMA_PREFIX",
    "Answer",
    "Command",
    "Envelope",
    "Event",
    "Message",
    "Question",
    "UnsupportedTypeError",
    "owner",
    "read",
    "versions_of",
]

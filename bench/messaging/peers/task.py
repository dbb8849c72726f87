"""What all peers are asked to do: for a message of 1 KiB, three inserts and one commit."""

import json
import os
from dataclasses import dataclass
from typing import Self
from uuid import UUID, uuid4

BODY_BYTES = 1024
CONCURRENCY = 16
POOL = 10
QUEUE = "bench.tasks"
EFFECT = "insert into public.effects (number, due, body) values ({}, {}, {})"
NOTE = "insert into public.notes (number, note) values ({}, {})"
JOURNAL = "insert into public.journal (handler, message_id) values ({}, {})"


def statements(*marks: str) -> tuple[str, str, str]:
    """Journal, effect and note with the driver's placeholders."""
    return JOURNAL.format(*marks[:2]), EFFECT.format(*marks[:3]), NOTE.format(*marks[:2])


@dataclass(frozen=True, slots=True)
class Task:
    """``due``: when it should have been sent, in seconds of the machine's clock."""

    number: int
    due: float
    id: UUID
    padding: str

    @classmethod
    def make(cls, number: int, due: float) -> Self:
        bare = len(cls(number, due, uuid4(), "").to_json())
        return cls(number, due, uuid4(), "x" * (BODY_BYTES - bare))

    @classmethod
    def read(cls, text: str | bytes) -> Self:
        values = json.loads(text)
        return cls(values["number"], values["due"], UUID(values["id"]), values["padding"])

    def to_json(self) -> str:
        values = {"number": self.number, "due": self.due, "id": str(self.id)}
        return json.dumps({**values, "padding": self.padding})


def database_url() -> str:
    return os.environ["BENCH_DATABASE_URL"]


def amqp_url() -> str:
    return os.environ["BENCH_AMQP_URL"]

"""What questions are answered from, and how one is refused."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from hirewire_contracts import Answer, Question
from hirewire_contracts.operating import Refused
from hirewire_contracts.settlement import Problem

from hirewire_chassis.context import Context
from hirewire_chassis.publisher import Publisher
from hirewire_chassis.transaction import Database

Reply = Callable[[Any, Context, Database], Awaitable[Answer]]
"""Answers a user's question in their workspace; it asks itself whether they may (docs/adr/0081)."""
Replies = Mapping[type[Question], Reply]


@dataclass(frozen=True, slots=True)
class Office:
    """``queues`` are the names of the work queues; ``replies`` are the service's own."""

    database: Database
    publisher: Publisher
    queues: tuple[str, ...] = ()
    replies: Replies = field(default_factory=dict)


def refused(question: Question, status: int, code: str, detail: str) -> Refused:
    title = HTTPStatus(status).phrase
    problem = Problem(code=code, title=title, status=status, detail=detail)
    return Refused(question_id=question.subject, problem=problem)

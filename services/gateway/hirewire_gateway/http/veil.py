"""States as one actor gets to see them."""

from typing import TypeVar

from hirewire_contracts.candidates import Candidate
from hirewire_contracts.documents import Document
from hirewire_contracts.jobs import Job
from pydantic import BaseModel

from hirewire_gateway.identity.permissions import Actor
from hirewire_gateway.identity.visibility import hidden_fields

S = TypeVar("S", bound=BaseModel)
VEILED = "veiled"
"""The variant in the entity tag of what was shown with fields left empty."""


def veiled(actor: Actor, state: S) -> S:
    """The same object when nothing of it is hidden; hidden fields are as if never filled in."""
    shape = type(state).model_fields
    hidden = hidden_fields(actor, _kind(state)) & shape.keys()
    if not hidden:
        return state
    empty = {name: shape[name].get_default(call_default_factory=True) for name in hidden}
    return state.model_copy(update=empty)


def _kind(state: BaseModel) -> str:
    match state:
        case Candidate():
            return "candidate"
        case Job():
            return "job"
        case Document(kind="job"):
            return "job advertisement"
        case Document():
            return "resume"
        case _:
            return ""

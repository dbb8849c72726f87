"""A synonym, as it is stored and shown."""

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from hirewire_contracts.values import Count, Stamp
from pydantic import AwareDatetime

Status = Literal["proposed", "accepted", "rejected", "withdrawn"]
Decision = Literal["accepted", "rejected", "withdrawn"]
FROM: Mapping[Decision, tuple[Status, ...]] = {
    "accepted": ("proposed", "rejected", "withdrawn"),
    "rejected": ("proposed", "withdrawn"),
    "withdrawn": ("accepted",),
}


class Synonym(Stamp):
    """Who searches for ``word`` finds ``also`` too, while this is accepted.

    ``times`` counts the searches that proposed it.
    """

    word: str
    also: str
    status: Status
    times: Count
    decided_by: UUID | None = None
    decided_at: AwareDatetime | None = None

"""Whom a run looks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hirewire_matching.ranking import Relations, Requirement
from hirewire_matching.runs.contenders import Vacancy

EXACT_BELOW = 4_000
"""Fewer who pass the filters are all compared (docs/benchmarks.md says why so many)."""
_WORTH: Mapping[str, float] = {"narrower": 0.8, "related": 0.5}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The ``most`` nearest in each way of those who pass the filters (or may pass them)."""

    workspace_id: UUID
    vacancy: Vacancy
    asked: Sequence[Requirement]
    filters: Sequence[Requirement]
    most: int
    relations: Relations = field(default_factory=dict)

    def skills(self) -> Iterator[Mapping[str, float]]:
        """For each skill asked the keys that answer it, its kin's too, and what each is worth."""
        for row in self.asked:
            if row.kind == "skill":
                yield {**self._kin(row), **dict.fromkeys(row.keys, 1.0)}

    def _kin(self, row: Requirement) -> dict[str, float]:
        worth: dict[str, float] = {}
        for key in row.keys:
            for other, relation in self.relations.get(key, {}).items():
                worth[other] = max(_WORTH[relation.kind], worth.get(other, 0.0))
        return worth

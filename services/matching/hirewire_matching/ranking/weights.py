"""What counts how much: one frozen, versioned value."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from math import isfinite
from types import MappingProxyType
from typing import Self

from hirewire_matching.ranking.profiles import Kind

_SHARES: Mapping[Kind, float] = MappingProxyType(
    {
        "skill": 0.40,
        "skill_years": 0.05,
        "title": 0.15,
        "seniority": 0.05,
        "experience": 0.08,
        "education": 0.05,
        "language": 0.05,
        "certificate": 0.05,
        "location": 0.05,
        "workplace": 0.02,
        "semantic": 0.10,
    }
)


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of the ranking; another set of them is another ``version``.

    ``shares`` go to the required rows of a kind together and are divided among them by their own
    weights; what is merely wished for gets ``optional`` times that, on top. ``title_range`` and
    ``semantic_range`` are the cosines that count as nothing and as everything; what texts count is
    held back by what else is shown (``verdicts``).
    """

    version: str = "default-2"
    shares: Mapping[Kind, float] = field(default_factory=lambda: _SHARES)
    optional: float = 0.25
    narrower: float = 0.8
    related: float = 0.5
    sure_from: float = 0.5
    one_below: float = 0.5
    same_country: float = 0.5
    no_years_below: float = 0.5
    met_from: float = 0.8
    title_range: tuple[float, float] = (0.4, 0.8)
    semantic_range: tuple[float, float] = (0.1, 0.4)

    def __post_init__(self) -> None:
        if not all(isfinite(share) and share >= 0 for share in self.shares.values()):
            raise ValueError("Every share is a finite amount of at least 0.")
        parts = (self.optional, self.narrower, self.related, self.one_below, self.same_country)
        if not all(0 <= part <= 1 for part in parts) or not 0 <= self.no_years_below < 1:
            raise ValueError("Every part is between 0 and 1.")
        if any(low >= high for low, high in (self.title_range, self.semantic_range)):
            raise ValueError("A range of cosines goes from a lower to a higher one.")

    def with_shares(self, shares: Iterable[tuple[Kind, float]]) -> Self:
        """Other shares for some kinds; the version tells by its digest which they are."""
        own = {kind: float(share) for kind, share in shares}
        if not own:
            return self
        digest = sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()[:12]
        version = f"{self.version}+job-{digest}"
        return replace(self, version=version, shares=MappingProxyType({**self.shares, **own}))


DEFAULT_WEIGHTS = Weights()

"""Made-up candidates and jobs, any number of them, and the same ones every time.

A person has a trade of the taxonomy, mostly skills that are near to it in meaning and a few that
are not. Their vectors are sums of those of real words with noise: no text is embedded per person.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from hirewire_ai_worker.taxonomy.load import Tables, shipped_folder
from hirewire_matching.profiles.kinship import kinship
from hirewire_matching.vectors import Vectoriser
from numpy.typing import NDArray

Floats = NDArray[np.float32]
POOL, OWN, STRAY = 40, 9, 3
TITLES, TEXTS = 2, 2
MOST_YEARS = 40.0
_DOCUMENT = str(UUID(int=0xD0C))


@dataclass(frozen=True, slots=True)
class Profile:
    """What is loaded of one person."""

    id: UUID
    occupation: int
    skills: tuple[str, ...]
    years: float
    titles: Floats = field(repr=False)
    texts: Floats = field(repr=False)
    document: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class World:
    """Trades and skills with their vectors; ``pools`` are the skills near each trade."""

    trades: tuple[str, ...]
    skills: tuple[tuple[str, str], ...]
    trade_vectors: Floats = field(repr=False)
    skill_vectors: Floats = field(repr=False)
    pools: NDArray[np.intp] = field(repr=False)

    @classmethod
    def of(cls, vectoriser: Vectoriser, cache: Path) -> "World":
        trades = tuple(row["name"] for row in Tables(shipped_folder()).rows("titles"))
        skills = tuple((key, name) for name, key in sorted(_named_skills().items()))
        vectors = _embedded(vectoriser, [*trades, *(name for _, name in skills)], cache)
        of_trades, of_skills = vectors[: len(trades)], vectors[len(trades) :]
        pools = np.argsort(-(of_trades @ of_skills.T), axis=1, kind="stable")[:, :POOL]
        return cls(trades, skills, of_trades, of_skills, pools)

    def people(self, count: int, seed: int = 7) -> Iterator[Profile]:
        chance = np.random.default_rng(seed)
        for _ in range(count):
            yield self._person(chance)

    def _person(self, chance: np.random.Generator) -> Profile:
        trade = int(chance.integers(len(self.trades)))
        known = self.drawn(trade, chance)
        years = round(float(chance.random()) * MOST_YEARS, 1)
        names = [f"{self.trades[trade]} {step}" for step in ("I", "II")]
        middle = self.skill_vectors[known].sum(axis=0) + self.trade_vectors[trade]
        keys = tuple(self.skills[place][0] for place in known)
        identity = UUID(bytes=chance.bytes(16))
        return Profile(
            identity,
            trade,
            keys,
            years,
            noisy(self.trade_vectors[trade], TITLES, 0.02, chance),
            noisy(middle / np.linalg.norm(middle), TEXTS, 0.02, chance),
            json.dumps(_document(identity, names, [self.skills[place] for place in known], years)),
        )

    def drawn(self, trade: int, chance: np.random.Generator) -> list[int]:
        """Places of skills: most from the trade's pool, the nearer ones more often."""
        odds = 1.0 / np.arange(3, POOL + 3)
        own = chance.choice(self.pools[trade], OWN, replace=False, p=odds / odds.sum())
        stray = chance.integers(len(self.skills), size=STRAY)
        return list(dict.fromkeys(int(place) for place in (*own, *stray)))


def noisy(middle: Floats, count: int, noise: float, chance: np.random.Generator) -> Floats:
    """Unit vectors around one; ``noise`` is the standard deviation of each of their parts."""
    moved = middle + chance.standard_normal((count, middle.shape[0]), np.float32) * noise
    unit: Floats = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit


def _named_skills() -> dict[str, str]:
    """Names by which the shipped skills are found, one for each."""
    names: dict[str, str] = {}
    for name, key in kinship().keys.items():
        names.setdefault(key, name)
    return {name: key for key, name in names.items()}


def _embedded(vectoriser: Vectoriser, texts: Sequence[str], cache: Path) -> Floats:
    kept = cache / f"world-{len(texts)}.npy"
    cache.mkdir(parents=True, exist_ok=True)
    if kept.exists():
        loaded: Floats = np.load(kept)
        return loaded
    vectors = vectoriser.embed(texts)
    np.save(kept, vectors)
    return vectors


def _document(
    identity: UUID, titles: Sequence[str], skills: Sequence[tuple[str, str]], years: float
) -> Any:
    """A CandidateProfile as it is stored."""
    return {
        "id": str(identity),
        "skills": [
            {"key": key, "name": name, "confidence": 0.9, "evidence": [_quote(name)]}
            for key, name in skills
        ],
        "titles": [{"key": title.lower(), "name": title} for title in titles],
        "years_of_experience": {"value": years, "evidence": [_quote("2012 - 2020")]},
        "languages": [{"code": "en", "name": "English", "level": "C1"}],
    }


def _quote(words: str) -> dict[str, Any]:
    return {"document_id": _DOCUMENT, "quote": words, "start": 10, "end": 10 + len(words)}

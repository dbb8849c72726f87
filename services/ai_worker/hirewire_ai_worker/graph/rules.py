"""How what documents say adds up, decided over plain data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from uuid import UUID

from hirewire_contracts.knowledge import EntityStatus
from pydantic import JsonValue

SUBJECT_TYPES = ("person", "job")


@dataclass(frozen=True, slots=True)
class Voice:
    """One active assertion of an edge; ``witness`` says whose word it is.

    A person's word has no document; ``order`` is later for the later of two.
    """

    witness: str
    document_id: UUID | None
    confidence: float
    attributes: Mapping[str, JsonValue]
    negated: bool = False
    order: UUID | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an edge holds; ``retracted`` when nobody says it any more."""

    confidence: float
    attributes: Mapping[str, JsonValue]
    retracted: bool
    status: EntityStatus = "suggested"


def verdict_of(voices: Iterable[Voice]) -> Verdict:
    """What the documents add up to, unless a person has spoken: the last word is theirs.

    The order of the voices does not matter.
    """
    heard = sorted(voices, key=_strength)
    persons = [voice for voice in heard if voice.document_id is None]
    said = _sum_of([voice for voice in heard if voice.document_id is not None])
    if not persons:
        return said
    last = max(persons, key=lambda voice: str(voice.order))
    if last.negated:
        return Verdict(confidence=0.0, attributes={}, retracted=True, status="rejected")
    attributes = {**said.attributes, **last.attributes}
    shown = {name: value for name, value in attributes.items() if value is not None}
    return Verdict(confidence=1.0, attributes=shown, retracted=False, status="confirmed")


def _sum_of(heard: Sequence[Voice]) -> Verdict:
    """Noisy-or over independent witnesses for it, lessened by those who say the contrary."""
    said = [voice for voice in heard if not voice.negated]
    if not said:
        return Verdict(confidence=0.0, attributes={}, retracted=True)
    attributes = {name: value for voice in said for name, value in voice.attributes.items()}
    denied = noisy_or(voice for voice in heard if voice.negated)
    return Verdict(noisy_or(said) * (1 - denied), attributes, retracted=False)


def noisy_or(voices: Iterable[Voice]) -> float:
    """1 - the chance that every witness errs, each of them counted with its best word.

    J. Pearl, "Probabilistic Reasoning in Intelligent Systems", 1988, §4.3.2.
    """
    best: dict[str, float] = {}
    for voice in voices:
        best[voice.witness] = max(voice.confidence, best.get(voice.witness, 0.0))
    return 1 - prod(1 - best[witness] for witness in sorted(best))


def _strength(voice: Voice) -> tuple[float, str, str]:
    """Among equally sure documents the later one counts more, UUIDv7 being ordered by time."""
    return voice.confidence, str(voice.document_id), repr(sorted(voice.attributes.items()))


def entity_confidence(
    entity_type: str, best_mention: float | None, status: EntityStatus = "suggested"
) -> float:
    """As sure as its best mention: readings of one word in many documents err alike.

    A person or a job is there because somebody submitted a document of it; and who confirms or
    rejects an entity is right.
    """
    if status != "suggested":
        return float(status == "confirmed")
    if entity_type in SUBJECT_TYPES:
        return 1.0
    return best_mention or 0.0

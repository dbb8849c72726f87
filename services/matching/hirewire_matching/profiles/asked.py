"""Requirements as an ad was read to ask them, in the ranking's terms."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from hirewire_contracts.documents import Requirement as Asked

from hirewire_matching.profiles.evidence import MOST, shown
from hirewire_matching.profiles.folding import keys_of
from hirewire_matching.profiles.kinship import skill_keys
from hirewire_matching.ranking import Requirement

AskedKind = Literal["skill", "experience", "education", "language", "certificate", "location"]
_LEAST_WEIGHT = 0.1


def of_kind(read: Iterable[Asked], kind: AskedKind) -> list[Asked]:
    """The surest first; equally sure ones by name, so that their order in the message is moot."""
    found = [asked for asked in read if asked.kind == kind]
    return sorted(found, key=lambda asked: (-asked.confidence, asked.model_dump_json()))


def requirement(asked: Asked) -> Requirement:
    """What was read with less confidence weighs less."""
    keys = skill_keys if asked.kind == "skill" else keys_of
    return Requirement(
        kind=asked.kind,
        name=asked.name,
        keys=keys(asked.name, asked.key, asked.evidence),
        required=asked.required,
        weight=max(_LEAST_WEIGHT, asked.confidence),
        evidence=shown(asked.evidence),
    )


def united(rows: Iterable[Requirement]) -> list[Requirement]:
    """Rows that share a key are one: the first of them decides, the others add keys and evidence.

    A later row that fits two earlier ones is evidence for both; they stay apart.
    """
    known: list[Requirement] = []
    for row in rows:
        kin = [index for index, other in enumerate(known) if set(other.keys) & set(row.keys)]
        for index in kin:
            known[index] = _joined(known[index], row)
        if not kin:
            known.append(row)
    return known


def _joined(known: Requirement, other: Requirement) -> Requirement:
    evidence = tuple(dict.fromkeys((*known.evidence, *other.evidence)))[:MOST]
    return replace(known, keys=tuple(dict.fromkeys((*known.keys, *other.keys))), evidence=evidence)

"""Versions of the weights as files, written by ``make tune-weights`` and read by the service."""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from pydantic import TypeAdapter

from hirewire_matching.ranking import DEFAULT_WEIGHTS, Kind, Weights

_SHARES = TypeAdapter(dict[Kind, float])


def read_weights(file: Path) -> Weights:
    """The default weights with the shares of the file, under the version that their digest gives.

    Raises ValueError when the file says another version than its shares have.
    """
    told = json.loads(file.read_bytes())
    shares = _SHARES.validate_python(told["shares"])
    if told["version"] != version_of(shares):
        raise ValueError(f"{file} was changed: its shares are not those of {told['version']}")
    whole = MappingProxyType({**DEFAULT_WEIGHTS.shares, **shares})
    return replace(DEFAULT_WEIGHTS, version=told["version"], shares=whole)


def write_weights(folder: Path, shares: Mapping[Kind, float], notes: Mapping[str, object]) -> Path:
    """A new file named after the version. Raises FileExistsError: no version changes in place."""
    version = version_of(shares)
    told = {"version": version, "base": DEFAULT_WEIGHTS.version, "shares": dict(shares), **notes}
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{version}.json"
    with file.open("x", encoding="utf-8") as opened:
        json.dump(told, opened, indent=2)
    return file


def version_of(shares: Mapping[Kind, float]) -> str:
    content = json.dumps([DEFAULT_WEIGHTS.version, dict(shares)], sort_keys=True)
    return f"tuned-{sha256(content.encode()).hexdigest()[:12]}"

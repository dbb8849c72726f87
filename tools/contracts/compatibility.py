"""Whether a schema still accepts and means what its committed form did."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
_NARROWING = ("maxLength", "maximum", "exclusiveMaximum", "maxItems")
_RAISING = ("minLength", "minimum", "exclusiveMinimum", "minItems")


def breaks(old: Schema, new: Schema, at: str = "") -> Iterator[str]:
    """Each difference that an unchanged program would trip over."""
    yield from _lost_properties(old, new, at)
    yield from _new_demands(old, new, at)
    yield from _tighter_limits(old, new, at)
    yield from _lost_choices(old, new, at)
    for key in ("properties", "$defs"):
        for name, schema in old.get(key, {}).items():
            if name in new.get(key, {}):
                yield from breaks(schema, new[key][name], f"{at}/{key}/{name}")
    if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
        yield from breaks(old["items"], new["items"], f"{at}/items")


def _lost_properties(old: Schema, new: Schema, at: str) -> Iterator[str]:
    for name in sorted(set(old.get("properties", {})) - set(new.get("properties", {}))):
        yield f"{at}: the field {name} is gone"


def _new_demands(old: Schema, new: Schema, at: str) -> Iterator[str]:
    for name in sorted(set(new.get("required", [])) - set(old.get("required", []))):
        yield f"{at}: the field {name} is demanded now"
    for key in ("type", "$ref", "format", "pattern", "const"):
        if new.get(key) != old.get(key) and key in new:
            yield f"{at}: {key} was {old.get(key)!r} and is {new.get(key)!r}"


def _tighter_limits(old: Schema, new: Schema, at: str) -> Iterator[str]:
    for key in _NARROWING:
        if key in new and new[key] < old.get(key, float("inf")):
            yield f"{at}: {key} went down to {new[key]}"
    for key in _RAISING:
        if key in new and new[key] > old.get(key, float("-inf")):
            yield f"{at}: {key} went up to {new[key]}"


def _lost_choices(old: Schema, new: Schema, at: str) -> Iterator[str]:
    if "enum" in new:
        for value in [value for value in old.get("enum", []) if value not in new["enum"]]:
            yield f"{at}: {value!r} is not allowed any more"
    for key in ("anyOf", "oneOf"):
        gone = [choice for choice in old.get(key, []) if choice not in new.get(key, [])]
        if gone:
            yield f"{at}: {key} lost {gone}"

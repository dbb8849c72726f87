"""What counts as a break of a message."""

from typing import Any

import pytest

from tools.contracts.compatibility import breaks

OLD: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "status": {"enum": ["open", "closed"]},
        "title": {"type": "string", "maxLength": 300},
        "tags": {"type": "array", "items": {"type": "string"}},
        "salary": {"anyOf": [{"$ref": "#/$defs/Salary"}, {"type": "null"}]},
    },
    "$defs": {"Salary": {"properties": {"min": {"type": "number"}}}},
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """A copy of OLD in which the value at ``path`` is another one; None removes it."""

    def copy(node: dict[str, Any], keys: list[str]) -> dict[str, Any]:
        head, *rest = keys
        new = copy(node[head], rest) if rest else value
        kept = {key: inner for key, inner in node.items() if key != head}
        return kept if new is None else {**kept, head: new}

    return copy(OLD, path.split("/"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/title", None),
        ("required", ["id", "title"]),
        ("properties/id/type", "integer"),
        ("properties/id/format", "email"),
        ("properties/status/enum", ["open"]),
        ("properties/title/maxLength", 100),
        ("properties/title/minLength", 1),
        ("properties/tags/items/type", "integer"),
        ("properties/tags/maxItems", 3),
        ("properties/salary/anyOf", [{"type": "null"}]),
        ("$defs/Salary/properties/min", None),
    ],
)
def test_what_an_unchanged_program_would_trip_over_is_named(path: str, value: Any) -> None:
    assert len(list(breaks(OLD, changed(path, value)))) == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/note", {"type": "string"}),
        ("required", []),
        ("properties/status/enum", ["open", "closed", "on_hold"]),
        ("properties/title/maxLength", 500),
        ("properties/title/maxLength", None),
        ("properties/title/description", "said better"),
        ("$defs/Salary/properties/max", {"type": "number"}),
    ],
)
def test_what_is_added_or_loosened_is_no_break(path: str, value: Any) -> None:
    assert list(breaks(OLD, changed(path, value))) == []

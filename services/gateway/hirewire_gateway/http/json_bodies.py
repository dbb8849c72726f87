"""JSON as RFC 8259 has it, without what nothing behind the gateway could keep."""

import json
from collections.abc import Iterator

from hirewire_contracts.settlement import FieldError

from hirewire_gateway.http.problems import invalid, pointer

Path = tuple[str | int, ...]


def parse_json(body: bytes) -> object:
    """Raises a 422 problem that says where the body is no JSON, or holds a NUL character."""
    try:
        content: object = json.loads(body, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise invalid(_wrong((), f"This is not JSON: {error}.")) from None
    except UnicodeDecodeError:
        raise invalid(_wrong((), "This is not UTF-8.")) from None
    except ValueError as error:
        raise invalid(_wrong((), str(error))) from None
    except RecursionError:
        raise invalid(_wrong((), "This is nested too deeply.")) from None
    place = next(_nuls(content, ()), None) if b"\\u0000" in body else None
    if place is not None:
        raise invalid(_wrong(place, "Text can't hold a NUL character."))
    return content


def canonical_json(content: object) -> bytes:
    """Equal for bodies that differ in spaces and in the order of members only."""
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON.")


def _wrong(path: Path, detail: str) -> FieldError:
    return FieldError(pointer=pointer(path), detail=detail)


def _nuls(value: object, path: Path) -> Iterator[Path]:
    match value:
        case str() if "\0" in value:
            yield path
        case dict():
            for name, item in value.items():
                yield from _nuls(name, path)
                yield from _nuls(item, (*path, name))
        case list():
            for index, item in enumerate(value):
                yield from _nuls(item, (*path, index))
        case _:
            pass

"""What the parser process and its caller say to each other: limits in, one JSON object out.

Without pydantic, which would make the process larger; the caller checks what comes back.
"""

import dataclasses
import json

from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.limits import ParseLimits


def write_limits(limits: ParseLimits) -> str:
    return json.dumps(dataclasses.asdict(limits))


def read_limits(argument: str) -> ParseLimits:
    return ParseLimits(**json.loads(argument))


def write_reply(reply: ParsedDocument | ParseFailure) -> bytes:
    """Raises UnicodeEncodeError for text that is none (lone surrogates)."""
    return json.dumps(reply, default=_fields, ensure_ascii=False, separators=(",", ":")).encode()


def _fields(value: object) -> dict[str, object]:
    """Like `dataclasses.asdict`, without its deep copies."""
    return {name: getattr(value, name) for name in type(value).__match_args__}  # type: ignore[attr-defined]

"""Why a document could not be read. A failure is a value with a stable code."""

from dataclasses import dataclass
from typing import Literal

FailureCode = Literal[
    "empty",
    "too_large",
    "too_many_pages",
    "encrypted",
    "needs_ocr",
    "no_text",
    "unsupported_type",
    "damaged",
    "zip_bomb",
    "timeout",
    "out_of_memory",
]


@dataclass(frozen=True, slots=True)
class ParseFailure:
    """`retryable` says whether the same bytes may succeed another time."""

    code: FailureCode
    detail: str
    retryable: bool = False


class UnreadableError(Exception):
    """Raised inside a reader; `convert.read_document` turns it into its `failure`."""

    def __init__(self, code: FailureCode, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.failure = ParseFailure(code, detail)

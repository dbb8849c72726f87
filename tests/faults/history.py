"""What was asked of the system and what it answered, as lines of JSON, for a checker to judge."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO


class History:
    """Appends records ``{"t", "kind": invoke|ok|fail|unknown|fault|read, "op", ...}``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._began = time.monotonic()
        self._file: TextIO = path.open("a", encoding="utf-8")

    def note(self, kind: str, op: str, **more: Any) -> None:
        record = {"t": round(time.monotonic() - self._began, 4), "kind": kind, "op": op, **more}
        self._file.write(json.dumps(record, default=str) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)

"""Where the output of child processes goes: a file each, or one stream with a prefix per line."""

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO, TextIO

Output = Callable[[str], int]
"""Program's name -> a file descriptor to write to, which the program then owns."""

_COLOURS = (36, 32, 33, 35, 34, 96, 92, 93)
_WIDTH = 11


def to_files(folder: Path) -> Output:
    """One growing ``<name>.log`` per program in ``folder``."""

    def open_file(name: str) -> int:
        return os.open(folder / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    return open_file


class MergedLog:
    """Lines of all programs in one stream, each behind the name of its program."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._colours: dict[str, int] = {}
        self._next_colour = count()
        self._writing = threading.Lock()
        self._readers: list[threading.Thread] = []

    def open(self, name: str) -> int:
        """An Output."""
        reading, writing = os.pipe()
        reader = threading.Thread(
            target=self._copy, args=(name, os.fdopen(reading, "rb")), daemon=True
        )
        reader.start()
        self._readers.append(reader)
        return writing

    def write(self, name: str, line: str) -> None:
        """A reader of the stream that has gone away must not keep anything from ending."""
        with self._writing, suppress(OSError):
            self._stream.write(f"{self._prefix(name)}{line}\n")
            self._stream.flush()

    def close(self) -> None:
        """Wait until everything that ended programs wrote has been passed on."""
        for reader in self._readers:
            reader.join(timeout=2)

    def _copy(self, name: str, source: BinaryIO) -> None:
        with source:
            for line in source:
                self.write(name, line.decode(errors="replace").rstrip())

    def _prefix(self, name: str) -> str:
        if not self._stream.isatty():
            return f"{name:<{_WIDTH}}| "
        colour = self._colours.setdefault(name, _COLOURS[next(self._next_colour) % len(_COLOURS)])
        return f"\033[{colour}m{name:<{_WIDTH}}|\033[0m "

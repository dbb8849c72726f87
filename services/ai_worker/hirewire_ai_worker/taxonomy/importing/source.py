"""A published classification on disk: a folder of tables, or a zip file of them."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

LARGEST_BYTES = 512 * 1024 * 1024
LARGEST_RATIO = 200
LARGEST_CELL = 1_000_000


class SourceError(Exception):
    """The sentence says what is wrong with which file."""


@dataclass(frozen=True, slots=True)
class Source:
    """Its tables by file name, wherever in the folder or the zip file they stand."""

    path: Path
    files: tuple[str, ...]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises SourceError when it is neither a folder nor a zip file, or too large."""
        if path.is_dir():
            found = sorted(str(file.relative_to(path)) for file in path.rglob("*.*"))
            return cls(path, tuple(found))
        if not path.is_file():
            raise SourceError(f"{path}: there is no such file or folder")
        try:
            with zipfile.ZipFile(path) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, OSError) as error:
            raise SourceError(f"{path}: neither a folder nor a zip file ({error})") from error
        _refuse_bomb(path, members)
        return cls(path, tuple(sorted(member.filename for member in members)))

    def named(self, name: str) -> str | None:
        """The file of that name (a pattern may have one ``*``), if there is one."""
        return next((file for file in self.files if PurePosixPath(file).match(name)), None)

    def rows(self, file: str, columns: Sequence[str]) -> Iterator[dict[str, str]]:
        """Raises SourceError when the file is no UTF-8 table or lacks one of ``columns``."""
        text = io.StringIO(self._text(file), newline="")
        csv.field_size_limit(LARGEST_CELL)
        if file.endswith(".csv"):
            reader = csv.DictReader(text)
        else:
            reader = csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise SourceError(f"{self.path}: {file} has no column {', '.join(missing)}")
        try:
            for row in reader:
                yield {column: row[column] or "" for column in columns}
        except csv.Error as error:
            place = f"{file}, line {reader.line_num}"
            raise SourceError(f"{self.path}: {place}: {error}") from error

    def _text(self, file: str) -> str:
        try:
            return self._bytes(file).decode("utf-8-sig")
        except (OSError, zipfile.BadZipFile, ValueError) as error:
            raise SourceError(f"{self.path}: {file} cannot be read: {error}") from error

    def _bytes(self, file: str) -> bytes:
        if self.path.is_dir():
            return (self.path / file).read_bytes()
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(file)


def _refuse_bomb(path: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > LARGEST_BYTES or unpacked / packed > LARGEST_RATIO:
        raise SourceError(f"{path}: unpacks to {unpacked} bytes, which is more than is believable")

"""Reads the tab-separated files of a taxonomy folder.

First row: the column names. Several values in one cell are separated by `|`.
"""

import csv
from collections.abc import Iterator
from importlib.resources.abc import Traversable

Row = dict[str, str]


class TaxonomyFileError(Exception):
    """A taxonomy file is not of the expected shape; names the file and the line."""


def rows_of(file: Traversable) -> Iterator[Row]:
    with file.open("r", encoding="utf-8") as lines:
        reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        columns = next(reader, [])
        for number, cells in enumerate(reader, start=2):
            if len(cells) > len(columns) or not cells or not cells[0].strip():
                raise TaxonomyFileError(f"{file.name}, line {number}: {len(cells)} cells")
            yield dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=True))


def values(cell: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in cell.split("|") if value.strip())

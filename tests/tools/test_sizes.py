"""The size lint sees what is too long, and its named escape."""

from pathlib import Path

import pytest

from tools.sizes import FILE_LINES, FUNCTION_LINES, offences


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1\n" * FILE_LINES, 0),
        ("x = 1\n" * (FILE_LINES + 1), 1),
        ("# long: a table\n" + "x = 1\n" * FILE_LINES, 0),
        ("def f():\n" + "    x = 1\n" * (FUNCTION_LINES - 1), 0),
        ("def f():\n" + "    x = 1\n" * FUNCTION_LINES, 1),
        ("async def f():\n" + "    x = 1\n" * FUNCTION_LINES, 1),
        ("def f():  # long: one table\n" + "    x = 1\n" * FUNCTION_LINES, 0),
        ("class C:\n    def f(self):\n" + "        x = 1\n" * FUNCTION_LINES, 1),
    ],
)
def test_what_is_too_long_is_an_offence(tmp_path: Path, source: str, expected: int) -> None:
    path = tmp_path / "module.py"
    path.write_text(source)

    assert len(list(offences(path))) == expected


def test_tests_and_migrations_may_be_long(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_x.py").write_text("x = 1\n" * 1000)

    assert list(offences(folder / "test_x.py")) == []

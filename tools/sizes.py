"""Holds the code to the sizes of CONTRIBUTING: files of 300 lines, functions of 40, at most.

A file or function that has to be longer says so on its first line: ``# long: <reason>``.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 300
FUNCTION_LINES = 40
FREE = ("tests", "migrations")


def main() -> int:
    """Print each offender; exit 1 when there is one."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    offenders = [line for name in listed for line in offences(Path(name))]
    sys.stdout.write("".join(f"{line}\n" for line in offenders))
    return 1 if offenders else 0


def offences(path: Path) -> Iterator[str]:
    if any(part in FREE for part in path.parts) or not path.is_file():
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > FILE_LINES and not excused(lines, 1):
        yield f"{path}:1: {len(lines)} lines, at most {FILE_LINES}"
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > FUNCTION_LINES and not excused(lines, node.lineno):
                yield f"{path}:{node.lineno}: {node.name} has {size}, at most {FUNCTION_LINES}"


def excused(lines: list[str], number: int) -> bool:
    return "# long:" in lines[number - 1]


if __name__ == "__main__":
    sys.exit(main())

"""``python -m tools.contracts [--check]``: write the generated files, or check that they are."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from hirewire_contracts import MESSAGES, Envelope, read
from hirewire_contracts.registry import Superseded
from pydantic import ValidationError

from tools.contracts import asyncapi, messages
from tools.contracts.compatibility import breaks
from tools.contracts.schemas import schema_of
from tools.contracts.services import listeners

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "libs/contracts"


def main() -> int:
    """Exit 1 on a breaking difference, an unheard message, a lost golden file or stale files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    files = generated()
    problems = [*breaking(), *silent(), *golden()]
    if check:
        problems += [f"{path.relative_to(ROOT)} is stale" for path in stale(files)]
    else:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    for problem in problems:
        sys.stdout.write(f"contracts: {problem}\n")
    return 1 if problems else 0


def generated() -> Mapping[Path, str]:
    listening = listeners()
    schemas = {
        CONTRACTS / "schema" / f"{name}.json": _json(schema_of(message))
        for name, message in MESSAGES.items()
    }
    return schemas | {
        CONTRACTS / "hirewire_contracts/asyncapi.json": _json(asyncapi.document(listening)),
        ROOT / "docs/messages.md": messages.page(listening),
    }


def stale(files: Mapping[Path, str]) -> list[Path]:
    return [
        path
        for path, content in files.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != content
    ]


def breaking() -> Iterator[str]:
    """Compared with what is committed, so that regenerating twice does not hide a break."""
    for path in _git("ls-tree", "-r", "--name-only", "HEAD", "libs/contracts/schema").split():
        name = Path(path).name.removesuffix(".json")
        if name not in MESSAGES:
            yield f"{name} is gone; old versions stay readable for ever"
            continue
        committed = json.loads(_git("show", f"HEAD:{path}"))
        for difference in breaks(committed, schema_of(MESSAGES[name])):
            yield f"{name}{difference}; make it a new version instead"


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else ""


def silent() -> Iterator[str]:
    yield from (f"nobody listens to {name}" for name in messages.unheard(listeners()))


def golden() -> Iterator[str]:
    """Each version has its example, and today's code still reads it."""
    for name, message in MESSAGES.items():
        path = CONTRACTS / "golden" / f"{name}.json"
        if not path.is_file():
            yield f"{path.relative_to(ROOT)} is missing: one real example per version"
            continue
        try:
            envelope = Envelope.model_validate_json(path.read_bytes())
            lifted = read(envelope.type, envelope.data)
        except ValidationError as error:
            yield f"{path.relative_to(ROOT)} is not read any more: {error}"
            continue
        if not issubclass(message, Superseded) and type(lifted) is not message:
            yield f"{path.relative_to(ROOT)} is read as {type(lifted).__name__}"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.exit(main())

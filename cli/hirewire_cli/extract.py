"""``hirewire extract``: what files say, with its evidence, without any server."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from hirewire_ai_worker.documents.findings import find
from hirewire_ai_worker.documents.models import Document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.sandbox import DocumentParser
from hirewire_ai_worker.taxonomy.load import load_taxonomy
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy
from hirewire_chassis import new_id
from pydantic import JsonValue

from hirewire_cli.output import give_up

Kind = Literal["resume", "job"]


def extract(
    files: Annotated[list[Path], typer.Argument(help="pdf, docx, txt, md, html or rtf")],
    kind: Annotated[Kind, typer.Option(help="what the files are")] = "resume",
) -> None:
    """Print what each file says as a line of JSON, in order; exit 1 when one cannot be read."""
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        give_up(f"no such file: {', '.join(missing)}", 2)
    raise typer.Exit(int(asyncio.run(_extract(files, kind)) > 0))


async def _extract(files: list[Path], kind: Kind) -> int:
    """How many files could not be read."""
    parser = DocumentParser(ParseLimits(), LanguageDetector.load())
    taxonomy = load_taxonomy()
    failed = 0
    for file in files:
        parsed = await parser.parse(file.read_bytes())
        if isinstance(parsed, ParseFailure):
            line = _failure(parsed)
            failed += 1
        else:
            line = _found(file, kind, parsed, taxonomy)
        sys.stdout.write(json.dumps({"file": str(file), **line}, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return failed


def _failure(failure: ParseFailure) -> dict[str, JsonValue]:
    said: dict[str, JsonValue] = {
        "code": failure.code,
        "detail": failure.detail,
        "retryable": failure.retryable,
    }
    return {"status": "failed", "failure": said}


def _found(
    file: Path, kind: Kind, parsed: ParsedDocument, taxonomy: Taxonomy
) -> dict[str, JsonValue]:
    """Evidence counts characters of ``text``."""
    document = Document(id=new_id(), kind=kind, name=file.name, created_at=datetime.now(UTC))
    findings = find(document, parsed, taxonomy)
    facts = None if findings.facts is None else findings.facts.model_dump(mode="json")
    flags: list[JsonValue] = [
        {"code": flag.code, "detail": flag.detail, "quote": flag.quote, "page": flag.page}
        for flag in parsed.flags
    ]
    return {
        "status": "done",
        "failure": None,
        "language": parsed.language,
        "pages": len(parsed.pages),
        "text": parsed.text,
        "facts": facts,
        "flags": flags,
        "extractor": findings.extractor,
    }

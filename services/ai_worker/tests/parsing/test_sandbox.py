import asyncio
import os
from pathlib import Path

import pytest
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import MEBIBYTE, ParseLimits
from hirewire_ai_worker.parsing.sandbox import MODULE, DocumentParser

GERMAN = (
    "Ich suche eine neue Aufgabe in der Entwicklung von Software und habe "
    "mehrere Jahre Erfahrung mit Datenbanken und verteilten Systemen gesammelt."
)
DEEP = b"<div>" * 120_000


@pytest.fixture(scope="module")
def languages() -> LanguageDetector:
    return LanguageDetector.load()


def parsers_running() -> int:
    """Child processes of this one that run the parser's module."""
    me = str(os.getpid())
    count = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_text()
        except OSError:
            continue
        count += status[1] == me and MODULE in command and status[0] != "Z"
    return count


async def test_the_result_is_that_of_the_same_process_with_a_language(languages):
    data = GERMAN.encode()
    result = await DocumentParser(ParseLimits(), languages).parse(data)
    alone = read_document(data, ParseLimits())
    assert isinstance(result, ParsedDocument)
    assert isinstance(alone, ParsedDocument)
    assert (result.text, result.lines) == (alone.text, alone.lines)
    assert result.language == "de"


async def test_failures_come_through(languages):
    result = await DocumentParser(ParseLimits(), languages).parse(b"\xff\xd8\xff\xe0 a picture")
    assert isinstance(result, ParseFailure)
    assert result.code == "unsupported_type"


@pytest.mark.parametrize(
    ("limits", "code", "retryable"),
    [
        (ParseLimits(wall_time=0.6), "timeout", True),
        (ParseLimits(cpu_time=1), "timeout", True),
        (ParseLimits(memory=260 * MEBIBYTE), "out_of_memory", False),
    ],
)
async def test_costly_documents_are_stopped(languages, limits, code, retryable):
    data = DEEP if code == "timeout" else b"<html>" + b"<p>a</p>" * 1_500_000
    result = await DocumentParser(limits, languages).parse(data)
    assert isinstance(result, ParseFailure)
    assert (result.code, result.retryable) == (code, retryable)
    assert parsers_running() == 0


async def test_size_is_checked_before_a_process_is_started(languages):
    parser = DocumentParser(ParseLimits(file_size=10), languages)
    results = [await parser.parse(data) for data in (b"", b"x" * 11)]
    assert [each.code for each in results if isinstance(each, ParseFailure)] == [
        "empty",
        "too_large",
    ]


async def test_a_cancelled_call_leaves_no_process(languages):
    call = asyncio.create_task(DocumentParser(ParseLimits(), languages).parse(DEEP))
    while parsers_running() == 0:
        await asyncio.sleep(0.01)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert parsers_running() == 0


def test_little_text_has_no_language(languages):
    assert languages.detect("C++ 2019") == "und"
    assert languages.detect("Nous recherchons un développeur pour notre équipe à Lyon.") == "fr"

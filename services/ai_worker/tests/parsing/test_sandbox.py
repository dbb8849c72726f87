import asyncio
import gc
import os
import signal
from pathlib import Path

import pytest
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.forker import MODULE
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import MEBIBYTE, ParseLimits
from hirewire_ai_worker.parsing.sandbox import KEPT, DocumentParser, ParserBrokenError

GERMAN = (
    "Ich suche eine neue Aufgabe in der Entwicklung von Software und habe "
    "mehrere Jahre Erfahrung mit Datenbanken und verteilten Systemen gesammelt."
)
DEEP = b"<div>" * 120_000


@pytest.fixture(scope="module")
def languages() -> LanguageDetector:
    return LanguageDetector.load()


def processes() -> dict[int, int]:
    """Those that run the parser's module: each with its parent."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_text()
        except OSError:
            continue
        if MODULE in command and status[0] != "Z":
            found[int(entry.name)] = int(status[1])
    return found


def forkers() -> set[int]:
    return {process for process, parent in processes().items() if parent == os.getpid()}


def parsers_running() -> int:
    """Processes that read a document of this process's, or that outlived what forked them."""
    ours = forkers()
    return sum(parent in ours or parent == 1 for parent in processes().values())


def environment_of(process: int) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()


def threads_of(process: int) -> int:
    return len(list(Path(f"/proc/{process}/task").iterdir()))


def files_of(process: int) -> set[str]:
    return {each.name for each in Path(f"/proc/{process}/fd").iterdir()}


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


async def test_documents_share_nothing_but_the_process_that_forks(languages):
    parser = DocumentParser(ParseLimits(), languages)
    before = forkers()
    first = await parser.parse(GERMAN.encode())
    kept = forkers() - before
    second = await parser.parse(GERMAN.encode())
    assert first == second
    assert isinstance(second, ParsedDocument)
    assert len(kept) == 1
    assert forkers() - before == kept
    assert parsers_running() == 0


async def test_one_that_died_is_replaced(languages):
    parser = DocumentParser(ParseLimits(), languages)
    before = forkers()
    await parser.parse(GERMAN.encode())
    (kept,) = forkers() - before
    os.kill(kept, signal.SIGKILL)
    results = [await parser.parse(GERMAN.encode()) for _ in range(2)]
    assert all(isinstance(each, ParsedDocument) for each in results)
    assert kept not in forkers()


async def test_one_whose_document_was_stopped_is_not_kept(languages):
    parser = DocumentParser(ParseLimits(wall_time=1.5), languages)
    before = forkers()
    slow = await parser.parse(DEEP)
    assert isinstance(slow, ParseFailure)
    assert forkers() == before


async def test_documents_at_once_have_processes_of_their_own(languages):
    others = forkers()
    parser = DocumentParser(ParseLimits(), languages)
    texts = [f"{GERMAN} {number}" for number in range(6)]
    results = await asyncio.gather(*(parser.parse(text.encode()) for text in texts))
    assert [each.text for each in results if isinstance(each, ParsedDocument)] == texts
    assert len(forkers() - others) == KEPT
    del parser
    gc.collect()
    assert forkers() <= others


async def test_a_broken_installation_is_no_failure_of_the_document(languages, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(ParserBrokenError, match="ended with 1"):
        await DocumentParser(ParseLimits(), languages).parse(GERMAN.encode())


async def test_what_forks_has_no_environment_no_other_file_and_one_thread(languages, monkeypatch):
    monkeypatch.setenv("SECRET", "hidden-from-parsers")
    parser = DocumentParser(ParseLimits(), languages)
    before = forkers()
    await parser.parse(GERMAN.encode())
    (kept,) = forkers() - before
    assert b"hidden-from-parsers" not in environment_of(kept)
    assert files_of(kept) == {"0", "1", "2", "3"}
    assert threads_of(kept) == 1


def test_little_text_has_no_language(languages):
    assert languages.detect("C++ 2019") == "und"
    assert languages.detect("Nous recherchons un développeur pour notre équipe à Lyon.") == "fr"

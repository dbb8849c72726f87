"""Parsing in a process of its own, with limits on time and memory."""

import asyncio
import contextlib
import signal
import sys
from dataclasses import replace

from pydantic import TypeAdapter

from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.wire import write_limits

MODULE = "hirewire_ai_worker.parsing"
REPLY: TypeAdapter[ParsedDocument | ParseFailure] = TypeAdapter(ParsedDocument | ParseFailure)
MEMORY_SIGNALS = {signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGKILL}


class ParserBrokenError(Exception):
    """The parser process cannot run here at all: a broken installation, not a broken document."""


class DocumentParser:
    """Parses documents that may be hostile.

    Safe to share between tasks; each call starts one process and ends it, also when the caller is
    cancelled.
    """

    def __init__(self, limits: ParseLimits, languages: LanguageDetector) -> None:
        self._limits = limits
        self._languages = languages

    async def parse(self, data: bytes) -> ParsedDocument | ParseFailure:
        """Never raises for what is in `data`: whatever is wrong with it is a failure value."""
        if not data:
            return ParseFailure("empty", "the file has no content")
        if len(data) > self._limits.file_size:
            return ParseFailure(
                "too_large", f"{len(data)} bytes, more than {self._limits.file_size}"
            )
        result = await self._run(data)
        if isinstance(result, ParseFailure):
            return result
        return replace(result, language=self._languages.detect(result.text))

    async def _run(self, data: bytes) -> ParsedDocument | ParseFailure:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-m",
            MODULE,
            write_limits(self._limits),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            env={},
        )
        try:
            async with asyncio.timeout(self._limits.wall_time):
                output, errors = await process.communicate(data)
        except TimeoutError:
            detail = f"not parsed within {self._limits.wall_time:g} seconds"
            return ParseFailure("timeout", detail, retryable=True)
        finally:
            await _ended(process)
        code = process.returncode or 0
        if code > 0:
            raise ParserBrokenError(errors.decode(errors="replace"))
        return _result(code, output, self._limits)


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _result(code: int, output: bytes, limits: ParseLimits) -> ParsedDocument | ParseFailure:
    if code == 0:
        return REPLY.validate_json(output)
    if code == -signal.SIGXCPU:
        detail = f"not parsed within {limits.cpu_time} seconds of processor time"
        return ParseFailure("timeout", detail, retryable=True)
    if -code in MEMORY_SIGNALS:
        return ParseFailure("out_of_memory", f"needs more than {limits.memory} bytes of memory")
    return ParseFailure("damaged", f"the parser crashed: {signal.Signals(-code).name}")

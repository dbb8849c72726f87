"""Parsing in a process of its own, with limits on time and memory."""

import asyncio
import contextlib
import signal
from dataclasses import replace
from weakref import finalize

from pydantic import TypeAdapter

from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.forker import Forker, ForkerEndedError
from hirewire_ai_worker.parsing.language import LanguageDetector
from hirewire_ai_worker.parsing.limits import ParseLimits

KEPT = 4
REPLY: TypeAdapter[ParsedDocument | ParseFailure] = TypeAdapter(ParsedDocument | ParseFailure)
MEMORY_SIGNALS = {signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGKILL}


class ParserBrokenError(Exception):
    """The parser process cannot run here at all: a broken installation, not a broken document."""


class DocumentParser:
    """Parses documents that may be hostile.

    Safe to share between tasks. Each document has a process of its own that has ended when the call
    ends, also when the caller is cancelled. It is forked from a process that has read nothing (see
    `forking`); of those, a few are kept for the next calls as long as no document ended badly.
    """

    def __init__(self, limits: ParseLimits, languages: LanguageDetector) -> None:
        self._limits = limits
        self._languages = languages
        self._idle: list[Forker] = []
        finalize(self, _end_all, self._idle)

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
        while self._idle:
            forker = self._idle.pop()
            if forker.is_usable:
                # One that died while it waited says nothing of this document.
                with contextlib.suppress(ForkerEndedError):
                    return await self._read(forker, data)
            else:
                forker.end()
        try:
            return await self._read(Forker(self._limits), data)
        except ForkerEndedError as error:
            raise ParserBrokenError(str(error)) from error

    async def _read(self, forker: Forker, data: bytes) -> ParsedDocument | ParseFailure:
        try:
            async with asyncio.timeout(self._limits.wall_time):
                code, output = await forker.read(data)
            if code > 0:
                raise ParserBrokenError(forker.said())
            if code == 0 and len(self._idle) < KEPT:
                self._idle.append(forker)
        except TimeoutError:
            detail = f"not parsed within {self._limits.wall_time:g} seconds"
            return ParseFailure("timeout", detail, retryable=True)
        finally:
            if forker not in self._idle:
                await asyncio.shield(asyncio.to_thread(forker.end))
        return _result(code, output, self._limits)


def _end_all(idle: list[Forker]) -> None:
    for forker in idle:
        forker.end()


def _result(code: int, output: bytes, limits: ParseLimits) -> ParsedDocument | ParseFailure:
    if code == 0:
        return REPLY.validate_json(output)
    if code == -signal.SIGXCPU:
        detail = f"not parsed within {limits.cpu_time} seconds of processor time"
        return ParseFailure("timeout", detail, retryable=True)
    if -code in MEMORY_SIGNALS:
        return ParseFailure("out_of_memory", f"needs more than {limits.memory} bytes of memory")
    return ParseFailure("damaged", f"the parser crashed: {signal.Signals(-code).name}")

"""What the parser process and its caller say to each other: limits in, one JSON object out."""

from pydantic import TypeAdapter

from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.failures import ParseFailure
from hirewire_ai_worker.parsing.limits import ParseLimits

REPLY: TypeAdapter[ParsedDocument | ParseFailure] = TypeAdapter(ParsedDocument | ParseFailure)
LIMITS: TypeAdapter[ParseLimits] = TypeAdapter(ParseLimits)


def write_limits(limits: ParseLimits) -> str:
    return LIMITS.dump_json(limits).decode()


def read_limits(argument: str) -> ParseLimits:
    return LIMITS.validate_json(argument)


def write_reply(reply: ParsedDocument | ParseFailure) -> bytes:
    return REPLY.dump_json(reply)


def read_reply(output: bytes) -> ParsedDocument | ParseFailure:
    return REPLY.validate_json(output)

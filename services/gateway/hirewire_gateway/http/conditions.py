"""Entity tags from sequences, and the conditions that requests make with them (RFC 9110, 13)."""

import re
from typing import Annotated

from fastapi import Header
from starlette.responses import Response

from hirewire_gateway.http.problems import ProblemError, fail

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def entity_tag(sequence: int, variant: str = "") -> str:
    """``variant`` names what a representation shows beside the state of this sequence."""
    return f'"{sequence}-{variant}"' if variant else f'"{sequence}"'


def is_known(tag: str, if_none_match: str | None) -> bool:
    """True when the client holds this representation: the answer is 304."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag.strip('"') in _TAG.findall(if_none_match)


def not_modified(tag: str) -> Response:
    return Response(status_code=304, headers={"ETag": tag})


def check_match(sequence: int, if_match: str | None) -> int | None:
    """The sequence that the client decided on, None when it does not mind.

    Raises a 412 problem when it is not ``sequence``, the newest that we know.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    if str(sequence) not in (tag.split("-")[0] for tag in _TAG.findall(if_match)):
        raise _outdated(sequence)
    return sequence


def _outdated(sequence: int) -> ProblemError:
    detail = f"Your version is not the newest, which is {sequence}; read it again."
    return fail(412, "precondition_failed", detail, {"ETag": entity_tag(sequence)})


IfMatch = Annotated[str | None, Header(description='The ETag that the change is based on: `"7"`.')]
IfNoneMatch = Annotated[str | None, Header(description="An ETag that the client holds already.")]

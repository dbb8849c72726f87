"""The trace that a request belongs to (W3C Trace Context), handed on in every message."""

import re
from typing import Annotated

from fastapi import Depends, Header

_FORM = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


async def trace_parent(
    traceparent: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> str | None:
    """None for a header that is not well formed, as the specification asks."""
    if traceparent is None or not _FORM.fullmatch(traceparent):
        return None
    return traceparent


TraceParent = Annotated[str | None, Depends(trace_parent)]

"""Times that a report can be about."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

Day = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)),
]
"""Far from where adding a year or another time zone would leave the calendar."""

"""What people say of a search that they keep."""

from typing import Annotated

from hirewire_contracts.message import Value
from hirewire_contracts.searching import Searched
from pydantic import Field, StringConstraints

from hirewire_gateway.search.modes import Mode

_NO_NUL = r"^[^\x00]*$"
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_NO_NUL)
]
Words = Annotated[str, Field(max_length=300, pattern=_NO_NUL)]
_FilterName = Annotated[str, Field(max_length=60, pattern=_NO_NUL)]
_FilterValue = Annotated[str, Field(max_length=300, pattern=_NO_NUL)]
Filters = Annotated[
    dict[_FilterName, _FilterValue], Field(max_length=20, description="those of the list, by name")
]


class NewSavedSearch(Value):
    """``alerts`` look at words and filters alone, so a semantic search has none."""

    name: Name
    searched: Searched
    q: Words = ""
    mode: Mode = "keyword"
    filters: Filters = Field(default_factory=dict)
    alerts: bool = True


class SavedSearchChanges(Value):
    """The fields to replace; what is not named stays."""

    name: Name = ""
    q: Words = ""
    mode: Mode = "keyword"
    filters: Filters = Field(default_factory=dict)
    alerts: bool = True

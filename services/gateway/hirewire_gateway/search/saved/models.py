"""A kept search, as it is stored and shown."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from hirewire_contracts.searching import Searched
from hirewire_contracts.values import Stamp
from pydantic import computed_field

from hirewire_gateway.search.modes import Mode


class SavedSearch(Stamp):
    """``alerts``: its owner is told of each thing that begins to fit its words and filters."""

    user_id: UUID
    name: str
    searched: Searched
    q: str
    mode: Mode
    filters: Mapping[str, str]
    alerts: bool

    @computed_field  # type: ignore[prop-decorator] # mypy knows no decorated properties
    @property
    def href(self) -> str:
        """Where it is carried out."""
        asked = {"q": self.q, "mode": self.mode, **self.filters}
        return f"/v1/search/{self.searched}?{urlencode(asked)}"

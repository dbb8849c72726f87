"""Where a running platform is reached, for people and for programs."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Endpoints(BaseModel):
    """URLs carry the administrators' logins; ``services`` has the base URL of each service."""

    model_config = ConfigDict(frozen=True)

    pid: int
    database_url: str = Field(repr=False)
    amqp_url: str = Field(repr=False)
    management_url: str | None = Field(repr=False)
    smtp_url: str
    mails: Path
    services: dict[str, str]
    login: tuple[str, str] | None = Field(default=None, repr=False)
    """E-mail address and password of a user who may try things out."""

    @property
    def gateway_url(self) -> str | None:
        return self.services.get("gateway")

    def describe(self) -> list[str]:
        """Lines for a person."""
        lines = []
        if self.gateway_url:
            lines.append(f"API          {self.gateway_url}/docs")
        if self.login:
            lines.append(f"login        {self.login[0]}  {self.login[1]}")
        if self.management_url:
            lines.append(f"RabbitMQ     {self.management_url}")
        lines += [f"PostgreSQL   {self.database_url}", f"mails        {self.mails}"]
        lines += [f"{name:<12} {url}/readyz" for name, url in self.services.items()]
        return lines


def save(endpoints: Endpoints, folder: Path) -> None:
    """Keep them for ``load``; they hold passwords, so only the owner reads them."""
    draft = folder / ".endpoints"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(endpoints.model_dump_json(indent=2))
    draft.rename(_file(folder))


def load(folder: Path) -> Endpoints | None:
    """Those of the platform that is up in ``folder``, once it is ready."""
    try:
        return Endpoints.model_validate_json(_file(folder).read_text())
    except (FileNotFoundError, ValidationError):
        return None


def forget(folder: Path) -> None:
    _file(folder).unlink(missing_ok=True)


def _file(folder: Path) -> Path:
    return folder / "endpoints.json"

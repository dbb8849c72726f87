"""What the local platform takes from its environment."""

import os
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class LocalSettings(BaseSettings):
    """``HIREWIRE_LOCAL_DIR``, ``DATABASE_URL`` and ``AMQP_URL``; none is needed."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    hirewire_local_dir: Path = Field(
        default=Path(".local"), description="where data, logs and mails are kept"
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="postgresql://... of an administrator; the embedded server stays off",
    )
    amqp_url: SecretStr | None = Field(
        default=None, description="amqp://... of a broker; the private node stays off"
    )


def inherited_environment() -> dict[str, str]:
    """For programs that see what the starter sees."""
    return dict(os.environ)


def basic_environment() -> dict[str, str]:
    """For servers that must not pick up anybody's PGHOST, RABBITMQ_NODENAME or ERL_FLAGS."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "TERM": "dumb"}

"""Settings of the jobs service, read from ``JOBS_*``."""

from typing import ClassVar

from hirewire_chassis.settings import ServiceSettings
from pydantic import Field
from pydantic_settings import SettingsConfigDict


class JobsSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="JOBS_", frozen=True, extra="ignore")

    service: ClassVar[str] = "jobs"

    import_silence_seconds: int = Field(
        default=3600, ge=1, description="an import that hears nothing for so long is ended"
    )

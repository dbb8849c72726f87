"""Settings of the ai_worker, read from ``AI_WORKER_*``."""

from typing import ClassVar

from hirewire_chassis.settings import ServiceSettings
from pydantic import Field
from pydantic_settings import SettingsConfigDict


class AiWorkerSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="AI_WORKER_", frozen=True, extra="ignore")

    service: ClassVar[str] = "ai_worker"

    blobs_url: str = Field(description="file:///folder or s3://bucket/prefix")
    parse_seconds: float = Field(default=30.0, gt=0, le=90, description="time for one document")
    parse_memory_mb: int = Field(
        default=1024, ge=256, description="address space of the process that parses a document"
    )
    extraction_concurrency: int = Field(
        default=2, ge=1, le=64, description="documents read at a time by one process"
    )

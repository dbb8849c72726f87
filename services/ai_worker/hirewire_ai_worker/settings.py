"""Settings of the ai_worker, read from ``AI_WORKER_*``."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import ClassVar, Self

from hirewire_chassis.settings import ServiceSettings
from hirewire_embedding import default_cache
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from hirewire_ai_worker.language_model.client import LanguageModel
from hirewire_ai_worker.language_model.consulting import Consultant


class AiWorkerSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="AI_WORKER_", frozen=True, extra="ignore")

    service: ClassVar[str] = "ai_worker"

    blobs_url: str = Field(description="file:///folder or s3://bucket/prefix")
    taxonomy_dir: Path | None = Field(
        default=None,
        description="what `hirewire taxonomy import` wrote, to know beside the shipped",
    )
    model_cache: Path = Field(
        default_factory=default_cache, description="folder where the tagger's graph is kept"
    )
    model_weights: Path | None = Field(
        default=None, description="folder with the model's files; unset: the installed ones"
    )
    parse_seconds: float = Field(default=30.0, gt=0, le=90, description="time for one document")
    parse_memory_mb: int = Field(
        default=1024, ge=256, description="address space of the process that parses a document"
    )
    extraction_concurrency: int = Field(
        default=2, ge=1, le=64, description="documents read at a time by one process"
    )
    url_networks: str = Field(
        default="",
        description="private networks that documents may be read from, as 10.1.0.0/16,fd12::/48",
    )
    llm_base_url: str | None = Field(
        default=None,
        description="an endpoint like OpenAI's, up to /v1; without it no model is used",
    )
    llm_api_key: SecretStr | None = None
    llm_model: str = Field(default="", description="the model's name at the endpoint")
    llm_seconds: float = Field(default=45.0, gt=0, le=60, description="time for one document")
    llm_daily_budget: int = Field(
        default=1_000_000, ge=0, description="tokens of each workspace for a day (UTC)"
    )
    llm_redact: bool = Field(
        default=True, description="hide names and contacts of candidates from the model"
    )

    @model_validator(mode="after")
    def _name_the_model(self) -> Self:
        if self.llm_base_url and not self.llm_model:
            raise ValueError("AI_WORKER_LLM_BASE_URL needs AI_WORKER_LLM_MODEL as well")
        return self

    @field_validator("url_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for network in value.split(",") if value else ():
            ip_network(network.strip())
        return value

    def networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        given = self.url_networks.split(",") if self.url_networks else ()
        return tuple(ip_network(network.strip()) for network in given)

    def consultant(self) -> Consultant | None:
        """The language model that reads along, when there is one."""
        if not self.llm_base_url:
            return None
        key = self.llm_api_key or SecretStr("")
        model = LanguageModel.connect(self.llm_base_url, key, self.llm_model, self.llm_seconds)
        return Consultant(model, self.llm_daily_budget, self.llm_seconds, self.llm_redact)

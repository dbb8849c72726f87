"""Settings of the matching service, read from ``MATCHING_*``."""

from pathlib import Path
from typing import ClassVar

from hirewire_chassis.settings import ServiceSettings
from hirewire_embedding import Precision, default_cache
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from hirewire_matching.runs.wanted import EXACT_BELOW


class MatchingSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="MATCHING_", frozen=True, extra="ignore")

    service: ClassVar[str] = "matching"

    model_cache: Path = Field(
        default_factory=default_cache, description="folder where the model's graph is kept"
    )
    model_weights: Path | None = Field(
        default=None, description="folder with the model's files; unset: the installed ones"
    )
    precision: Precision = Field(default="int8", description="another one is another vector space")
    exact_below: int = Field(
        default=EXACT_BELOW,
        ge=0,
        description="fewer candidates who pass a run's filters are compared one by one",
    )
    weights: Path | None = Field(
        default=None, description="a version that tune-weights wrote; unset: the ones we ship"
    )
    threads: int = Field(default=1, ge=1, le=64, description="threads that one text may use")

"""``python -m tools.settings_reference [--check]``: .env.example from the settings classes."""

import json
import sys
from pathlib import Path

from hirewire_ai_worker.settings import AiWorkerSettings
from hirewire_chassis.settings import ProvisioningSettings
from hirewire_gateway.settings import GatewaySettings
from hirewire_jobs.settings import JobsSettings
from hirewire_local.settings import LocalSettings
from hirewire_matching.settings import MatchingSettings
from hirewire_notifier.settings import NotifierSettings
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

_TARGET = Path(__file__).parents[1] / ".env.example"
_COMPOSE = """# Every setting of Hirewire. `make up`, `make demo` and `make test` need none of them.

# --- docker-compose.yml ---
POSTGRES_PASSWORD=
RABBITMQ_PASSWORD=
GATEWAY_PASSWORD=
JOBS_PASSWORD=
AI_WORKER_PASSWORD=
MATCHING_PASSWORD=
NOTIFIER_PASSWORD=
# NOTIFIER_SMTP_HOST, GATEWAY_SECRET_KEY and GATEWAY_SIGNING_KEY (below) as well
"""
_CLASSES: tuple[tuple[str, type[BaseSettings]], ...] = (
    ("the local platform", LocalSettings),
    ("hirewire-provision", ProvisioningSettings),
    ("gateway", GatewaySettings),
    ("jobs", JobsSettings),
    ("ai_worker", AiWorkerSettings),
    ("matching", MatchingSettings),
    ("notifier", NotifierSettings),
)


def main() -> int:
    """Exit 1 when the committed file is stale and ``--check`` was given."""
    text = reference()
    if "--check" not in sys.argv:
        _TARGET.write_text(text, encoding="utf-8")
        return 0
    if _TARGET.is_file() and _TARGET.read_text(encoding="utf-8") == text:
        return 0
    sys.stdout.write(".env.example is stale: run `make contracts`\n")
    return 1


def reference() -> str:
    return "\n".join([_COMPOSE, *(section(title, cls) for title, cls in _CLASSES)])


def section(title: str, settings: type[BaseSettings]) -> str:
    prefix = settings.model_config.get("env_prefix", "")
    lines = [f"# --- {title} ---"]
    for name, field in settings.model_fields.items():
        lines += line_of(f"{prefix}{name}".upper(), field)
    return "\n".join(lines) + "\n"


def line_of(name: str, field: FieldInfo) -> list[str]:
    """A required setting is to be filled in, the others are comments with their default."""
    told = [f"# {field.description}"] if field.description else []
    if field.is_required():
        return [*told, f"{name}="]
    default = field.default if field.default_factory is None else None
    return [*told, f"#{name}={_shown(default)}"]


def _shown(default: object) -> str:
    if default is None or isinstance(default, SecretStr):
        return ""
    if isinstance(default, dict):
        return json.dumps(default)
    return "[]" if default == () else str(default)


if __name__ == "__main__":
    sys.exit(main())

"""What docker-compose.yml promises of every service of ours."""

from pathlib import Path
from typing import Any

import pytest
import yaml

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ["gateway", "jobs", "ai-worker", "matching", "notifier", "provision"]


def test_it_names_the_five_services_their_provisioning_and_two_servers() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "rabbitmq"}


@pytest.mark.parametrize("name", OURS)
def test_each_of_ours_runs_with_the_least_it_needs(name: str) -> None:
    service = SERVICES[name]

    assert service["user"] == "999:999"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_has_limits_and_a_pinned_image(name: str) -> None:
    service = SERVICES[name]

    assert {"cpus", "memory", "pids"} <= set(service["deploy"]["resources"]["limits"])
    assert not service["image"].endswith(":latest")
    assert ":" in service["image"]


def test_only_the_gateway_is_reached_from_outside_and_only_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"gateway": ["127.0.0.1:8000:8000"]}
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_no_secret_has_a_default() -> None:
    values = [
        str(value)
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
        if "PASSWORD" in key or "KEY" in key or "URL" in key
    ]

    assert any("PASSWORD:?" in value for value in values)
    assert not [value for value in values if "PASSWORD:-" in value or "KEY:-" in value]


def test_nobody_mounts_the_engines_socket() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]

    assert not [mount for mount in mounts if "docker.sock" in mount]


def test_all_services_keep_what_is_large_in_one_store() -> None:
    stores = {
        key: (value, "files:/data" in service.get("volumes", []))
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
        if key.endswith("_BLOBS_URL")
    }
    assert len(stores) == 5
    assert set(stores.values()) == {("file:///data", True)}
    checked = [key for s in SERVICES.values() for key in s.get("environment", {}) if "CLAIM" in key]
    assert len(checked) == 5

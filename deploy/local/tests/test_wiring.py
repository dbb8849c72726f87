from dataclasses import replace
from pathlib import Path

import pytest
from hirewire_local.ports import LOOPBACK
from hirewire_local.services import SERVICES
from hirewire_local.wiring import Surroundings, wire, with_login

AROUND = Surroundings(
    folder=Path("/state"),
    database_url="postgresql://postgres:top@127.0.0.1:5/hirewire",
    amqp_url="amqp://a:top@127.0.0.1:6",
    management_url="http://a:top@127.0.0.1:7",
    smtp=(LOOPBACK, 25),
    passwords={entry.name: f"p/{entry.name}" for entry in SERVICES},
)


def test_each_service_gets_a_login_and_a_port_of_its_own() -> None:
    environments = wire(SERVICES, AROUND, {})
    ports = {environments[e.name][f"{e.prefix}HTTP_PORT"] for e in SERVICES}
    assert len(ports) == len(SERVICES)
    assert (
        environments["jobs"]["JOBS_DATABASE_URL"]
        == "postgresql://hirewire_jobs:p%2Fjobs@127.0.0.1:5/hirewire"
    )
    assert environments["jobs"]["JOBS_AMQP_URL"] == "amqp://hirewire_jobs:p%2Fjobs@127.0.0.1:6"
    management_url = "http://hirewire_gateway:p%2Fgateway@127.0.0.1:7"
    assert environments["gateway"]["GATEWAY_MANAGEMENT_URL"] == management_url
    for name, environment in environments.items():
        others = [entry.prefix for entry in SERVICES if entry.name != name]
        assert not [key for key in environment if key.startswith(tuple(others))]
        assert "top" not in "".join(environment.values())


def test_all_keep_what_is_large_in_one_store() -> None:
    environments = wire(SERVICES, AROUND, {})
    stores = {environments[e.name][f"{e.prefix}BLOBS_URL"] for e in SERVICES}
    assert stores == {"file:///state/files"}
    assert {environments[e.name][f"{e.prefix}CLAIM_CHECK"] for e in SERVICES} == {"true"}


def test_without_users_at_the_broker_all_share_the_given_login() -> None:
    environments = wire(SERVICES, replace(AROUND, management_url=None), {})
    assert {environments[e.name][f"{e.prefix}AMQP_URL"] for e in SERVICES} == {AROUND.amqp_url}


def test_what_the_user_has_set_stays() -> None:
    given = {"GATEWAY_HTTP_PORT": "8123", "NOTIFIER_SMTP_HOST": "mail.example.org"}
    environments = wire(SERVICES, AROUND, given)
    assert environments["gateway"]["GATEWAY_PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert environments["notifier"]["NOTIFIER_PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert environments["notifier"]["NOTIFIER_SMTP_HOST"] == "mail.example.org"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://a:b@host:5432/db", "postgresql://u:p%40@host:5432/db"),
        ("postgresql://host/db?sslmode=require", "postgresql://u:p%40@host/db?sslmode=require"),
        ("postgresql:///db?host=%2Frun", "postgresql://u:p%40@/db?host=%2Frun"),
    ],
)
def test_a_login_is_exchanged_and_nothing_else(url: str, expected: str) -> None:
    assert with_login(url, "u", "p@") == expected

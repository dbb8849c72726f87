"""Strangers are limited by their address; whoever proves who they are is not."""

import httpx
import pytest
from hirewire_gateway.http.origins import network_of
from starlette.requests import HTTPConnection

FORGED = {"Authorization": "Bearer nonsense"}


@pytest.fixture
async def narrow(settings, run):
    """A gateway that answers four requests a minute of one stranger."""
    changed = settings.model_copy(update={"anonymous_requests_per_minute": 4})
    async with run(changed) as gateway:
        yield gateway


def from_address(gateway, address):
    transport = httpx.ASGITransport(gateway.client._transport.app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="https://testing")


async def test_a_flood_of_strangers_is_a_429_and_others_are_heard(narrow):
    ada = await narrow.register()
    answers = [await narrow.client.get("/.well-known/jwks.json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["ratelimit"][:13] for answer in answers] == [
        f'"default";r={left}' for left in (1, 0, 0)
    ]
    refused = answers[-1]
    assert refused.headers["ratelimit-policy"] == '"default";q=4;w=60'
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.json()["type"] == "urn:hirewire:problem:too_many_requests"
    assert (await narrow.client.get("/livez")).status_code == 200
    assert (await ada.get("/v1/users/me")).status_code == 200
    async with from_address(narrow, "198.51.100.7") as elsewhere:
        assert (await elsewhere.get("/.well-known/jwks.json")).status_code == 200


async def test_credentials_that_open_nothing_are_a_strangers(narrow):
    ada = await narrow.register()
    client = narrow.client
    answers = [await client.get("/v1/users/me", headers=FORGED) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert "retry-after" in answers[-1].headers
    assert (await client.get("/v1/nothing", headers=FORGED)).status_code == 429
    assert (await client.post("/v1/auth/login", headers=FORGED)).status_code == 429
    assert (await client.post("/v1/auth/login", headers=ada.headers)).status_code == 429
    assert (await ada.get("/v1/users/me")).status_code == 200


async def test_one_network_of_ipv6_is_one_stranger(narrow):
    statuses = []
    for last in range(5):
        async with from_address(narrow, f"2001:db8:1:2:{last}::{last}") as client:
            statuses.append((await client.get("/v1/jobs")).status_code)
    assert statuses == [401] * 4 + [429]
    async with from_address(narrow, "2001:db8:1:3::1") as client:
        assert (await client.get("/v1/jobs")).status_code == 401


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("testclient", "testclient"),
    ],
)
def test_what_is_counted_together(address, network):
    connection = HTTPConnection({"type": "http", "client": (address, 1), "headers": []})
    assert network_of(connection) == network

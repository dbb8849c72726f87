"""The gateway as a process of its own, with no broker to be found."""

import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

BODY = {"email": "ada@example.org", "password": "seven green herons", "name": "Ada"}


@pytest.fixture
def environment(databases, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        "PATH": os.environ["PATH"],
        "GATEWAY_DATABASE_URL": databases.url_of("gateway"),
        "GATEWAY_AMQP_URL": "amqp://guest:guest@127.0.0.1:1/",
        "GATEWAY_MODE": "local",
        "GATEWAY_STATE_DIR": str(tmp_path / "state"),
        "GATEWAY_BLOBS_URL": f"file://{tmp_path / 'blobs'}",
        "GATEWAY_HTTP_PORT": str(port),
    }


def test_it_starts_reads_and_accepts_writes_without_a_broker_and_ends_when_told(environment):
    process = subprocess.Popen(
        [sys.executable, "-m", "hirewire_gateway.main"], env=environment, stdout=subprocess.PIPE
    )
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{environment['GATEWAY_HTTP_PORT']}"
        ) as client:
            _wait_for(client)
            assert client.post("/v1/auth/register", json=BODY).status_code == 201
            token = client.post("/v1/auth/login", json=BODY | {}).status_code
            assert token == 422, "a login knows no name"
            login = {name: BODY[name] for name in ("email", "password")}
            proxied = {"X-Forwarded-For": "192.0.2.1, 203.0.113.9"}
            answer = client.post("/v1/auth/login", json=login, headers=proxied)
            access = answer.json()["access_token"]
            headers = {"Authorization": f"Bearer {access}"}
            last = client.get("/v1/audit-log", headers=headers).json()["items"][0]
            assert (last["action"], last["address"]) == ("login", "203.0.113.9")
            accepted = client.post(
                "/v1/jobs", json={"title": "Nurse"}, headers={**headers, "Prefer": "wait=0"}
            )
            assert accepted.status_code == 202
            operation = client.get(accepted.headers["location"], headers=headers)
            assert operation.json()["status"] == "pending"
            assert client.get("/v1/jobs", headers=headers).json()["items"] == []
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert b'"path": "/v1/jobs"' in output
    assert access.encode() not in output
    assert BODY["password"].encode() not in output


def test_what_is_missing_is_named(environment):
    del environment["GATEWAY_MODE"], environment["GATEWAY_DATABASE_URL"]
    ended = subprocess.run(
        [sys.executable, "-m", "hirewire_gateway.main"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert "GATEWAY_DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


def _wait_for(client):
    for _ in range(300):
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the gateway did not get ready")

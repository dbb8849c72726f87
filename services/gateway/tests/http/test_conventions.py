import asyncio

import asyncpg
from hirewire_gateway.http.problems import MEDIA_TYPE
from pydantic import SecretStr
from structlog.testing import capture_logs


def _is_problem(response, status, code):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    body = response.json()
    assert body["type"] == f"urn:hirewire:problem:{code}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["instance"].endswith(response.headers["x-request-id"])
    return body


async def test_errors_of_the_framework_are_problems_too(gateway, ada):
    _is_problem(await ada.get("/v1/nothing"), 404, "not_found")
    wrong_method = await ada.send("PUT", "/v1/jobs")
    _is_problem(wrong_method, 405, "method_not_allowed")
    assert "allow" in wrong_method.headers
    _is_problem(await ada.send("TRACE", "/v1/jobs"), 405, "method_not_allowed")
    plain = {"Content-Type": "text/plain"}
    _is_problem(
        await ada.post("/v1/jobs", content=b"title", headers=plain), 415, "unsupported_media_type"
    )
    _is_problem(await ada.post("/v1/jobs", content=b"{}"), 415, "unsupported_media_type")
    _is_problem(await ada.post("/v1/files", json={"a": "file"}), 415, "unsupported_media_type")


async def test_wrong_fields_are_pointed_at(ada):
    body = {
        "title": "",
        "headcount": "many",
        "salary": {"min": -1, "currency": "euro"},
        "locations": ["Lyon", 7],
        "a/b~c": 1,
    }
    response = await ada.post("/v1/jobs", json=body)
    problem = _is_problem(response, 422, "invalid")
    assert {error["pointer"] for error in problem["errors"]} == {
        "/title",
        "/headcount",
        "/salary/min",
        "/salary/currency",
        "/locations/1",
        "/a~1b~0c",
    }


async def test_a_body_that_is_no_json_is_a_422(gateway, ada):
    headers = {"Content-Type": "application/json"}
    for content, pointer in (
        (b"{", ""),
        (b'{"title": "\xff"}', ""),
        (b'{"title": NaN}', ""),
        (b"[" * 100_000, ""),
        (b'{"title": "a", "salary": {"currency": "\\u0000"}}', "/salary/currency"),
        (b'{"title": "\\ud800"}', "/title"),
        (b"[]", ""),
        (b"", ""),
    ):
        response = await ada.post("/v1/jobs", content=content, headers=headers)
        problem = _is_problem(response, 422, "invalid")
        assert [error["pointer"] for error in problem["errors"]] == [pointer], content[:40]
    assert await gateway.commands() == []


async def test_a_literal_backslash_u0000_is_no_nul(gateway, ada):
    job = await gateway.job(ada, description="the sequence \\u0000 is refused")
    assert job["description"] == "the sequence \\u0000 is refused"


async def test_a_body_that_is_too_large_is_refused_with_and_without_its_length(gateway, ada):
    headers = {"Content-Type": "application/json"}
    large = b'{"title": "' + b"a" * (2 * 1024 * 1024) + b'"}'
    announced = await ada.post("/v1/jobs", content=large, headers=headers)
    _is_problem(announced, 413, "too_large")

    async def pieces():
        for start in range(0, len(large), 65536):
            yield large[start : start + 65536]

    streamed = await ada.post("/v1/jobs", content=pieces(), headers=headers)
    _is_problem(streamed, 413, "too_large")


async def test_every_response_names_its_request(gateway, ada):
    given = await ada.get("/v1/jobs", headers={"X-Request-Id": "trace-me-please-1"})
    assert given.headers["x-request-id"] == "trace-me-please-1"
    refused = await ada.get("/v1/jobs", headers={"X-Request-Id": "no spaces\tor tabs"})
    assert refused.headers["x-request-id"] != "no spaces\tor tabs"
    for path in ("/livez", "/v1/nothing", "/v1/auth/login"):
        assert (await gateway.client.get(path)).headers["x-request-id"]


async def test_every_response_has_the_security_headers(gateway, ada):
    for response in (await ada.get("/v1/jobs"), await gateway.client.get("/v1/nothing")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "max-age" in response.headers["strict-transport-security"]
        assert "access-control-allow-origin" not in response.headers


async def test_a_database_that_is_away_is_a_503(settings, run):
    nowhere = SecretStr("postgresql://nobody@127.0.0.1:1/nothing")
    async with run(settings.model_copy(update={"database_url": nowhere})) as gateway:
        body = {"email": "ada@example.org", "password": "seven green herons"}
        response = await gateway.client.post("/v1/auth/login", json=body)
        _is_problem(response, 503, "unavailable")
        assert response.headers["retry-after"]
        ready = await gateway.client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["database"] != "ok"
        assert (await gateway.client.get("/livez")).status_code == 200


async def test_a_surprise_is_a_500_without_its_trace(gateway, ada, databases):
    connection = await asyncpg.connect(databases.admin_url)
    await connection.execute("alter table gateway.view_jobs rename to moved")
    await connection.close()
    with capture_logs() as lines:
        response = await ada.get("/v1/jobs")
    problem = _is_problem(response, 500, "internal")
    assert "view_jobs" not in str(problem)
    assert any("view_jobs" in str(line.get("exc_info")) for line in lines)


async def test_a_browser_of_an_allowed_origin_may_read(settings, run):
    allowed = settings.model_copy(update={"allowed_origins": ("https://app.example.org",)})
    async with run(allowed) as gateway:
        headers = {"Origin": "https://app.example.org"}
        response = await gateway.client.get("/v1/jobs", headers=headers)
        assert response.headers["access-control-allow-origin"] == "https://app.example.org"
        other = await gateway.client.get("/v1/jobs", headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers


async def test_more_requests_than_a_user_may_make_are_a_429(settings, run):
    async with run(settings.model_copy(update={"requests_per_minute": 2})) as gateway:
        ada = await gateway.register()
        answers = [await ada.get("/v1/users/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["ratelimit"][:13] for answer in answers] == [
        f'"default";r={left}' for left in (1, 0, 0)
    ]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"default";q=2;w=60'}
    _is_problem(answers[-1], 429, "too_many_requests")


async def test_a_body_that_never_ends_is_a_408(settings, run):
    async def trickle():
        yield b'{"email": '
        await asyncio.sleep(30)

    hasty = settings.model_copy(update={"body_seconds": 0.05})
    async with run(hasty) as gateway:
        headers = {"Content-Type": "application/json"}
        response = await gateway.client.post("/v1/auth/login", content=trickle(), headers=headers)
    assert response.status_code == 408
    assert response.json()["type"].endswith("too_slow")

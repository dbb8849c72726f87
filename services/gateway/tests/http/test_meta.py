import re


async def test_without_a_broker_the_gateway_is_ready_and_says_so(gateway):
    ready = await gateway.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["database"] == "ok"
    assert ready.json()["publishing"] != "ok"
    assert (await gateway.client.get("/livez")).json() == {"status": "alive"}


async def test_metrics_count_requests_by_route(gateway, ada):
    await gateway.job(ada)
    await ada.get("/v1/jobs?limit=3")
    await ada.get("/v1/jobs/00000000-0000-7000-8000-000000000000")
    shown = (await gateway.client.get("/metrics")).text
    assert 'hirewire_http_requests_total{method="GET",route="/v1/jobs",status="200"} 1.0' in shown
    assert 'route="/v1/jobs/{job_id}",status="404"' in shown
    assert "hirewire_outbox_rows" in shown


async def test_the_keys_are_public_and_nothing_else_of_them(gateway):
    (key,) = (await gateway.client.get("/.well-known/jwks.json")).json()["keys"]
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")
    assert key["kid"]
    assert "d" not in key


async def test_the_api_describes_itself(gateway):
    document = (await gateway.client.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    create = document["paths"]["/v1/jobs"]["post"]
    assert {"201", "202", "default"} <= set(create["responses"])
    assert "422" not in create["responses"]
    problem = create["responses"]["default"]["content"]["application/problem+json"]
    assert problem["schema"]["$ref"].rpartition("/")[2] in document["components"]["schemas"]
    names = {parameter["name"].lower() for parameter in create["parameters"]}
    assert {"prefer", "idempotency-key", "x-workspace-id"} <= names
    assert create["security"]
    page = await gateway.client.get("/docs")
    assert page.status_code == 200
    assert "/openapi.json" in page.text
    assert "script-src" in page.headers["content-security-policy"]


async def test_the_page_needs_nothing_from_elsewhere(gateway):
    page = await gateway.client.get("/docs")
    assert "https:" not in page.text + page.headers["content-security-policy"]
    needed = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(needed) == 3
    for path in needed:
        asset = await gateway.client.get(path)
        assert asset.status_code == 200
        assert asset.headers["content-type"].startswith(("text/", "image/png"))
    assert (await gateway.client.get("/docs/__init__.py")).status_code == 404


async def test_every_reference_of_the_document_leads_somewhere(gateway):
    response = await gateway.client.get("/openapi.json")
    document = response.json()

    def references(value):
        if isinstance(value, dict):
            yield from (value["$ref"],) if isinstance(value.get("$ref"), str) else ()
            for item in value.values():
                yield from references(item)
        elif isinstance(value, list):
            for item in value:
                yield from references(item)

    found = set(references(document))
    schemas = document["components"]["schemas"]
    assert found
    assert {name.rpartition("/")[2] for name in found} <= set(schemas)

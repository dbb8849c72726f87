"""Requests made up from the OpenAPI document, with a fixed seed: none makes the gateway stumble.

``SECURITY_EXAMPLES`` is how many for each address; `make test-security` makes more of them.
"""

import os
from urllib.parse import quote

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.core import NotSet

EXAMPLES = int(os.environ.get("SECURITY_EXAMPLES", "3"))
ENDING = {"/v1/auth/logout"}
"""They would end the login that the others use."""


def made_up(operation):
    """``EXAMPLES`` cases, the same each time."""
    found = []

    @seed(20261120)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def collect(case):
        found.append(case)

    collect()
    return found


async def test_no_request_meets_an_error_of_ours(gateway, ada, document):
    schema = schemathesis.openapi.from_dict(document)
    sent, stumbled = 0, []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path not in ENDING:
            for case in made_up(operation):
                response = await _send(ada, case)
                sent += 1
                told = response.headers.get("content-type", "")
                if response.status_code >= 500 or "Traceback" in response.text:
                    stumbled.append((case.method, case.path, response.status_code))
                if response.status_code >= 400:
                    assert told == "application/problem+json", (case.method, case.path)
    assert stumbled == []
    assert sent >= len(document["paths"])


async def _send(person, case):
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe="") or "%20")
    headers = {name: _ascii(value) for name, value in dict(case.headers or {}).items()}
    headers |= {"Prefer": "wait=0", "X-Workspace-Id": str(person.workspace_id)}
    body = {} if isinstance(case.body, NotSet) else _body(case)
    query = {name: str(value) for name, value in dict(case.query or {}).items()}
    return await person.send(case.method, path, params=query, headers=headers, **body)


def _body(case):
    if case.media_type == "application/json":
        return {"json": case.body}
    if case.media_type == "multipart/form-data":
        content = (case.body or {}).get("file", b"")
        return {"files": {"file": ("a.txt", content if isinstance(content, bytes) else b"x")}}
    return {"data": case.body}


def _ascii(value):
    return str(value).encode("ascii", "replace").decode().replace("\n", " ").replace("\r", " ")

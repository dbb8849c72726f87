"""What was secret in a run is nowhere in its logs."""

import re

WRONG = "my wrong and secret guess"


async def test_no_log_line_of_a_run_holds_a_secret(gateway, ada, capfd):
    secrets = {gateway.password, WRONG, *(str(each) for each in ada.tokens.values())}
    secrets -= {"Bearer", str(ada.tokens["expires_in"])}
    login = {"email": ada.email, "password": WRONG}
    assert (await gateway.client.post("/v1/auth/login", json=login)).status_code == 401
    body = {"name": "A program", "permissions": ["jobs:read"]}
    key = (await ada.post("/v1/api-keys", json=body)).json()["key"]
    ticket = (await ada.post("/v1/realtime/tickets")).json()["ticket"]
    refresh = {"refresh_token": ada.tokens["refresh_token"]}
    renewed = (await gateway.client.post("/v1/auth/refresh", json=refresh)).json()
    await gateway.client.post("/v1/auth/password-reset", json={"email": ada.email})
    await ada.get("/v1/jobs", params={"access_token": ada.tokens["access_token"]})
    await ada.get("/v1/jobs", headers={"Authorization": f"Bearer {key}x"})
    mailed = [sent.data["token"] for sent in await gateway.outbox() if "token" in sent.data]
    assert len(mailed) >= 1
    secrets |= {key, ticket, renewed["access_token"], renewed["refresh_token"], *mailed}
    written = "".join(capfd.readouterr())
    assert "/v1/auth/login" in written
    assert [each for each in secrets if each in written] == []
    assert not re.search(r"eyJ[\w-]+\.[\w-]+\.", written)

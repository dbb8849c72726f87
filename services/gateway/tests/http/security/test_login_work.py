"""Whether an account exists is neither said nor shown by the time that an answer takes."""


async def test_unknown_accounts_get_the_same_answer_after_the_same_work(gateway, ada):
    """Work is counted in hashes; times are compared by `make bench-security`."""
    counted = []
    verify = gateway.state["passwords"]._hasher.verify
    hasher = gateway.state["passwords"]._hasher

    class Counting:
        def __getattr__(self, name):
            return getattr(hasher, name)

        def verify(self, stored, password):
            counted.append(stored)
            return verify(stored, password)

    gateway.state["passwords"]._hasher = Counting()
    known = await _answer(gateway, ada.email)
    unknown = await _answer(gateway, "nobody@example.org")
    no_address = await _answer(gateway, "no address")
    assert len(counted) == 3
    assert {stored.split("$")[3] for stored in counted} == {counted[0].split("$")[3]}
    assert known == unknown == no_address


async def _answer(gateway, email):
    body = {"email": email, "password": "a wrong guess"}
    response = await gateway.client.post("/v1/auth/login", json=body)
    told = response.json()
    told.pop("instance")
    return response.status_code, told, sorted(response.headers)

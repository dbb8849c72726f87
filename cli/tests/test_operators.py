"""The command that says who runs the instance."""

from typing import Any


async def test_whoever_is_not_registered_is_named(hirewire: Any) -> None:
    done = await hirewire("operators", "grant", "nobody@example.org")
    odd = await hirewire("operators", "revoke", "not an address")
    listed = await hirewire("operators", "list")

    assert (done.exit_code, done.stderr) == (
        1,
        "hirewire: nobody is registered as nobody@example.org\n",
    )
    assert odd.exit_code == 1
    assert (listed.exit_code, listed.stdout) == (0, "")

"""Virtual hosts of a private node, by its management API: a tenth of the time of rabbitmqctl."""

from urllib.parse import quote

import httpx

from hirewire_local.addresses import RabbitAddress

_TIMEOUT_SECONDS = 30


async def add_vhost(address: RabbitAddress, name: str) -> str:
    """The AMQP URL of the vhost ``name``, which the node's administrator may use."""
    async with _client(address) as client:
        (await client.put(_path("vhosts", name))).raise_for_status()
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        path = _path("permissions", name, address.user)
        (await client.put(path, json=rights)).raise_for_status()
    return address.amqp_url(name)


async def delete_vhost(address: RabbitAddress, name: str) -> None:
    """With all that is in it; its connections are closed."""
    async with _client(address) as client:
        (await client.delete(_path("vhosts", name))).raise_for_status()


def _client(address: RabbitAddress) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=address.management_url,
        auth=(address.user, address.password),
        timeout=_TIMEOUT_SECONDS,
        trust_env=False,
    )


def _path(*names: str) -> str:
    return "/api/" + "/".join(quote(name, safe="") for name in names)

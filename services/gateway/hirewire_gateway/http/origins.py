"""Where a request came from, for the audit log."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.requests import HTTPConnection

from hirewire_gateway.audit.journal import Origin

_LONGEST_USER_AGENT = 300
_PREFIX = 64


def origin_of(connection: HTTPConnection) -> Origin:
    return Origin(
        address=address_of(connection),
        user_agent=connection.headers.get("user-agent", "")[:_LONGEST_USER_AGENT],
        request_id=str(connection.scope.get("request_id", "")),
    )


def address_of(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else "unknown"


def network_of(connection: HTTPConnection) -> str:
    """What attempts are counted by: an IPv4 address, or the /64 that one line is given of IPv6."""
    text = address_of(connection)
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), _PREFIX), strict=False))

"""Where a request came from, for the audit log."""

from starlette.requests import HTTPConnection

from hirewire_gateway.audit.journal import Origin

_LONGEST_USER_AGENT = 300


def origin_of(connection: HTTPConnection) -> Origin:
    return Origin(
        address=address_of(connection),
        user_agent=connection.headers.get("user-agent", "")[:_LONGEST_USER_AGENT],
        request_id=str(connection.scope.get("request_id", "")),
    )


def address_of(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else "unknown"

"""Free TCP ports on the loopback address."""

import random
import socket
from collections.abc import Sequence

LOOPBACK = "127.0.0.1"
_BELOW_EPHEMERAL = range(20_000, 32_000)


def free_ports(count: int, preferred: Sequence[int] = ()) -> tuple[int, ...]:
    """``count`` different ports that nobody listens on now; ``preferred`` ones come first.

    They lie below the range from which the kernel serves outgoing connections, so a connection of
    somebody else does not take one between now and the start of a server.
    """
    candidates = [*preferred, *random.sample(_BELOW_EPHEMERAL, 200 + count)]
    found: list[int] = []
    for port in candidates:
        if len(found) == count:
            break
        if port not in found and is_free(port):
            found.append(port)
    if len(found) < count:
        raise OSError(f"found {len(found)} free ports of {count} on {LOOPBACK}")
    return tuple(found)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True

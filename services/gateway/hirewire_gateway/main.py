"""The gateway's process."""

import signal
import sys

import uvicorn
from hirewire_chassis.logs import configure
from hirewire_chassis.settings import load

from hirewire_gateway.app import create_app
from hirewire_gateway.settings import GatewaySettings


def main() -> None:
    """Serve until SIGTERM; settings that can't be used end it with exit 2."""
    settings = load(GatewaySettings)
    configure(settings.service, settings.log_level, settings.log_format)
    try:
        app = create_app(settings)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"gateway: {error}\n")
        sys.exit(2)
    signal.signal(signal.SIGTERM, _end)
    uvicorn.run(
        app,
        host=settings.http_host,
        port=settings.http_port,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=int(settings.drain_seconds),
    )


def _end(*_signal: object) -> None:
    """Uvicorn drains first and then raises the signal again; by then all is well."""
    sys.exit(0)


if __name__ == "__main__":
    main()

"""What ``hirewire``, the operators' command, has to be told of the platform that is up here."""

import shlex
from pathlib import Path

from hirewire_local.endpoints import Endpoints
from hirewire_local.secret_files import keep_secret
from hirewire_local.services import SERVICES
from hirewire_local.wiring import with_login


def exports(endpoints: Endpoints, folder: Path) -> list[str]:
    """Lines for a shell; they hold passwords."""
    values = {
        f"{entry.prefix}DATABASE_URL": with_login(
            endpoints.database_url,
            f"hirewire_{entry.name}",
            keep_secret(folder / "secrets" / entry.name),
        )
        for entry in SERVICES
    }
    values["HIREWIRE_ADMIN_AMQP_URL"] = endpoints.amqp_url
    if endpoints.management_url is not None:
        values["HIREWIRE_MANAGEMENT_URL"] = endpoints.management_url
    return [f"export {name}={shlex.quote(value)}" for name, value in values.items()]

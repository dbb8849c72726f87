"""Where the servers of the local platform listen, and their administrator's logins."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from hirewire_local.ports import LOOPBACK


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """A PostgreSQL server and its superuser."""

    port: int
    socket_folder: Path
    password: str = field(repr=False)
    user: str = "postgres"
    host: str = LOOPBACK

    def url(self, database: str = "postgres") -> str:
        """``postgresql://user:password@127.0.0.1:port/database``."""
        login = f"{self.user}:{quote(self.password, safe='')}"
        return f"postgresql://{login}@{self.host}:{self.port}/{database}"

    def socket_url(self, database: str = "postgres") -> str:
        """By Unix socket, into whose folder the operating system lets only the server's owner."""
        folder = quote(str(self.socket_folder), safe="")
        return f"postgresql://{self.user}@/{database}?host={folder}&port={self.port}"


@dataclass(frozen=True, slots=True)
class RabbitAddress:
    """A RabbitMQ node and its administrator."""

    amqp_port: int
    management_port: int
    prometheus_port: int
    password: str = field(repr=False)
    user: str = "hirewire"
    host: str = LOOPBACK

    def amqp_url(self, vhost: str | None = None) -> str:
        """``amqp://user:password@127.0.0.1:port``, with ``/vhost``, percent-encoded, if named."""
        path = "" if vhost is None else f"/{quote(vhost, safe='')}"
        return f"amqp://{self._login}@{self.host}:{self.amqp_port}{path}"

    @property
    def management_url(self) -> str:
        """``http://user:password@127.0.0.1:port``: pages for a browser, the API under ``/api``."""
        return f"http://{self._login}@{self.host}:{self.management_port}"

    @property
    def metrics_url(self) -> str:
        """For Prometheus, without a login."""
        return f"http://{self.host}:{self.prometheus_port}/metrics"

    @property
    def _login(self) -> str:
        return f"{self.user}:{quote(self.password, safe='')}"

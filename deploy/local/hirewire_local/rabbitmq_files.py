"""The configuration of a private RabbitMQ node: everything it reads or writes is in its folder."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hirewire_local.addresses import RabbitAddress
from hirewire_local.ports import LOOPBACK, free_ports
from hirewire_local.secret_files import keep_secret
from hirewire_local.settings import basic_environment

_LOOPBACK_ONLY = "-kernel inet_dist_use_interface {127,0,0,1}"
_SERVER_FLAGS = f"{_LOOPBACK_ONLY} +S 2:2 +sbwt none"
_PLUGINS = "[rabbitmq_management, rabbitmq_prometheus].\n"
_CONFIGURATION = """\
listeners.tcp.local = {host}:{amqp}
management.tcp.ip = {host}
management.tcp.port = {management}
prometheus.tcp.ip = {host}
prometheus.tcp.port = {prometheus}
default_user = {user}
default_pass = {password}
default_user_tags.administrator = true
heartbeat = 20
channel_max = 128
max_message_size = 16777216
consumer_timeout = 14400000
disk_free_limit.absolute = 256MB
raft.wal_max_size_bytes = 67108864
log.console = true
log.console.level = {level}
log.console.use_colors = off
log.file = node.log
log.file.level = info
"""


@dataclass(frozen=True, slots=True)
class Ports:
    amqp: int
    management: int
    prometheus: int
    distribution: int
    epmd: int

    @classmethod
    def find(cls) -> "Ports":
        return cls(*free_ports(5))


def write_files(folder: Path, ports: Ports, level: str) -> RabbitAddress:
    """Write what the node reads at its start. The password of the first start stays."""
    address = RabbitAddress(
        ports.amqp, ports.management, ports.prometheus, keep_secret(folder / "password")
    )
    settings = _CONFIGURATION.format(
        host=LOOPBACK,
        amqp=ports.amqp,
        management=ports.management,
        prometheus=ports.prometheus,
        user=address.user,
        password=address.password,
        level=level,
    )
    (folder / "rabbitmq.conf").write_text(settings)
    (folder / "rabbitmq.conf").chmod(0o600)
    (folder / "enabled_plugins").write_text(_PLUGINS)
    (folder / "environment.conf").write_text("")
    cookie = folder / ".erlang.cookie"
    if not cookie.exists():
        cookie.write_text(secrets.token_hex(16))
        cookie.chmod(0o400)
    return address


def node_environment(folder: Path, ports: Ports) -> Mapping[str, str]:
    """For the server, its epmd and its rabbitmqctl alike."""
    places = {
        "RABBITMQ_CONFIG_FILE": "rabbitmq",
        "RABBITMQ_CONFIG_FILES": "conf.d/*.conf",
        "RABBITMQ_ADVANCED_CONFIG_FILE": "advanced",
        "RABBITMQ_CONF_ENV_FILE": "environment.conf",
        "RABBITMQ_ENABLED_PLUGINS_FILE": "enabled_plugins",
        "RABBITMQ_GENERATED_CONFIG_DIR": "generated",
        "RABBITMQ_MNESIA_BASE": "data",
        "RABBITMQ_LOG_BASE": "log",
        "ERL_CRASH_DUMP": "erl_crash.dump",
    }
    return {
        **basic_environment(),
        **{name: str(folder / place) for name, place in places.items()},
        "HOME": str(folder),
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "ERL_EPMD_PORT": str(ports.epmd),
        "RABBITMQ_NODENAME": "hirewire@localhost",
        "RABBITMQ_DIST_PORT": str(ports.distribution),
        "RABBITMQ_ALLOW_INPUT": "1",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": _SERVER_FLAGS,
        "RABBITMQ_CTL_ERL_ARGS": f"{_LOOPBACK_ONLY} -start_epmd false",
        "RABBITMQ_CTL_DIST_PORT_MIN": "20000",
        "RABBITMQ_CTL_DIST_PORT_MAX": "32000",
    }

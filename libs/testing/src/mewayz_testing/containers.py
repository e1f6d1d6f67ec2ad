"""Servers in containers, for machines with a Docker daemon."""

import atexit
import warnings
from functools import cache
from typing import Final

IMAGES: Final = {"mysql": "mysql:9", "rabbit": "rabbitmq:4"}


@cache
def available() -> bool:
    """Whether a Docker daemon answers."""
    import docker  # type: ignore[import-untyped]

    try:
        client = docker.from_env(timeout=3)
    except docker.errors.DockerException:
        return False
    try:
        return bool(client.ping())
    except docker.errors.DockerException:
        return False
    finally:
        client.close()


def start(kind: str) -> str | None:
    """Start the server of `kind`, removed when this process ends; None without a daemon."""
    if not available():
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns about itself while it is imported and while it waits
        return _start_mysql() if kind == "mysql" else _start_rabbit()


def _start_mysql() -> str:
    from testcontainers.mysql import MySqlContainer

    container = MySqlContainer(IMAGES["mysql"], username="root", root_password="test", dbname="test")
    container.start()
    atexit.register(container.stop)
    address = f"{container.get_container_host_ip()}:{container.get_exposed_port(3306)}"
    return f"mysql+aiomysql://root:test@{address}/{{database}}"


def _start_rabbit() -> str:
    from testcontainers.rabbitmq import RabbitMqContainer

    container = RabbitMqContainer(IMAGES["rabbit"])
    container.start()
    atexit.register(container.stop)
    address = f"{container.get_container_host_ip()}:{container.get_exposed_port(5672)}"
    return f"amqp://guest:guest@{address}/"

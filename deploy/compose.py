"""docker-compose.yml: the whole house on one machine, with MySQL and RabbitMQ, and no secret that is not in `.env`."""

from typing import Any

from deploy.house import (
    GATEWAY,
    GATEWAY_PORT,
    GRACE_SECONDS,
    MYSQL_IMAGE,
    RABBITMQ_IMAGE,
    SERVER_GRACE_SECONDS,
    SERVICE_PORT,
    House,
    dockerfile,
)
from deploy.variables import mysql_password, rabbitmq_password, settings_of

HEALTHY = {"condition": "service_healthy"}
DONE = {"condition": "service_completed_successfully"}
STARTED = {"condition": "service_started"}
RUNNING = {
    "restart": "unless-stopped",
    # Docker's own patience is 10 seconds, less than a request in progress is given.
    "stop_grace_period": f"{GRACE_SECONDS}s",
}
SERVER = {"networks": ["servers"], "restart": "unless-stopped", "stop_grace_period": f"{SERVER_GRACE_SECONDS}s"}
HARDENED = {
    "read_only": True,
    "tmpfs": ["/tmp"],  # noqa: S108 - a tmpfs of the container's own
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
}


def compose(house: House) -> dict[str, Any]:
    """The whole file."""
    services: dict[str, Any] = {"mysql": _mysql(house), "rabbitmq": _rabbitmq(house), GATEWAY: _gateway(house)}
    for name in house.services:
        services |= _service(name, house)
    return {
        "name": "mewayz",
        "services": services,
        # Only the gateway has a port on this machine; the servers reach nothing outside.
        "networks": {"house": {}, "servers": {"internal": True}},
        "volumes": {"mysql": {}, "rabbitmq": {}, "files": {}},
    }


def _needed(variable: str) -> str:
    return f"${{{variable}:?run make env}}"


def _mysql(house: House) -> dict[str, Any]:
    passwords = {name: _needed(name) for name in map(mysql_password, house.services)}
    return {
        "image": MYSQL_IMAGE,
        "command": ["--character-set-server=utf8mb4", "--skip-name-resolve", "--mysqlx=OFF", "--max-connections=500"],
        "environment": {"MYSQL_ROOT_PASSWORD": _needed("MYSQL_ROOT_PASSWORD"), **passwords},
        "volumes": ["mysql:/var/lib/mysql", "./deploy/mysql/init.sh:/docker-entrypoint-initdb.d/mewayz.sh:ro"],
        **SERVER,
        "healthcheck": {
            # Over TCP: the server that only initialises the volume listens on its socket alone.
            "test": ["CMD-SHELL", 'MYSQL_PWD="$$MYSQL_ROOT_PASSWORD" mysqladmin ping -h 127.0.0.1 -u root --silent'],
            "interval": "5s",
            "timeout": "5s",
            "retries": 30,
            "start_period": "30s",
        },
    }


def _rabbitmq(house: House) -> dict[str, Any]:
    return {
        "image": RABBITMQ_IMAGE,
        # The node's data lives under its name, so the name must outlive the container.
        "hostname": "rabbitmq",
        "entrypoint": ["sh", "/mewayz/start.sh"],
        "command": ["rabbitmq-server"],
        "environment": {name: _needed(name) for name in map(rabbitmq_password, (GATEWAY, *house.services))},
        "volumes": [
            "rabbitmq:/var/lib/rabbitmq",
            "./deploy/rabbitmq/start.sh:/mewayz/start.sh:ro",
            "./deploy/rabbitmq/rabbitmq.conf:/etc/rabbitmq/conf.d/90-mewayz.conf:ro",
        ],
        **SERVER,
        "healthcheck": {
            "test": ["CMD", "rabbitmq-diagnostics", "-q", "check_port_connectivity"],
            "interval": "10s",
            "timeout": "10s",
            "retries": 12,
            "start_period": "30s",
        },
    }


def _image(name: str) -> dict[str, Any]:
    return {
        "image": f"mewayz/{name}:${{MEWAYZ_VERSION:?run make env}}",
        "build": {"context": ".", **dockerfile(name), "args": {"SERVICE": name}},
    }


def _shared(user: str) -> dict[str, str]:
    return {
        "MEWAYZ_AMQP_URL": f"amqp://{user}:{_needed(rabbitmq_password(user))}@rabbitmq:5672/",
        "MEWAYZ_PUBLIC_URL": _needed("MEWAYZ_PUBLIC_URL"),
        "MEWAYZ_LOG_LEVEL": "${MEWAYZ_LOG_LEVEL:-INFO}",
    }


def _gateway(house: House) -> dict[str, Any]:
    return {
        **_image(GATEWAY),
        "environment": {**_shared(GATEWAY), "MEWAYZ_GATEWAY_SECRET_KEY": _needed("MEWAYZ_GATEWAY_SECRET_KEY")},
        "ports": [f"${{MEWAYZ_PUBLISHED_PORT:-{GATEWAY_PORT}}}:{GATEWAY_PORT}"],
        "depends_on": {"rabbitmq": HEALTHY, **dict.fromkeys(house.services, STARTED)},
        "networks": ["house", "servers"],
        **RUNNING,
        **HARDENED,
    }


def _service(name: str, house: House) -> dict[str, Any]:
    """API, worker and the one-shot migration of one service."""
    common = {
        "environment": _environment(name, house),
        "volumes": ["files:/var/lib/mewayz"],
        "networks": ["house", "servers"],
        **HARDENED,
    }
    running = {
        **RUNNING,
        "depends_on": {"mysql": HEALTHY, "rabbitmq": HEALTHY, f"{name}-migrate": DONE},
    }
    # The image is built once, under the name of the API; the other two run the same one.
    image = {"image": _image(name)["image"]}
    return {
        name: {**_image(name), "command": ["--role=api"], **running, **common},
        f"{name}-worker": {**image, "command": ["--role=worker"], **running, **common},
        f"{name}-migrate": {
            **image,
            "entrypoint": ["mewayz", "migrate", f"--target={name}"],
            "restart": "on-failure:5",
            "healthcheck": {"disable": True},
            "depends_on": {"mysql": HEALTHY},
            **common,
        },
    }


def _environment(name: str, house: House) -> dict[str, str]:
    prefix = f"MEWAYZ_{name.upper()}"
    found = {
        **_shared(name),
        "MEWAYZ_DATABASE_URL": (
            f"mysql+aiomysql://mewayz_{name}:{_needed(mysql_password(name))}@mysql:3306/mewayz_{name}"
        ),
        "MEWAYZ_SECRET_KEY": _needed(f"{prefix}_SECRET_KEY"),
        "MEWAYZ_WORKLOAD_SECRET": _needed(f"{prefix}_WORKLOAD_SECRET"),
        "MEWAYZ_GATEWAY_URL": f"http://{GATEWAY}:{GATEWAY_PORT}",
        "MEWAYZ_SERVICES": house.names,
        "MEWAYZ_SERVICE_URL_TEMPLATE": f"http://{{service}}:{SERVICE_PORT}",
    }
    return found | {key: f"${{{key}:-{variable.value}}}" for key, variable in settings_of(name).items()}

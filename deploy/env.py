"""`make env`: write `.env` with fresh secrets; what is there stays.

python -m deploy.env                                  # .env for docker compose
python -m deploy.env --kubernetes --namespace mewayz  # the same as Secret manifests, for kubectl apply -f -
"""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy.house import GATEWAY, ROOT, House, labels
from deploy.variables import Variable, mysql_password, rabbitmq_password, settings_of, variables

FILE = ROOT / ".env"


def read(file: Path) -> dict[str, str]:
    """The variables that are set in `file`; comments and empty values are none."""
    lines = file.read_text().splitlines() if file.exists() else []
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs if value.strip()}


def fill(known: Mapping[str, str], house: House) -> dict[str, str]:
    """`known` with every missing variable; an existing value is never replaced."""
    found = dict(known)
    for variable in variables(house):
        if variable.name not in found:
            found[variable.name] = variable.make(found) if variable.make else variable.value
    return found


def write(file: Path, house: House) -> int:
    """Bring `file` up to date and readable for its owner alone; answers how many variables were added."""
    known = read(file)
    values = fill(known, house)
    text = file.read_text().rstrip("\n") + "\n" if file.exists() else ""
    lines = {line.partition("=")[0].strip() for line in text.splitlines() if "=" in line}
    there = known.keys() | {name for name in lines if not values.get(name)}  # empty, as it may be
    fresh = [variable for variable in variables(house) if variable.name not in there]
    text += "".join(_line(variable, values) for variable in fresh)
    beside = file.with_name(f"{file.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as new:
        new.write(text)
    beside.rename(file)
    return len(fresh)


def _line(variable: Variable, values: Mapping[str, str]) -> str:
    return f"# {variable.meaning}\n{variable.name}={values[variable.name]}\n"


def secrets(values: Mapping[str, str], house: House, *, namespace: str) -> list[dict[str, Any]]:
    """One Secret per process group, as files named like the settings, and one each for MySQL and RabbitMQ."""
    found = {
        GATEWAY: {
            "MEWAYZ_GATEWAY_SECRET_KEY": values["MEWAYZ_GATEWAY_SECRET_KEY"],
            "MEWAYZ_AMQP_URL": amqp_url(values, GATEWAY),
        }
    }
    for service in house.services:
        found[service] = {
            "MEWAYZ_SECRET_KEY": values[f"MEWAYZ_{service.upper()}_SECRET_KEY"],
            "MEWAYZ_WORKLOAD_SECRET": values[f"MEWAYZ_{service.upper()}_WORKLOAD_SECRET"],
            "MEWAYZ_DATABASE_URL": database_url(values, service),
            "MEWAYZ_AMQP_URL": amqp_url(values, service),
            **{name: values[name] for name in settings_of(service) if values.get(name)},
        }
    mysql = {name: values[name] for name in ("MYSQL_ROOT_PASSWORD", *map(mysql_password, house.services))}
    rabbit = {name: values[name] for name in map(rabbitmq_password, (GATEWAY, *house.services))}
    return [_secret(name, data, namespace) for name, data in (found | {"mysql": mysql, "rabbitmq": rabbit}).items()]


def database_url(values: Mapping[str, str], service: str) -> str:
    """Where the schema of `service` is, inside the cluster."""
    return f"mysql+aiomysql://mewayz_{service}:{values[mysql_password(service)]}@mysql:3306/mewayz_{service}"


def amqp_url(values: Mapping[str, str], user: str) -> str:
    """Where the broker is, inside the cluster."""
    return f"amqp://{user}:{values[rabbitmq_password(user)]}@rabbitmq:5672/"


def _secret(name: str, data: Mapping[str, str], namespace: str) -> dict[str, Any]:
    metadata = {"name": f"mewayz-{name}", "namespace": namespace, "labels": labels(name)}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": dict(data)}


def main(arguments: list[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="deploy.env", description="Write .env with fresh secrets.")
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--kubernetes", action="store_true", help="print Secret manifests as well")
    parser.add_argument("--namespace", default="mewayz")
    options = parser.parse_args(arguments)
    house = House.read()
    added = write(options.file, house)
    if options.kubernetes:
        documents = secrets(read(options.file), house, namespace=options.namespace)
        sys.stdout.write(yaml.safe_dump_all(documents, sort_keys=False))
    else:
        sys.stdout.write(f"{options.file}: {added} variables added\n")


if __name__ == "__main__":
    main(sys.argv[1:])

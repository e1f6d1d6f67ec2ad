"""What the generators know: the services and who calls whom, from contracts/, and a few words in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import yaml

ROOT = Path(__file__).parents[1]
CONTRACTS = ROOT / "contracts"
HEADER = "# Written by deploy/generate.py (make contracts) from contracts/. Change the generator, not this file.\n"
GATEWAY = "gateway"
SERVICE_PORT = 8000
GATEWAY_PORT = 8080
MYSQL_IMAGE = "mysql:8.4"
RABBITMQ_IMAGE = "rabbitmq:4.1"
VERSION = "0.1.0"
USER = 10001
GRACE_SECONDS = 40
"""How long a process of ours may take to stop: 20 for the requests that run, then its workers, then its connections."""
SERVER_GRACE_SECONDS = 120
"""The same for MySQL and RabbitMQ, which bring what is in memory to the disk; killed, they would have to recover."""
SECRET_FOLDER = "/run/secrets/mewayz"  # noqa: S105 - a path
ALWAYS_CALLED = ("identity",)
"""Every service swaps its workload identity for a token there; the gateway's keys are asked for by all as well."""


def dockerfile(name: str) -> dict[str, str]:
    """How compose and Skaffold build an image: the gateway's has the web app as well."""
    return {"dockerfile": "deploy/Dockerfile", "target": GATEWAY if name == GATEWAY else "service"}


@dataclass(frozen=True)
class House:
    """The services by name, with the services each of them has declared to call."""

    calls: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, folder: Path = CONTRACTS) -> "House":
        """From the contracts; a service that has routes but is not declared is a mistake of theirs."""
        declared = orjson.loads((folder / "services.json").read_bytes())
        routed = {route["service"] for route in orjson.loads((folder / "routes.json").read_bytes())}
        if unknown := routed - declared.keys():
            raise SystemExit(f"routes.json names {sorted(unknown)}, services.json does not: run `make contracts`.")
        # A service may declare calls to one that does not exist yet; there is nothing to open a way to.
        calls = {name: frozenset(entry["calls"]) & declared.keys() for name, entry in declared.items()}
        return cls(calls)

    @property
    def services(self) -> list[str]:
        """Names in order."""
        return sorted(self.calls)

    @property
    def names(self) -> str:
        """The services as a JSON list: who must be able to hear before an event is sent, and who answers identity when
        a person leaves or asks for their data."""
        return orjson.dumps(self.services).decode()

    def callees(self, service: str) -> list[str]:
        """The services that `service` may reach, apart from the gateway."""
        return sorted((self.calls[service] | set(ALWAYS_CALLED)) & self.calls.keys() - {service})

    def callers(self, service: str) -> list[str]:
        """The services that may reach `service`, apart from the gateway."""
        return [name for name in self.services if service in self.callees(name)]


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        # Lists are indented below their key, as people write them.
        super().increase_indent(flow, False)


def to_yaml(*documents: Mapping[str, Any]) -> str:
    """One generated file."""
    parts = [yaml.dump(d, Dumper=_Dumper, sort_keys=False, width=110, allow_unicode=True) for d in documents]
    return HEADER + "---\n".join(parts)


def labels(name: str, component: str | None = None) -> dict[str, str]:
    """The recommended labels of one thing."""
    found = {"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "mewayz"}
    return found | ({"app.kubernetes.io/component": component} if component else {})


def kustomization(resources: Iterable[str], **more: Any) -> dict[str, Any]:
    """A kustomization that lists `resources`."""
    head = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
    return {**head, "resources": list(resources), **more}

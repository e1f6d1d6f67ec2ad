"""`make contracts`, second half: what follows from contracts/ for running the house.

Writes docker-compose.yml, .env.example, skaffold.yaml, deploy/kustomize/base/ and the network policies. Overlays and
the observability component are written by hand.

    python -m deploy.generate           # write
    python -m deploy.generate --check   # write nothing; fail when something differs
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy.compose import compose
from deploy.house import GATEWAY, GATEWAY_PORT, ROOT, House, dockerfile, kustomization, to_yaml
from deploy.policies import component_files
from deploy.variables import example
from deploy.workloads import CONFIG, gateway_files, service_files

BASE = Path("deploy/kustomize/base")
POLICIES = Path("deploy/kustomize/components/network-policies")
OWNED = (BASE, POLICIES)
"""Folders that hold generated files alone; what else is in them is removed."""
COMPONENT = "kustomize.config.k8s.io/v1alpha1"
SETTINGS = {
    "MEWAYZ_PUBLIC_URL": "http://mewayz.local",
    "MEWAYZ_GATEWAY_URL": f"http://{GATEWAY}:{GATEWAY_PORT}",
    "MEWAYZ_FILES_URL": "file:///var/lib/mewayz/files",
    "MEWAYZ_LOG_LEVEL": "INFO",
}


def files(house: House) -> dict[Path, str]:
    """Every generated file."""
    found = {
        Path("docker-compose.yml"): to_yaml(compose(house)),
        Path(".env.example"): example(house),
        Path("skaffold.yaml"): to_yaml(skaffold(house)),
        BASE / "kustomization.yaml": to_yaml(base(house)),
    }
    for name in house.services:
        found |= _folder(BASE / name, service_files(name))
    found |= _folder(BASE / GATEWAY, gateway_files())
    policies = component_files(house)
    found |= {POLICIES / path: to_yaml(*documents) for path, documents in policies.items()}
    component = kustomization(policies) | {"apiVersion": COMPONENT, "kind": "Component"}
    found[POLICIES / "kustomization.yaml"] = to_yaml(component)
    return found


def base(house: House) -> dict[str, Any]:
    """Everything that runs, without a namespace, a host or a secret."""
    settings = SETTINGS | {"MEWAYZ_SERVICES": house.names}
    literals = [f"{name}={value}" for name, value in settings.items()]
    generator = [{"name": CONFIG, "literals": literals}]
    return kustomization([GATEWAY, *house.services], configMapGenerator=generator)


def skaffold(house: House) -> dict[str, Any]:
    """One image per service, deployed as overlays/dev with the secrets of `.env`."""
    artifacts = [
        {
            "image": f"mewayz/{name}",
            "context": ".",
            "docker": {**dockerfile(name), "buildArgs": {"SERVICE": name}},
        }
        for name in (GATEWAY, *house.services)
    ]
    secrets = ".venv/bin/python -m deploy.env --kubernetes --namespace mewayz-dev | kubectl apply -f -"
    namespace = "kubectl apply -f deploy/kustomize/overlays/dev/namespace.yaml"
    # A Job cannot be changed, so the ones of the last deployment go first.
    jobs = "kubectl delete job -n mewayz-dev -l app.kubernetes.io/component=migration --ignore-not-found"
    before = [{"host": {"command": ["sh", "-c", command]}} for command in (namespace, secrets, jobs)]
    forward = {"resourceType": "service", "resourceName": GATEWAY, "namespace": "mewayz-dev", "port": GATEWAY_PORT}
    return {
        "apiVersion": "skaffold/v4beta11",
        "kind": "Config",
        "metadata": {"name": "mewayz"},
        "build": {"artifacts": artifacts, "local": {"push": False, "useBuildkit": True}},
        "manifests": {"kustomize": {"paths": ["deploy/kustomize/overlays/dev"]}},
        "deploy": {"kubectl": {"hooks": {"before": before}}},
        "portForward": [forward | {"localPort": GATEWAY_PORT}],
    }


def _folder(folder: Path, documents: Mapping[str, list[dict[str, Any]]]) -> dict[Path, str]:
    found = {folder / path: to_yaml(*parts) for path, parts in documents.items()}
    return found | {folder / "kustomization.yaml": to_yaml(kustomization(documents))}


def stale(root: Path, wanted: Mapping[Path, str]) -> list[Path]:
    """Files that are missing or differ, and files in our folders that nothing writes any more."""
    differs = [p for p, text in wanted.items() if not (root / p).is_file() or (root / p).read_text() != text]
    present = [p.relative_to(root) for folder in OWNED for p in (root / folder).rglob("*") if p.is_file()]
    return sorted([*differs, *(path for path in present if path not in wanted)])


def write(root: Path, wanted: Mapping[Path, str]) -> None:
    """Make the generated files exactly these."""
    for path in stale(root, wanted):
        (root / path).unlink(missing_ok=True)
    for path, text in wanted.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def main(arguments: list[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="deploy.generate", description="Write what follows from contracts/.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something differs")
    options = parser.parse_args(arguments)
    wanted = files(House.read())
    if options.check:
        if wrong := stale(ROOT, wanted):
            raise SystemExit("\n".join(f"{path} is not fresh: run `make contracts`" for path in wrong))
    else:
        write(ROOT, wanted)
    sys.stdout.write(f"{len(wanted)} files of deploy/ are fresh\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""What is deployed is valid, fresh, hardened, and lets nobody talk to anybody that the contracts do not name."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import orjson
import pytest
import yaml
from deploy.generate import files, stale
from deploy.house import GATEWAY, GRACE_SECONDS, ROOT, SERVER_GRACE_SECONDS, House
from deploy.policies import component_files

from mewayz_crm.inbound_mail.mailbox import PORTS
from mewayz_gateway.settings import GatewaySettings

KUSTOMIZE = ROOT / "deploy/kustomize"
OVERLAYS = ("dev", "production")
VERSIONS = ("1.30", "1.33")
HOUSE = House.read()
needs_kubectl = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
Manifest = dict[str, Any]


@cache
def rendered(overlay: str) -> tuple[Manifest, ...]:
    command = ["kubectl", "kustomize", str(KUSTOMIZE / "overlays" / overlay)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return tuple(yaml.safe_load_all(text))


def written() -> list[Manifest]:
    """Every manifest of the repository before it is combined."""
    paths = [
        *(KUSTOMIZE.rglob("*.yaml")),
        *(ROOT / "deploy").glob("*/server.yaml"),
        *(ROOT / "deploy").glob("*/policy.yaml"),
    ]
    documents = [d for path in paths if path.name not in {"kustomization.yaml", "config.yaml"} for d in load(path)]
    return [document for document in documents if document]


def load(path: Path) -> list[Manifest]:
    return list(yaml.safe_load_all(path.read_text()))


def pods(manifests: tuple[Manifest, ...] | list[Manifest]) -> list[tuple[str, Manifest]]:
    return [
        (m["metadata"]["name"], m["spec"]["template"]["spec"]) for m in manifests if "template" in m.get("spec", {})
    ]


def named(overlay: str, kind: str, name: str) -> Manifest:
    [found] = [m for m in rendered(overlay) if (m["kind"], m["metadata"]["name"]) == (kind, name)]
    return found


def test_generated_files_are_fresh() -> None:
    assert stale(ROOT, files(HOUSE)) == [], "run `make contracts`"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_written_manifest_is_valid(version: str) -> None:
    documents = written()
    assert len(documents) > 40
    for document in documents:
        kubernetes_validate.validate(document, version, strict=True)


@needs_kubectl
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_rendered_manifest_is_valid(overlay: str) -> None:
    for document in rendered(overlay):
        for version in VERSIONS:
            kubernetes_validate.validate(document, version, strict=True)
        assert document["kind"] == "Namespace" or document["metadata"]["namespace"].startswith("mewayz")


@needs_kubectl
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_pods_have_no_privileges_and_know_their_limits(overlay: str) -> None:
    """The restricted Pod Security Standard, and what it does not ask for."""
    for name, pod in pods(rendered(overlay)):
        security = pod["securityContext"]
        assert security["runAsNonRoot"] is True, name
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        for container in pod["containers"]:
            own = container["securityContext"]
            assert own["capabilities"] == {"drop": ["ALL"]}, name
            assert own["allowPrivilegeEscalation"] is False, name
            assert own.get("readOnlyRootFilesystem") or name in {"mysql", "rabbitmq"}, name
            assert {"requests", "limits"} <= container["resources"].keys(), name
            image, _, tag = container["image"].rpartition(":")
            assert image, f"{name}: the image has no tag"
            assert tag != "latest", name


@needs_kubectl
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_secret_is_in_a_manifest(overlay: str) -> None:
    for document in rendered(overlay):
        assert document["kind"] != "Secret"
        if document["kind"] == "ConfigMap":
            assert not [key for key in document["data"] if "SECRET" in key or "PASSWORD" in key]
    for name, pod in pods(rendered(overlay)):
        for container in pod["containers"]:
            values = {entry["name"]: entry.get("value") for entry in container.get("env", [])}
            assert not [key for key in values if "PASSWORD" in key or key.endswith("_SECRET")], name


@needs_kubectl
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_everything_that_serves_is_probed_and_every_service_migrates(overlay: str) -> None:
    for service in (*HOUSE.services, GATEWAY):
        container = named(overlay, "Deployment", service)["spec"]["template"]["spec"]["containers"][0]
        assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
        assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
        selector = named(overlay, "Service", service)["spec"]["selector"]
        labels = named(overlay, "Deployment", service)["spec"]["template"]["metadata"]["labels"]
        assert selector.items() <= labels.items()
    for service in HOUSE.services:
        job = named(overlay, "Job", f"{service}-migrate")["spec"]["template"]["spec"]["containers"][0]
        assert job["command"] == ["mewayz", "migrate", f"--target={service}"]
        worker = named(overlay, "Deployment", f"{service}-worker")["spec"]["template"]["spec"]["containers"][0]
        assert worker["args"] == ["--role=worker"]


@needs_kubectl
def test_production_survives_the_loss_of_a_node() -> None:
    for service in (*HOUSE.services, GATEWAY):
        assert named("production", "HorizontalPodAutoscaler", service)["spec"]["minReplicas"] >= 2
        assert named("production", "PodDisruptionBudget", service)["spec"]["maxUnavailable"] == 1
        pod = named("production", "Deployment", service)["spec"]["template"]["spec"]
        assert pod["topologySpreadConstraints"][0]["topologyKey"] == "kubernetes.io/hostname"


@needs_kubectl
def test_production_knows_its_callers_and_keeps_files_outside() -> None:
    [config] = [m["data"] for m in rendered("production") if m["metadata"]["name"].startswith("mewayz-config")]
    assert config["MEWAYZ_FILES_URL"].startswith("s3://")
    assert config["MEWAYZ_PUBLIC_URL"].startswith("https://")
    settings = GatewaySettings(
        trusted_proxies=orjson.loads(config["MEWAYZ_GATEWAY_TRUSTED_PROXIES"]), secret_key="A" * 43
    )
    assert settings.proxy_networks, "without them every caller shares the address of the ingress controller"


@needs_kubectl
def test_the_shared_files_of_development_are_one_volume() -> None:
    for service in HOUSE.services:
        for name in (service, f"{service}-worker"):
            volumes = named("dev", "Deployment", name)["spec"]["template"]["spec"]["volumes"]
            claims = [v["persistentVolumeClaim"] for v in volumes if v["name"] == "files"]
            assert claims == [{"claimName": "mewayz-files"}]


def allowed(policies: dict[str, list[Manifest]]) -> set[tuple[str, str]]:
    """Pairs (from, to) of process groups that both ends allow: a connection needs the two."""
    leaves, enters = set(), set()
    for documents in policies.values():
        for policy in documents:
            me = policy["spec"]["podSelector"].get("matchLabels", {}).get("app.kubernetes.io/name")
            for rule in policy["spec"].get("egress", []):
                leaves |= {(me, peer) for peer in _names(rule["to"])}
            for rule in policy["spec"].get("ingress", []):
                enters |= {(peer, me) for peer in _names(rule["from"])}
    return leaves & enters


def _names(peers: list[Manifest]) -> set[str]:
    return {
        peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
        for peer in peers
        if "podSelector" in peer and "namespaceSelector" not in peer
    }


def test_only_declared_calls_are_possible() -> None:
    expected = {(GATEWAY, name) for name in HOUSE.services} | {(name, GATEWAY) for name in HOUSE.services}
    expected |= {(name, callee) for name in HOUSE.services for callee in HOUSE.calls[name]}
    expected |= {(name, "identity") for name in HOUSE.services if name != "identity"}
    assert allowed(component_files(HOUSE)) == expected


def test_a_new_call_opens_one_way_alone() -> None:
    house = House({"identity": frozenset(), "a": frozenset({"b"}), "b": frozenset()})
    found = allowed(component_files(house))
    assert ("a", "b") in found
    assert ("b", "a") not in found


def test_mail_gets_out_and_incoming_mail_is_read() -> None:
    """Ports outside beside HTTPS: SMTP for those that send, IMAP for the one that reads a mailbox."""
    found = {}
    for name in HOUSE.services:
        [policy] = component_files(HOUSE)[f"{name}.yaml"]
        [rule] = [rule for rule in policy["spec"]["egress"] if "ipBlock" in rule["to"][0]]
        found[name] = {port["port"] for port in rule["ports"]} - {443}
    expected: dict[str, set[int]] = {name: set() for name in HOUSE.services}
    assert found == expected | {"crm": {465, 587, *PORTS.values()}, "workspace": {465, 587}}


@needs_kubectl
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nothing_is_killed_while_it_stops(overlay: str) -> None:
    for name, pod in pods(rendered(overlay)):
        if name in {"mysql", "rabbitmq"}:
            assert pod["terminationGracePeriodSeconds"] == SERVER_GRACE_SECONDS
        elif pod["containers"][0]["image"].startswith("mewayz/") and not name.endswith("-migrate"):
            assert pod["terminationGracePeriodSeconds"] == GRACE_SECONDS, name


def test_private_addresses_are_never_outside() -> None:
    for documents in component_files(HOUSE).values():
        for policy in documents:
            for rule in policy["spec"].get("egress", []):
                for block in (peer["ipBlock"] for peer in rule["to"] if "ipBlock" in peer):
                    assert "10.0.0.0/8" in block["except"] or "fc00::/7" in block["except"]


def test_stale_files_are_found_and_removed(tmp_path: Path) -> None:
    from deploy.generate import BASE, write

    wanted = files(HOUSE)
    write(tmp_path, wanted)
    assert stale(tmp_path, wanted) == []
    left = tmp_path / BASE / "retired" / "api.yaml"
    left.parent.mkdir()
    left.write_text("kind: Deployment\n")
    (tmp_path / "docker-compose.yml").write_text("edited: by hand\n")
    assert len(stale(tmp_path, wanted)) == 2
    write(tmp_path, wanted)
    assert stale(tmp_path, wanted) == []
    assert not left.exists()

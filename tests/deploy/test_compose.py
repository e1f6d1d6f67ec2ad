"""docker-compose.yml: no default secrets, pinned images, schemas before services, one open port."""

import re
from typing import Any

import pytest
import yaml
from deploy.house import GATEWAY, GRACE_SECONDS, ROOT, SERVER_GRACE_SECONDS, House
from deploy.variables import variables

from mewayz_crm.environment import CrmEnvironment

HOUSE = House.read()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = [name for name in SERVICES if name not in {"mysql", "rabbitmq"}]
REFERENCE = re.compile(r"\$\{([A-Z_]+)(:[?-])?([^}]*)\}")
SECRET = re.compile(r"PASSWORD|SECRET")


def references(value: Any) -> list[tuple[str, str, str]]:
    """Every `${NAME:?…}` below `value`: name, operator, what follows."""
    if isinstance(value, dict):
        return [found for part in value.values() for found in references(part)]
    if isinstance(value, list):
        return [found for part in value for found in references(part)]
    return REFERENCE.findall(value) if isinstance(value, str) else []


def test_every_process_is_there() -> None:
    expected = {"mysql", "rabbitmq", GATEWAY}
    for name in HOUSE.services:
        expected |= {name, f"{name}-worker", f"{name}-migrate"}
    assert SERVICES.keys() == expected


def test_a_missing_secret_stops_the_start() -> None:
    for name, operator, rest in references(COMPOSE):
        if SECRET.search(name):
            assert (operator, rest) == (":?", "run make env"), name


def test_no_secret_is_written_down() -> None:
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if SECRET.search(key):
                assert REFERENCE.fullmatch(value), f"{name}: {key} must come from .env"
            assert not re.search(r"://[^:/@$]+:[^$@/]+@", value), f"{name}: {key} holds a password"


def test_every_variable_is_known_to_make_env() -> None:
    known = {variable.name for variable in variables(HOUSE)}
    assert {name for name, _, _ in references(COMPOSE)} <= known
    example = (ROOT / ".env.example").read_text()
    lines = dict(line.split("=", 1) for line in example.splitlines() if "=" in line and not line.startswith("#"))
    assert lines.keys() == known
    assert [name for name, value in lines.items() if SECRET.search(name) and value] == []


def test_every_setting_of_mail_reaches_the_service_that_reads_it() -> None:
    """What a service can be told about mail, its containers are told from `.env`."""
    own = {f"MEWAYZ_{name.upper()}" for name in CrmEnvironment.model_fields if re.match("crm_|mail_|spf_", name)}
    for process in ("crm", "crm-worker"):
        environment = SERVICES[process]["environment"]
        assert own <= environment.keys()
        for name in own:
            assert REFERENCE.fullmatch(environment[name]), name


def test_no_two_services_share_a_secret_or_a_user() -> None:
    for key in ("MEWAYZ_SECRET_KEY", "MEWAYZ_WORKLOAD_SECRET", "MEWAYZ_DATABASE_URL", "MEWAYZ_AMQP_URL"):
        values = [SERVICES[name]["environment"][key] for name in HOUSE.services]
        assert len(set(values)) == len(values), key


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert image
    assert tag
    assert tag != "latest"


@pytest.mark.parametrize("name", OURS)
def test_our_containers_are_hardened(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service.get("user") is None, "the image's own user, which is not root"


@pytest.mark.parametrize("name", HOUSE.services)
def test_schemas_come_before_processes(name: str) -> None:
    migrate = SERVICES[f"{name}-migrate"]
    assert migrate["entrypoint"] == ["mewayz", "migrate", f"--target={name}"]
    assert migrate["depends_on"]["mysql"] == {"condition": "service_healthy"}
    assert migrate["restart"].startswith("on-failure")
    for process in (name, f"{name}-worker"):
        needs = SERVICES[process]["depends_on"]
        assert needs[f"{name}-migrate"] == {"condition": "service_completed_successfully"}
        assert needs["rabbitmq"] == {"condition": "service_healthy"}


def test_nothing_is_killed_while_it_stops() -> None:
    """Docker's own patience is shorter than what a request in progress is given."""
    for name, service in SERVICES.items():
        if not name.endswith("-migrate"):
            least = SERVER_GRACE_SECONDS if name in {"mysql", "rabbitmq"} else GRACE_SECONDS
            assert service["stop_grace_period"] == f"{least}s", name


def test_servers_and_images_are_watched() -> None:
    for name in ("mysql", "rabbitmq"):
        assert SERVICES[name]["healthcheck"]["test"]
    dockerfile = (ROOT / "deploy/Dockerfile").read_text()
    assert "HEALTHCHECK" in dockerfile
    assert "\nUSER 10001:10001\n" in dockerfile


def test_only_the_gateway_has_a_port_on_the_machine() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == [GATEWAY]
    assert COMPOSE["networks"]["servers"] == {"internal": True}
    assert {tuple(SERVICES[name]["networks"]) for name in ("mysql", "rabbitmq")} == {("servers",)}

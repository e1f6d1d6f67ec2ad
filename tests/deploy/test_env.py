"""`make env` makes good secrets once; the lock gives each image exactly what it needs."""

import os
import stat
from pathlib import Path

import pytest
import yaml
from deploy.closure import closure, dependencies, locked
from deploy.env import main, read
from deploy.house import GATEWAY, ROOT, House
from deploy.variables import MAIL, MASTER, variables
from pydantic import SecretStr

from mewayz_crm.environment import CrmEnvironment
from mewayz_gateway.settings import GatewaySettings
from mewayz_kit.client import workload_secret
from mewayz_kit.config import Settings, decode_key

HOUSE = House.read()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An `.env` made by `make env`."""
    main(["--file", str(tmp_path / ".env")])
    return tmp_path / ".env"


def test_every_variable_gets_a_value_that_only_the_owner_reads(file: Path) -> None:
    values = read(file)
    assert values.keys() == {variable.name for variable in variables(HOUSE) if variable.make or variable.value}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secrets = [values[variable.name] for variable in variables(HOUSE) if variable.make]
    assert len(set(secrets)) == len(secrets)
    for service in (GATEWAY, *HOUSE.services):
        assert len(decode_key(SecretStr(values[f"MEWAYZ_{service.upper()}_SECRET_KEY"]))) == 32


def test_workload_secrets_follow_from_the_master(file: Path) -> None:
    values = read(file)
    master = decode_key(SecretStr(values[MASTER]))
    for service in HOUSE.services:
        if service != "identity":
            own = decode_key(SecretStr(values[f"MEWAYZ_{service.upper()}_WORKLOAD_SECRET"]))
            assert own == workload_secret(master, service)


def test_what_is_there_stays(file: Path) -> None:
    before = file.read_text()
    main(["--file", str(file)])
    assert file.read_text() == before
    kept = [line for line in before.splitlines() if not line.startswith("MEWAYZ_CRM_")]
    own = "MEWAYZ_MAIL_URL=smtp://user:word@mail.example.com:587"
    file.write_text("\n".join(own if line.startswith("MEWAYZ_MAIL_URL") else line for line in kept) + "\n")
    os.chmod(file, 0o644)
    main(["--file", str(file)])
    after = read(file)
    assert after["MEWAYZ_MAIL_URL"] == "smtp://user:word@mail.example.com:587"
    assert after["MYSQL_ROOT_PASSWORD"] == read_text(before, "MYSQL_ROOT_PASSWORD")
    assert after["MEWAYZ_CRM_SECRET_KEY"] != read_text(before, "MEWAYZ_CRM_SECRET_KEY")
    # Derived, so it is the same again.
    assert after["MEWAYZ_CRM_WORKLOAD_SECRET"] == read_text(before, "MEWAYZ_CRM_WORKLOAD_SECRET")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def read_text(text: str, name: str) -> str:
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)[name]


def test_secrets_of_the_cluster_are_settings_as_files(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Kubernetes mounts is what a process reads, and a process has no secret of another."""
    capsys.readouterr()
    main(["--file", str(file), "--kubernetes", "--namespace", "mewayz-dev"])
    secrets = {s["metadata"]["name"]: s["stringData"] for s in yaml.safe_load_all(capsys.readouterr().out)}
    assert secrets.keys() == {f"mewayz-{name}" for name in (*HOUSE.services, GATEWAY, "mysql", "rabbitmq")}
    values = read(file)
    for name in list(os.environ):
        if name.startswith("MEWAYZ_"):
            monkeypatch.delenv(name)
    for service in (*HOUSE.services, GATEWAY):
        folder = tmp_path / service
        folder.mkdir()
        for key, value in secrets[f"mewayz-{service}"].items():
            (folder / key).write_text(value)
        settings = (GatewaySettings if service == GATEWAY else Settings)(_secrets_dir=folder)  # type: ignore[call-arg]
        assert settings.secret_key.get_secret_value() == values[f"MEWAYZ_{service.upper()}_SECRET_KEY"]
        assert settings.amqp_url is not None
        password = values[f"RABBITMQ_{service.upper()}_SERVICE_PASSWORD"]
        assert settings.amqp_url.get_secret_value() == f"amqp://{service}:{password}@rabbitmq:5672/"
    settings_of_mail = {variable.name for variable in MAIL if not variable.make}  # which is no secret while it is local
    given = [(key, value) for data in secrets.values() for key, value in data.items() if key not in settings_of_mail]
    seen = [value for key, value in given if key.startswith("MEWAYZ_")]
    assert len(set(seen)) == len(seen)


def test_what_an_operator_sets_reaches_the_service_that_reads_it(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name.startswith("MEWAYZ_"):
            monkeypatch.delenv(name)
    text = file.read_text()
    assert "\nMEWAYZ_CRM_INBOUND_DOMAIN=\n" in text, "what has no value yet is there to be filled in"
    file.write_text(text.replace("MEWAYZ_CRM_INBOUND_DOMAIN=", "MEWAYZ_CRM_INBOUND_DOMAIN=in.acme.example"))
    capsys.readouterr()
    main(["--file", str(file), "--kubernetes"])
    [mounted] = [s for s in yaml.safe_load_all(capsys.readouterr().out) if s["metadata"]["name"] == "mewayz-crm"]
    (tmp_path / "crm").mkdir()
    for key, value in mounted["stringData"].items():
        (tmp_path / "crm" / key).write_text(value)
    told = CrmEnvironment(_secrets_dir=tmp_path / "crm")  # type: ignore[call-arg]
    assert told.crm_inbound_domain == "in.acme.example"
    assert told.crm_events_endpoint is not None
    assert told.crm_events_endpoint.get_secret_value() == read(file)["MEWAYZ_CRM_EVENTS_ENDPOINT"]
    assert told.crm_mailgun_events_key is None


@pytest.mark.parametrize("service", [*HOUSE.services, GATEWAY])
def test_an_image_holds_what_it_needs_and_no_test_tool(service: str) -> None:
    project = ROOT / (GATEWAY if service == GATEWAY else f"services/{service}")
    packages = locked((ROOT / "requirements.lock").read_text())
    needed = closure(dependencies([ROOT / "libs/kit", project]), packages)
    assert {"fastapi", "sqlalchemy", "aiomysql", "aio-pika", "greenlet", "uvloop", "cryptography"} <= set(needed)
    assert not {"pytest", "hypothesis", "moto", "testcontainers", "ruff", "mypy", "schemathesis"} & set(needed)
    assert all("--hash=sha256:" in packages[name][0] for name in needed)


def test_a_package_that_is_locked_once_per_interpreter_keeps_every_line() -> None:
    lock = (
        "a==1 \\\n    --hash=sha256:1\n    # via -r requirements.in\n"
        "b==1 ; python_full_version < '3.12' \\\n    --hash=sha256:2\n    # via a\n"
        "b==2 ; python_full_version >= '3.12' \\\n    --hash=sha256:3\n    # via\n    #   a\n    #   c\n"
    )
    packages = locked(lock)
    assert closure(["a"], packages) == ["a", "b"]
    assert packages["b"][1] == {"a", "c"}
    assert packages["b"][0].count("--hash") == 2


def test_a_dependency_that_is_not_locked_is_named() -> None:
    with pytest.raises(SystemExit, match="left-pad is not in"):
        closure(["left-pad"], {})

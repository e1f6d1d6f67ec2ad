"""The users of the broker may do what the chassis does, and nothing to what belongs to another service."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest
from deploy.house import GATEWAY, ROOT, House
from deploy.variables import rabbitmq_password

from mewayz_kit.transport.rabbit.topology import Names

HOUSE = House.read()
NAMES = Names()
SHARED = (NAMES.events, NAMES.dead, NAMES.unrouted)
OPERATIONS = ("configure", "write", "read")
Definitions = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    """What the script writes before it hands over to the image's entry point, here `true`."""
    folder: Path = tmp_path_factory.mktemp("broker")
    (folder / "docker-entrypoint.sh").symlink_to("/bin/true")
    passwords = {rabbitmq_password(user): f"secret-of-{user}" for user in (GATEWAY, *HOUSE.services)}
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "RABBITMQ_DATA_DIR": str(folder), **passwords}
    script = (ROOT / "deploy/rabbitmq/start.sh").read_text().replace("chown rabbitmq", "chown root")
    subprocess.run(["sh", "-c", script], env=environment, check=True)
    written: Definitions = orjson.loads((folder / "mewayz-definitions.json").read_bytes())
    return written


def may(definitions: Definitions, user: str, operation: str, name: str) -> bool:
    """Whether `user` may do it; RabbitMQ searches with the pattern, which therefore carries its own ends."""
    [entry] = [entry for entry in definitions["permissions"] if entry["user"] == user]
    return re.search(entry[operation], name) is not None


@pytest.mark.parametrize("user", HOUSE.services)
def test_a_service_makes_its_own_inbox_and_looks_for_the_others(definitions: Definitions, user: str) -> None:
    own = (NAMES.inbox(user), NAMES.bound(user), *SHARED, "amq.gen-JzTY20BRgKO")
    assert all(may(definitions, user, operation, name) for operation in OPERATIONS for name in own)
    for other in set(HOUSE.services) - {user}:
        assert may(definitions, user, "read", NAMES.bound(other)), "a passive declaration asks for a permission"
        assert not may(definitions, user, "configure", NAMES.bound(other))
        assert not may(definitions, user, "write", NAMES.bound(other))


@pytest.mark.parametrize("user", [*HOUSE.services, GATEWAY])
def test_nobody_touches_what_belongs_to_another(definitions: Definitions, user: str) -> None:
    foreign = [NAMES.inbox(name) for name in HOUSE.services if name != user]
    foreign += ["", "amq.topic", "amq.default", f"x{user}.inbox", f"{user}.inbox.x", "mewayzxevents"]
    assert not [name for name in foreign for operation in OPERATIONS if may(definitions, user, operation, name)]


@pytest.mark.parametrize("user", [*HOUSE.services, GATEWAY])
def test_everybody_hears_and_speaks_in_the_own_name_alone(definitions: Definitions, user: str) -> None:
    [entry] = [entry for entry in definitions["topic_permissions"] if entry["user"] == user]
    assert entry["exchange"] == NAMES.events
    assert re.search(entry["read"], "crm.deal.won.v1")
    spoken = [name for name in (*HOUSE.services, GATEWAY) if re.search(entry["write"], f"{name}.thing.done.v1")]
    assert spoken == ([] if user == GATEWAY else [user])
    assert not re.search(entry["write"], f"x{user}.thing.done.v1")


def test_the_exchange_of_the_topic_permissions_is_there_as_the_chassis_declares_it(definitions: Definitions) -> None:
    """Without it a broker on Khepri does not start; with other arguments every declaration would be refused."""
    [exchange] = definitions["exchanges"]
    assert exchange["arguments"] == {"alternate-exchange": NAMES.unrouted}
    assert (exchange["name"], exchange["type"], exchange["durable"]) == (NAMES.events, "topic", True)
    assert exchange["auto_delete"] is exchange["internal"] is False


def test_there_is_no_user_that_nobody_asked_for(definitions: Definitions) -> None:
    assert {user["name"]: user["password"] for user in definitions["users"]} == {
        name: f"secret-of-{name}" for name in (*HOUSE.services, GATEWAY)
    }
    assert all(user["tags"] == "" for user in definitions["users"])


def test_a_password_that_could_break_the_file_stops_the_start(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "RABBITMQ_DATA_DIR": str(tmp_path)}
    environment[rabbitmq_password("crm")] = 'a","tags":"administrator'
    done = subprocess.run(["sh", "deploy/rabbitmq/start.sh"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "password of crm" in done.stderr
    assert not list(tmp_path.iterdir())

"""The images can be built from what Docker is sent, and what the web app reads is among it."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import PurePosixPath

import pytest
import yaml
from deploy.house import GATEWAY, ROOT, House

HOUSE = House.read()
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text()
SKAFFOLD = yaml.safe_load((ROOT / "skaffold.yaml").read_text())
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
IGNORE = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
LEAVES_WEB = re.compile(r"['\"`](?:\.\./)+((?:contracts|libs|services|gateway|deploy)/[^'\"`]*)['\"`]")


def stages() -> dict[str, list[tuple[list[str], str]]]:
    """Stage → its COPY lines from the build context: sources and target."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    stage = ""
    for line in DOCKERFILE.splitlines():
        words = line.split()
        if words[:1] == ["FROM"]:
            stage = words[-1]
            found[stage] = []
        elif words[:1] == ["COPY"] and not line.startswith("COPY --from"):
            *sources, target = [word for word in words[1:] if not word.startswith("--")]
            found[stage].append((sources, target))
    return found


def is_sent(path: str) -> bool:
    """Whether Docker is sent `path`: the last line of .dockerignore that names it, or a folder above it, decides."""
    ignored = False
    for line in IGNORE:
        pattern = line.removeprefix("!").removeprefix("**/")
        parts = PurePosixPath(path).parts
        above = ["/".join(parts[: end + 1]) for end in range(len(parts))]
        matches = any(fnmatch(one, pattern) for one in above)
        if line.removeprefix("!").startswith("**/"):
            matches = any(fnmatch(part, pattern) for part in parts)
        if matches:
            ignored = not line.startswith("!")
    return not ignored


def test_what_is_copied_is_there_and_sent() -> None:
    sources = [source for copies in stages().values() for names, _ in copies for source in names]
    assert len(sources) > 10
    for source in sources:
        assert (ROOT / source).exists(), source
        assert is_sent(source), f"{source} is kept out by .dockerignore"


def test_what_the_web_app_is_built_from_is_copied() -> None:
    """Its scripts read contracts and tables outside of web/; the stage that builds it has all of them."""
    files = [*(ROOT / "web").glob("*.ts"), *(ROOT / "web/build").rglob("*.ts"), ROOT / "web/scripts/api.mjs"]
    read = {found for file in files for found in LEAVES_WEB.findall(file.read_text())}
    assert "contracts/permissions.json" in read, "or the pattern knows no longer how scripts name files"
    copied = {source: target for names, target in stages()["web"] for source in names}
    for path in read:
        above = [path.rstrip("/"), *map(str, PurePosixPath(path).parents)]
        [source] = [source for source in above if source in copied]
        assert copied[source] == f"../{source}", "it lies beside web/, as in the repository"


def test_secrets_and_tests_are_not_sent() -> None:
    for path in (
        ".env",
        ".git/config",
        "tests/e2e/conftest.py",
        "services/crm/tests/x.py",
        "libs/testing/pyproject.toml",
    ):
        assert not is_sent(path), path


def test_dependencies_are_installed_before_our_code_is_seen() -> None:
    """A change of our code installs none of them again: their layer follows from two lists alone."""
    build = DOCKERFILE.partition(" AS build\n")[2].partition("\nFROM ")[0]
    before, _, after = build.partition("-r /needed.txt")
    assert re.findall(r"^COPY .*", before, re.MULTILINE) == ["COPY --from=needs /build.txt /needed.txt /"]
    assert "ARG SERVICE" not in before
    assert "COPY --from=needs /src /src" in after


def test_nothing_is_built_by_a_front_end_from_elsewhere() -> None:
    assert not re.match(r"#\s*syntax\s*=", DOCKERFILE)


def test_each_image_is_built_once() -> None:
    built = [service["image"] for service in COMPOSE["services"].values() if "build" in service]
    assert len(built) == len(set(built)) == len(HOUSE.services) + 1
    ours = {s["image"] for s in COMPOSE["services"].values() if s["image"].startswith("mewayz/")}
    assert ours == set(built)


@pytest.mark.parametrize("name", [GATEWAY, *HOUSE.services])
def test_skaffold_and_compose_build_the_same(name: str) -> None:
    [artifact] = [a for a in SKAFFOLD["build"]["artifacts"] if a["image"] == f"mewayz/{name}"]
    build = COMPOSE["services"][name]["build"]
    assert (ROOT / artifact["context"] / artifact["docker"]["dockerfile"]).is_file()
    assert artifact["docker"]["target"] == build["target"]
    assert build["target"] in stages()
    assert artifact["docker"]["buildArgs"] == build["args"] == {"SERVICE": name}
    assert artifact["docker"]["dockerfile"] == build["dockerfile"]


def test_skaffold_deploys_what_it_builds() -> None:
    [folder] = SKAFFOLD["manifests"]["kustomize"]["paths"]
    assert (ROOT / folder / "kustomization.yaml").is_file()
    commands = [hook["host"]["command"][-1] for hook in SKAFFOLD["deploy"]["kubectl"]["hooks"]["before"]]
    named = [word for command in commands for word in command.split() if word.startswith("deploy/")]
    assert named
    assert all((ROOT / path).is_file() for path in named)


def test_commands_that_the_documents_name_are_in_the_image() -> None:
    """`docker compose exec SERVICE mewayz COMMAND`, and the same with kubectl: the service brings the command."""
    text = (ROOT / "README.md").read_text() + (ROOT / "deploy/README.md").read_text()
    named = re.findall(r"(?:compose exec (?:-T )?|deploy/)(\w+) (?:-- )?mewayz ([\w-]+)", text)
    assert len(named) >= 4
    for service, command in named:
        project = tomllib.loads((ROOT / "services" / service / "pyproject.toml").read_text())["project"]
        assert command in project["entry-points"]["mewayz.commands"], (service, command)

"""Which locked packages an image needs: the part of requirements.lock that its distributions depend on.

The lock names under every package what it is there for (`# via …`), so the closure needs no resolver and no network.
Every line keeps its hashes; the image installs the result with `--require-hashes --no-deps`.

    python deploy/closure.py libs/kit services/crm > needed.txt
    python deploy/closure.py --packages hatchling > build.txt
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

LOCK = Path("requirements.lock")
OWN = "mewayz-"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def canonical(requirement: str) -> str:
    """The normalised project name at the start of a requirement (PEP 503)."""
    found = NAME.match(requirement.strip())
    if found is None:
        raise ValueError(f"not a requirement: {requirement}")
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def locked(text: str) -> dict[str, tuple[str, set[str]]]:
    """Package → its lines of the lock, and the packages that ask for it.

    A universal lock may pin one package several times, for different interpreters; the markers choose.
    """
    found: dict[str, tuple[str, set[str]]] = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if "==" not in block.partition("\n")[0]:
            continue
        pins = [line for line in block.splitlines() if not line.lstrip().startswith("#")]
        comments = " ".join(line.lstrip(" #") for line in block.splitlines() if line.lstrip().startswith("#"))
        parents = {canonical(word) for word in comments.removeprefix("via").split() if NAME.match(word)}
        name = canonical(block)
        text_before, parents_before = found.get(name, ("", set()))
        found[name] = ("\n".join(filter(None, [text_before, *pins])), parents_before | parents)
    return found


def closure(wanted: Iterable[str], packages: dict[str, tuple[str, set[str]]]) -> list[str]:
    """`wanted` and everything they depend on, directly or not."""
    children: dict[str, set[str]] = {}
    for name, (_, parents) in packages.items():
        for parent in parents:
            children.setdefault(parent, set()).add(name)
    needed: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in packages:
            raise SystemExit(f"{name} is not in {LOCK}: add it to requirements.in and run `make lock`.")
        if name not in needed:
            needed.add(name)
            waiting += children.get(name, set())
    return sorted(needed)


def dependencies(projects: Sequence[Path]) -> list[str]:
    """What the pyproject files of our own distributions ask for, apart from each other."""
    names = set()
    for project in projects:
        declared = tomllib.loads((project / "pyproject.toml").read_text())["project"]["dependencies"]
        names |= {canonical(requirement) for requirement in declared}
    return sorted(name for name in names if not name.startswith(OWN))


def main(arguments: Sequence[str]) -> str:
    """The part of the lock for projects, or for packages by name."""
    packages = locked(LOCK.read_text())
    by_name = arguments[:1] == ["--packages"]
    wanted = [canonical(a) for a in arguments[1:]] if by_name else dependencies([Path(a) for a in arguments])
    return "\n".join(packages[name][0] for name in closure(wanted, packages)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]))

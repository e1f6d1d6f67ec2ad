"""`mewayz new crm/things`: a working resource to start from: table, bodies, routes, test and migration."""

import argparse
import sys
from pathlib import Path
from string import Template

from mewayz_kit.cli import main as mewayz
from mewayz_kit.config import ConfigurationError

FILES = {
    "__init__.py": "init.txt",
    "models.py": "models.txt",
    "schemas.py": "schemas.txt",
    "api.py": "api.txt",
    "tests/test_api.py": "test_api.txt",
}


def names_of(service: str, url: str) -> dict[str, str]:
    """Every form of the name that the files need; `url` is the plural kebab-case noun."""
    folder = url.replace("-", "_")
    entity = f"{folder[:-3]}y" if folder.endswith("ies") else folder.removesuffix("s")
    return {
        "service": service,
        "package": f"mewayz_{service}",
        "url": url,
        "folder": folder,
        "table": folder,
        "entity": entity,
        "word": entity.replace("_", " "),
        "title": folder.replace("_", " "),
        "Title": folder.replace("_", " ").capitalize(),
        "Class": "".join(part.capitalize() for part in entity.split("_")),
    }


def write_feature(package: Path, names: dict[str, str]) -> list[Path]:
    """Write the files of a feature folder below `package`; answers their paths."""
    folder = package / names["folder"]
    if folder.exists():
        raise ConfigurationError(f"{folder} is already there.")
    written = []
    for name, template in FILES.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (Path(__file__).parent / template).read_text()
        target.write_text(Template(text).substitute(names))
        written.append(target)
    return written


def new(arguments: list[str]) -> None:
    """Write the feature, then its migration and the contracts that follow from it."""
    parser = argparse.ArgumentParser(prog="mewayz new")
    parser.add_argument("feature", help="service/resources, such as crm/things (plural, kebab-case)")
    service, _, url = parser.parse_args(arguments).feature.partition("/")
    package = Path(f"services/{service}/src/mewayz_{service}")
    if not package.is_dir() or not url:
        raise ConfigurationError("name an existing service and a plural noun, such as crm/things.")
    files = write_feature(package, names_of(service, url))
    lines = sum(len(file.read_text().splitlines()) for file in files)
    sys.stdout.write("".join(f"wrote {file}\n" for file in files) + f"{lines} lines\n")
    mewayz(["migrate", f"--target={service}", f"--message={url.replace('-', ' ')}"])
    mewayz(["contracts"])

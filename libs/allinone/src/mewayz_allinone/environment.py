"""The environment of a house on one machine: what an operator would set by hand, with its secrets from the data
folder. A variable that is already set wins, so the same house runs on SQLite or MySQL, with or without a broker.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import orjson

from mewayz_allinone.secrets import Secrets

DEFAULT_DATA = Path("data")
DEFAULT_PORT = 8080
WEB = Path("web/dist")
"""Where the build of the web app lies, beside the folder of the data."""


def house_environment(
    data: Path, services: Iterable[str], *, host: str, port: int, present: Mapping[str, str]
) -> dict[str, str]:
    """Every variable that gateway and services need, for those that `present` does not set."""
    data = data.resolve()
    secrets = Secrets(data)
    url = f"http://{host}:{port}"
    wanted = {
        "MEWAYZ_DATABASE_URL": f"sqlite+aiosqlite:///{data}/{{service}}.db",
        "MEWAYZ_FILES_URL": f"file://{data}/files",
        "MEWAYZ_MAIL_URL": "local:",
        "MEWAYZ_PUBLIC_URL": url,
        "MEWAYZ_GATEWAY_URL": url,
        "MEWAYZ_GATEWAY_HOST": host,
        "MEWAYZ_GATEWAY_PORT": str(port),
        "MEWAYZ_GATEWAY_SECRET_KEY": secrets.key("gateway"),
    }
    if (WEB / "web.json").is_file():
        wanted["MEWAYZ_GATEWAY_WEB_DIR"] = str(WEB.resolve())
    names = list(services)
    wanted["MEWAYZ_SERVICES"] = orjson.dumps(names).decode()
    for service in names:
        wanted[f"MEWAYZ_{service.upper()}_SECRET_KEY"] = secrets.key(service)
        wanted[f"MEWAYZ_{service.upper()}_WORKLOAD_SECRET"] = secrets.workload(service)
    return {name: value for name, value in wanted.items() if name not in present}

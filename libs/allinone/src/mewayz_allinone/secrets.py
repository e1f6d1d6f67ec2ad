"""The secrets of a house on one machine: made at the first start, kept in a file only its owner can read."""

import base64
import os
from pathlib import Path

import orjson
from pydantic import SecretStr

from mewayz_kit.client import workload_secret
from mewayz_kit.config import decode_key

FILE = "secrets.json"
KEY_BYTES = 32


def new_key() -> str:
    """32 random bytes as settings take them."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


class Secrets:
    """Named keys in `<data>/secrets.json`; a name that is asked for the first time gets a new one."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = data / FILE
        self._keys: dict[str, str] = orjson.loads(self._file.read_bytes()) if self._file.exists() else {}

    def key(self, name: str) -> str:
        """The key of that name."""
        if name not in self._keys:
            self._keys[name] = new_key()
            self._store()
        return self._keys[name]

    def workload(self, service: str) -> str:
        """By what `service` proves itself to identity; identity itself holds the master they derive from."""
        master = self.key("workload")
        if service == "identity":
            return master
        derived = workload_secret(decode_key(SecretStr(master)), service)
        return base64.urlsafe_b64encode(derived).decode()

    def _store(self) -> None:
        """Written beside and renamed: a crash leaves the old file or the new one, never half of one."""
        fresh = self._file.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(orjson.dumps(self._keys, option=orjson.OPT_INDENT_2))
        fresh.rename(self._file)

"""Servers from their programs, each in a temporary directory on a private port, ended by this process."""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import pymysql  # type: ignore[import-untyped]

START_SECONDS: Final = 90
POLL_SECONDS: Final = 0.2
CANDIDATES: Final = {
    "mysql": ("mysqld", "mariadbd", "/usr/sbin/mysqld", "/usr/sbin/mariadbd"),
    # The name in the search path may be a wrapper that changes the user and the directory: it comes last.
    "rabbit": ("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server", "/usr/sbin/rabbitmq-server"),
}


def name_of(kind: str) -> str | None:
    """The path of the program that `start` would run, or None."""
    return next((path for name in CANDIDATES[kind] if (path := shutil.which(name))), None)


def start(kind: str) -> str | None:
    """Start the server of `kind` and wait until it lets us in; answers its URL, or None without a program."""
    program = name_of(kind)
    if program is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix=f"mewayz-{kind}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _start_mysql(program, folder) if kind == "mysql" else _start_rabbit(program, folder)


def _start_mysql(program: str, folder: Path) -> str:
    data, port = folder / "data", free_port()
    as_user = ["--user=mysql"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "mysql")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    if "MariaDB" in version:
        extra = ["--skip-log-bin"]
        install = shutil.which("mariadb-install-db") or shutil.which("mysql_install_db") or "mariadb-install-db"
        prepare = [install, "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]
    else:
        extra = ["--disable-log-bin", "--mysqlx=OFF"]
        prepare = [program, "--no-defaults", "--initialize-insecure"]
    subprocess.run([*prepare, f"--datadir={data}", *as_user], check=True, capture_output=True)
    # Nothing here outlives the run, so the disk need not be waited for at each commit. Two fleets connect a lot.
    options = [f"--datadir={data}", f"--socket={folder}/s", f"--pid-file={folder}/pid", f"--port={port}"]
    options += ["--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0", "--max-connections=500"]
    options += [*extra, *as_user]
    process = _launch([program, "--no-defaults", *options], folder)
    _wait(process, folder, lambda: pymysql.connect(host="127.0.0.1", port=port, user="root").close())
    return f"mysql+aiomysql://root:@127.0.0.1:{port}/{{database}}"


def _start_rabbit(program: str, folder: Path) -> str:
    port, epmd_port = free_port(), free_port()
    environment = {
        "HOME": str(folder),
        "ERL_EPMD_PORT": str(epmd_port),
        "RABBITMQ_NODENAME": f"mewayz{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
    }
    (folder / "rabbitmq.conf").write_text("# all defaults\n")
    (folder / "plugins").write_text("[].\n")
    # The node would leave a port mapper behind as a daemon; this one is a child and ends with us.
    epmd = shutil.which("epmd")
    if epmd:
        _launch([epmd, "-port", str(epmd_port)], folder)
    process = _launch([program], folder, os.environ | environment)
    _wait(process, folder, lambda: _say_amqp(port))
    return f"amqp://guest:guest@127.0.0.1:{port}/"


def _say_amqp(port: int) -> None:
    """Offer the protocol header and expect `connection.start` (AMQP 0-9-1, 2.2.4 and 4.2.2)."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(b"AMQP\x00\x00\x09\x01")
        if not connection.recv(1):
            raise ConnectionError("not ready")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _launch(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, ended when this process ends."""
    with (folder / "output").open("ab") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    atexit.register(end, process)
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask the whole group to stop, then make it."""
    for number, patience in ((15, 10), (9, 5)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


def _wait(process: subprocess.Popen[bytes], folder: Path, attempt: Callable[[], None]) -> None:
    for _ in range(int(START_SECONDS / POLL_SECONDS)):
        with suppress(OSError, pymysql.MySQLError):
            attempt()
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(POLL_SECONDS)
            break
    end = (folder / "output").read_text(errors="replace")[-2000:]
    raise RuntimeError(f"{process.args!r} did not start: {end}")

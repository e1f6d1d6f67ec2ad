"""What every benchmark needs: programs that serve, a client that hammers, CPU and memory as the kernel counts them."""

import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A program that answers at `url`; its `pid` is where CPU and memory are read."""

    url: str
    pid: int

    def cpu_seconds(self) -> float:
        """CPU time of the process since its start."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def rss_mib(self) -> float:
        """Resident memory of the process."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


@dataclass(frozen=True, slots=True)
class Load:
    """What one hammering gave: requests per second, latencies in ms, CPU of the server per request in µs."""

    rate: float
    p50: float
    p99: float
    cpu_us: float
    failed: int

    def row(self, name: str, base: "Load") -> str:
        """A line of a Markdown table, with the ratio to `base`."""
        return (
            f"| {name} | {self.rate:.0f} | {self.rate / base.rate:.2f} | {self.p50:.1f} | {self.p99:.1f} "
            f"| {self.cpu_us:.0f} | {self.failed} |"
        )


def together(rounds: Sequence[Load]) -> Load:
    """Several rounds of one program as one: the median of each figure, all failures."""
    figures = {
        name: statistics.median(getattr(load, name) for load in rounds) for name in ("rate", "p50", "p99", "cpu_us")
    }
    return Load(**figures, failed=sum(load.failed for load in rounds))


HEADER = "| what | req/s | ratio | p50 ms | p99 ms | server CPU µs/req | failed |\n|---|---|---|---|---|---|---|"


@contextmanager
def serve(factory: str, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Run `uvicorn --factory module:function` with one worker until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port), "--no-access-log"]
    with run([*command, "--log-level", "warning"], port, environment) as served:
        yield served


@contextmanager
def run(command: list[str], port: int, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Run a program until the block ends; waits until it listens on `port`."""
    process = subprocess.Popen(command, env=os.environ | dict(environment or {}), cwd=ROOT)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                raise RuntimeError(f"{command} ended with {process.returncode}")
            time.sleep(0.1)
        yield Served(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def hammer(
    served: Served,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    seconds: int = 5,
    connections: int = 32,
    body: str | None = None,
    on: Served | None = None,
    warm: bool = False,
) -> Load:
    """wrk against one path, after a second that does not count unless it is `warm` already; a `body` makes it a POST.
    CPU is read from `on` (default: the server itself)."""
    watched = on or served
    script = _script(body, headers or {})
    if not warm:
        first = [*_wrk(connections, 1), "-s", script, f"{served.url}{path}"]
        subprocess.run(first, capture_output=True, check=True)
    before = watched.cpu_seconds()
    done = subprocess.run(
        [*_wrk(connections, seconds), "-s", script, f"{served.url}{path}"], capture_output=True, text=True, check=True
    )
    used = watched.cpu_seconds() - before
    count, rate, p50, p99, failed = done.stdout.strip().splitlines()[-1].split()
    return Load(float(rate), float(p50), float(p99), used * 1e6 / max(1, int(count)), int(failed))


def _wrk(connections: int, seconds: int) -> list[str]:
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("this benchmark needs wrk (Debian: apt-get install wrk)")
    return [wrk, "-t1", f"-c{connections}", f"-d{seconds}s"]


def _script(body: str | None, headers: Mapping[str, str]) -> str:
    path = Path(f"/tmp/mewayz-wrk-{os.getpid()}.lua")
    lines = [f'wrk.headers["{name}"] = "{value}"' for name, value in headers.items()]
    if body is not None:
        lines += [
            'wrk.method = "POST"',
            f"wrk.body = [==[{body}]==]",
            'wrk.headers["content-type"] = "application/json"',
        ]
    lines.append(
        "done = function(s, l, r) io.write(string.format('\\n%d %.2f %.3f %.3f %d\\n', s.requests, "
        "s.requests / (s.duration / 1e6), l:percentile(50) / 1000, l:percentile(99) / 1000, "
        "s.errors.status + s.errors.connect + s.errors.read + s.errors.timeout)) end"
    )
    path.write_text("\n".join(lines))
    return str(path)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def must(answer: httpx2.Response) -> httpx2.Response:
    """The answer, or an end that says what went wrong."""
    if answer.status_code >= 400:
        raise SystemExit(f"{answer.request.url} → {answer.status_code}: {answer.text[:300]}")
    return answer


def own_rss_mib() -> float:
    """Resident memory of this process."""
    return Served("", os.getpid()).rss_mib()

"""`make up`: how long until the first answer of a warm start, and how much memory it takes."""

import tempfile
import time
from pathlib import Path

from mewayz_testing.house import House


def memory_mib(house: House) -> float:
    """Resident memory of all processes of a house."""
    total = 0
    for pid in house.pids():
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
    return total / 1024


async def main() -> None:
    """Print one table: the first start makes the schemas, the second is what a user waits for."""
    print("### `make up`: first answer and memory\n")
    print("| start | first answer s | resident MiB |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        house = House("embedded", Path(folder))
        for name in ("first (schemas are made)", "warm", "warm"):
            began = time.monotonic()
            house.start()
            print(f"| {name} | {time.monotonic() - began:.1f} | {memory_mib(house):.0f} |")
            house.kill()
    print()

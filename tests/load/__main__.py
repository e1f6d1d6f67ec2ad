"""`make load`: every benchmark, one after the other, as Markdown on standard output.

`python -m tests.load service gateway` runs only those.
"""

import asyncio
import sys
from importlib import import_module
from pathlib import Path


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(path.name.removesuffix("_bench.py") for path in Path(__file__).parent.glob("*_bench.py"))


for name in sys.argv[1:] or names():
    asyncio.run(import_module(f"tests.load.{name}_bench").main())

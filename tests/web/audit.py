"""`make web-audit`: Lighthouse on the pages of a real house as Markdown on standard output, and their pictures.

`python -m tests.web.audit screens` takes only the pictures, `… lighthouse` only measures.
"""

import asyncio
import base64
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from tests.web.conftest import BROWSERS, DESKTOP, PHONE, ROOT
from tests.web.desk import furnish

from mewayz_testing.house import House, seen_from_outside, standing
from mewayz_testing.people import PASSWORD, Person

STRANGERS = ("/", "/features", "/pricing", "/login", "/register")
MEMBERS = ("/dashboard", "/crm/contacts", "/crm/deals", "/settings/general")
RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMES = {"largest-contentful-paint": "s", "total-blocking-time": "ms", "cumulative-layout-shift": ""}
SCREENS = ROOT / "docs/screens"
SHOWN = {
    "landing": "/",
    "pricing": "/pricing",
    "dashboard": "/dashboard",
    "contacts": "/crm/contacts",
    "deals": "/crm/deals",
}
WEBP = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  canvas.getContext('2d').drawImage(picture, 0, 0)
  const made = new Uint8Array(await (await canvas.convertToBlob({type: 'image/webp', quality: 0.8})).arrayBuffer())
  return btoa(Array.from(made, (byte) => String.fromCharCode(byte)).join(''))
}"""


@contextmanager
def browsing(engine: Any, house: House, **options: Any) -> Iterator[tuple[Any, int]]:
    """A browser that keeps what it is told, and the port by which Lighthouse steers it."""
    program = next(filter(None, map(shutil.which, BROWSERS)))
    arguments = ["--no-sandbox", "--remote-debugging-port=0"]
    with tempfile.TemporaryDirectory() as folder:
        context = engine.chromium.launch_persistent_context(
            folder, executable_path=program, args=arguments, base_url=house.url, **options
        )
        try:
            port = int((Path(folder) / "DevToolsActivePort").read_text().split()[0])
            yield context, port
        finally:
            context.close()


def sign_in(page: Any, person: Person) -> None:
    """By the page, as people do."""
    page.goto("/login")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=f"Account of {person.name}").wait_for()


def lighthouse(url: str, port: int) -> dict[str, Any]:
    """One report, with empty caches; Lighthouse leaves cookies, so who is signed in stays it.

    It misses the start of a page now and then on a busy machine, and is asked again.
    """
    cli = ROOT / "web/node_modules/lighthouse/cli/index.js"
    how = ["--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}"]
    while True:
        done = subprocess.run(
            ["node", cli, url, f"--port={port}", *how], capture_output=True, text=True, timeout=180, check=True
        )
        report: dict[str, Any] = json.loads(done.stdout)
        if report.get("runtimeError", {}).get("code") not in {"NO_NAVSTART", "NO_FCP"}:
            assert report["finalDisplayedUrl"] == url, f"{url} led to {report['finalDisplayedUrl']}"
            return report


def measure(house: House, port: int, paths: tuple[str, ...]) -> None:
    """Rows of the table: the median of each figure, and what is not perfect where nothing should be missing."""
    for path in paths:
        reports = [lighthouse(house.url + path, port) for _ in range(RUNS)]
        scores = [_median(report["categories"][name]["score"] * 100 for report in reports) for name in CATEGORIES]
        times = [_median(report["audits"][name]["numericValue"] for report in reports) for name in TIMES]
        lcp, tbt, cls = times
        cells = [*(f"{score:.0f}" for score in scores), f"{lcp / 1000:.1f}", f"{tbt:.0f}", f"{cls:.3f}"]
        print(f"| {path} | {' | '.join(cells)} |", flush=True)
        for name in CATEGORIES[1:]:
            wanted = [one["id"] for one in reports[0]["categories"][name]["auditRefs"] if one["weight"]]
            failed = [one for one in wanted if reports[0]["audits"][one]["score"] == 0]
            if failed:
                print(f"{path} {name}: {', '.join(failed)}", file=sys.stderr)


def picture(page: Any, name: str, path: str) -> None:
    """A page as a small picture, drawn anew by a blank page."""
    page.goto(path)
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_load_state("networkidle")
    png = base64.b64encode(page.screenshot()).decode()
    page.goto("about:blank")
    (SCREENS / name).write_bytes(base64.b64decode(page.evaluate(WEBP, png)))


def main(wanted: list[str]) -> None:
    """A house, somebody with a workspace, and a browser of each size."""
    with tempfile.TemporaryDirectory() as folder, standing("embedded", Path(folder)) as house:
        person, _ = asyncio.run(furnish(seen_from_outside(house), "Ada"))
        with sync_playwright() as engine:
            if "lighthouse" in wanted:
                print("| page | performance | accessibility | best practices | SEO | LCP s | TBT ms | CLS |")
                print("|---|---|---|---|---|---|---|---|")
                with browsing(engine, house) as (context, port):
                    measure(house, port, STRANGERS)
                    sign_in(context.pages[0], person)
                    context.pages[0].goto("about:blank")
                    measure(house, port, MEMBERS)
            if "screens" in wanted:
                SCREENS.mkdir(exist_ok=True)
                for size, scale in ((PHONE, 2), (DESKTOP, 1)):
                    options = {"viewport": size, "device_scale_factor": scale, "reduced_motion": "reduce"}
                    with browsing(engine, house, **options) as (context, _):
                        page = context.pages[0]
                        for name, path in SHOWN.items():
                            if path == "/dashboard":
                                sign_in(page, person)
                            picture(page, f"{name}-{size['width']}.webp", path)


def _median(values: Any) -> float:
    return statistics.median(values)


if __name__ == "__main__":
    main(sys.argv[1:] or ["lighthouse", "screens"])

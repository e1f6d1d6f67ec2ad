"""Whether the process in this container answers; exit status 0 is yes. Only the standard library."""

import os
import sys
import urllib.request

TIMEOUT_SECONDS = 2


def url() -> str:
    """The liveness route of what runs here: the gateway and the services listen on ports of their own."""
    if os.path.exists("/app/contracts/routes.json"):
        port = os.environ.get("MEWAYZ_GATEWAY_PORT", "8080")
    else:
        port = os.environ.get("MEWAYZ_PORT", "8000")
    return f"http://127.0.0.1:{port}/healthz"


if __name__ == "__main__":
    try:
        with urllib.request.urlopen(url(), timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - a constant scheme
            sys.exit(0 if answer.status == 200 else 1)
    except OSError:
        sys.exit(1)

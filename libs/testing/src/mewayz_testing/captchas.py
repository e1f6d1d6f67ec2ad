"""hCaptcha, reCAPTCHA and Turnstile on this machine: the `siteverify` call that all three document.

A token is made by `solve`, belongs to one site and is good once. What is missing or wrong is answered with the error
codes of the documentation.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from mewayz_testing.answering import Answer, answering

SITE, SECRET = "site-of-this-test", "secret-of-this-test"  # pragma: allowlist secret
USED = {"hcaptcha": "already-seen-response", "recaptcha": "timeout-or-duplicate", "turnstile": "timeout-or-duplicate"}


@dataclass
class Captchas:
    """`url` leads to the provider's base by `{url}/{provider}`; `asked` are the forms that were sent; `status` is the
    answer to everything while it is not 200."""

    url: str = ""
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    def solve(self, provider: str, **said: Any) -> str:
        """The token of somebody who has solved one; `said` is what the provider says beside it, such as a score."""
        token = f"{provider}-{len(self.tokens)}"
        self.tokens[token] = {"success": True, "hostname": "page.example", **said}
        return token

    def take(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """One request."""
        if self.status != 200:
            return self.status, {}, {"message": "not now"}
        provider, _, call = path.strip("/").partition("/")
        if provider not in USED or call != "siteverify":
            return 404, {}, None
        if not headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return 200, {}, refused("bad-request")
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.asked.append(form)
        return 200, {}, self._judge(provider, form)

    def _judge(self, provider: str, form: dict[str, str]) -> dict[str, Any]:
        if "secret" not in form:
            return refused("missing-input-secret")
        if form["secret"] != SECRET:
            return refused("invalid-input-secret")
        if not form.get("response"):
            return refused("missing-input-response")
        if form.get("sitekey", SITE) != SITE:
            return refused("sitekey-secret-mismatch")
        found = self.tokens.get(form["response"])
        if found is None or not form["response"].startswith(provider):
            return refused("invalid-input-response")
        if not found:
            return refused(USED[provider])
        self.tokens[form["response"]] = {}
        return found


def refused(code: str) -> dict[str, Any]:
    """A no, and why."""
    return {"success": False, "error-codes": [code]}


@contextmanager
def captchas() -> Iterator[Captchas]:
    """A running server for all three."""
    found = Captchas()
    with answering(found.take) as found.url:
        yield found

"""Rules of workspaces: states, names in URLs. Pure."""

import re
import unicodedata
from datetime import timedelta

RESERVED = frozenset(
    {
        "about", "account", "admin", "api", "app", "apps", "assets", "auth", "billing", "blog", "book", "bookings",
        "cdn", "contact", "current", "dashboard", "demo", "docs", "download", "email", "embed", "example", "faq",
        "files", "ftp", "health", "help", "home", "host", "img", "internal", "invite", "jobs", "learn", "legal",
        "link", "login", "logout", "mail", "media", "mewayz", "new", "news", "null", "oauth", "pay", "pricing",
        "privacy", "public", "register", "root", "search", "security", "settings", "shop", "signup", "site",
        "staff", "static", "status", "store", "support", "system", "team", "terms", "test", "undefined", "user",
        "users", "web", "webhook", "webhooks", "well-known", "wiki", "workspace", "workspaces", "www",
    }
)  # fmt: skip
"""Words that no workspace may have as its slug: paths and names of the product."""
SLUG = r"^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$"
SLUG_RESERVED_FOR = timedelta(days=365)
READ_ONLY_FOR = timedelta(days=30)
KEPT_FOR = timedelta(days=90)
TRANSFER_OPEN_FOR = timedelta(days=7)
HIDDEN = ("archived", "purging", "purged")
TEAM_SIZES = ("1", "2-10", "11-50", "51+")

MOVES = {
    ("active", "suspend"): "suspended",
    ("suspended", "reinstate"): "active",
    ("active", "close"): "closing",
    ("suspended", "close"): "closing",
    ("closing", "reopen"): "active",
    ("closing", "archive"): "archived",
    ("archived", "restore"): "active",
    ("archived", "purge"): "purging",
    ("purging", "finish"): "purged",
}
"""(state, trigger) → next state, as in workspace.md §4."""


def slug_problem(slug: str) -> str | None:
    """Why a name cannot be used in URLs, or None."""
    if re.fullmatch(SLUG, slug) is None or "--" in slug:
        return "takes 3 to 60 lower-case letters, digits and single hyphens between them"
    if slug in RESERVED:
        return "is reserved"
    return None


def suggested_slug(name: str) -> str:
    """A name for URLs made of a display name; it may be taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
    return slug if slug_problem(slug) is None else f"{slug or 'my'}-workspace".strip("-")

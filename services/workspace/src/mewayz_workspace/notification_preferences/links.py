"""Links by which a mail is unsubscribed in one click (RFC 8058): signed, for one person and one category."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from uuid import UUID

from mewayz_kit.errors import NotFound
from mewayz_kit.service import Runtime
from mewayz_workspace.notification_preferences.rules import ALWAYS, CATEGORIES

PURPOSE = "unsubscribe"
PATH = "/api/v1/workspace/public/unsubscribe"
EVERYTHING = "all"


def headers(runtime: Runtime, user_id: UUID, category: str) -> Mapping[str, str]:
    """`List-Unsubscribe` and what makes it one click; none for mails that must arrive."""
    if category in ALWAYS:
        return {}
    url = f"{runtime.settings.public_url.rstrip('/')}{PATH}/{token(runtime, user_id, category)}"
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def token(runtime: Runtime, user_id: UUID, category: str) -> str:
    """The token of a link. It does not expire: a mail may be read years later."""
    text = f"{user_id.hex}.{category}"
    return f"{text}.{urlsafe_b64encode(runtime.crypto.keyed_hash(PURPOSE, text)).decode().rstrip('=')}"


def read(runtime: Runtime, given: str) -> tuple[UUID, str]:
    """Whom and what a token is about; 404 for one that we did not make."""
    text, _, signature = given.rpartition(".")
    user, _, category = text.partition(".")
    try:
        said = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        user_id = UUID(hex=user)
    except ValueError as error:
        raise NotFound(detail="There is no such link.") from error
    known = category in {*CATEGORIES, EVERYTHING} and category not in ALWAYS
    if not known or not hmac.compare_digest(said, runtime.crypto.keyed_hash(PURPOSE, text)):
        raise NotFound(detail="There is no such link.")
    return user_id, category

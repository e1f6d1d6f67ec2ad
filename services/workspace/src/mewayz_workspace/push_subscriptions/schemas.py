"""Bodies of push subscriptions."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from mewayz_kit.schema import Input, Output, Record

# A public key, as an example.
# pragma: allowlist nextline secret
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"


class PushKeys(Input):
    """The browser's keys, as `PushSubscription.toJSON()` gives them: base64url, a P-256 point and 16 bytes."""

    p256dh: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{87}=?$", examples=[P256DH])]
    auth: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}={0,2}$", examples=["BTBZMqHH6r4Tts7J_aSIgg"])]


class PushSubscriptionCreate(Input):
    """A browser that wants to be told. The same endpoint again replaces its keys."""

    endpoint: Annotated[
        str,
        Field(
            max_length=1000,
            pattern=r"^https?://",
            examples=["https://updates.push.services.mozilla.com/wpush/v2/gAAAAA"],
        ),
    ]
    keys: PushKeys
    name: Annotated[str | None, Field(max_length=120, examples=["Firefox on Linux"])] = None
    expires_at: datetime | None = None


class PushSubscriptionRead(Record):
    """A browser that is told. The endpoint is a secret of the browser and is shown by its host alone."""

    host: str
    name: str | None
    expires_at: datetime | None
    last_used_at: datetime | None


class PushKey(Output):
    """The `applicationServerKey` for subscribing (RFC 8292): base64url, P-256."""

    public_key: str


class PushMessage(BaseModel):
    """What a service worker receives, as JSON."""

    title: str
    body: str | None
    url: str | None
    category: str


class SendPush(BaseModel):
    """Payload of the job: to which browser, what."""

    subscription_id: UUID
    user_id: UUID
    key: str
    message: PushMessage

"""Accounts, credentials, sessions, keys: who acts, and every credential the gateway accepts."""

from mewayz_identity.base import Base
from mewayz_identity.settings import IdentitySettings
from mewayz_identity.signing_keys.service import Authority, ensure_active_key
from mewayz_kit.service import Service

service = Service(
    "identity",
    title="Identity",
    base=Base,
    settings=IdentitySettings,
    calls=("workspace",),
    on_start=ensure_active_key,
    authority=Authority(),
)

"""Events of signing keys."""

from mewayz_kit.events import Event


class SigningKeyRotated(Event, type="identity.signing_key.rotated.v1", subject="kid", public=False, urgent=True):
    """The key set has changed: `kid` is the one that signs; caches read the set again."""

    kid: str
    removed: list[str]

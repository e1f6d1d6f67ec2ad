"""Rules of suppressions. Pure."""

REASONS = ("unsubscribed_all", "manual", "hard_bounce", "complaint", "erased")
"""From the weakest to the strongest: a stronger one replaces a weaker one, never the other way round."""
LIFTABLE = ("manual", "hard_bounce")
"""What a member may take back. Leaving all lists is the person's own word, so is a complaint; erased is for good."""


def stronger(reason: str, than: str) -> bool:
    """Whether `reason` says more than the known one."""
    return REASONS.index(reason) > REASONS.index(than)


def erased_key(fingerprint: bytes) -> str:
    """The comparable form that is left of an erased address; no address has it, for it has no @."""
    return f"#{fingerprint.hex()}"

"""Use-cases of members."""

from mewayz_crm.members.repository import away, keep

__all__ = ["away", "keep"]

"""Requirements of routes that every member may call, whatever the role allows."""

from typing import Annotated

from fastapi import Depends

from mewayz_kit.auth import Requirement
from mewayz_kit.tokens import Principal

Member = Annotated[Principal, Depends(Requirement(("member",)))]
"""A person in a workspace, with any role."""

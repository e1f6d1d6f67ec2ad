"""Bodies of e-mail factors."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Output, Record


class EmailFactorRead(Record):
    """Codes by mail are asked for at each sign-in."""

    last_used_at: datetime | None


class EmailFactorAdded(EmailFactorRead):
    """Codes by mail are a second factor from now on."""

    recovery_codes: Annotated[
        list[str], Field(description="Ten single-use codes, shown this once, when this is the first second factor.")
    ]


class EmailFactorList(Output):
    """None or one."""

    items: list[EmailFactorRead]

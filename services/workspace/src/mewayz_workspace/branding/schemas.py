"""Bodies of branding."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from mewayz_kit.schema import Input, Output, Record

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", examples=["#111827"]), AfterValidator(str.lower)]
Line = r"^[^\x00-\x1f\x7f]*$"
"""One line without control characters: it stands in a mail header."""


class Colours(Output):
    """`text` is written on `background`, `on_primary` on `primary`."""

    background: str
    text: str
    primary: str
    on_primary: str


class ColoursUpdate(Input):
    """Colours to change as `#rrggbb`; what is not named stays."""

    background: Colour = ""
    text: Colour = ""
    primary: Colour = ""
    on_primary: Colour = ""


class BrandingUpdate(Input):
    """What may change. Logos are ids of ready, public images of the library."""

    logo_media_id: UUID | None = None
    logo_dark_media_id: UUID | None = None
    icon_media_id: UUID | None = None
    colours: ColoursUpdate = ColoursUpdate()
    app_name: Annotated[str | None, Field(min_length=1, max_length=60, pattern=Line)] = None
    white_label: bool = False
    hide_badge: bool = False
    mail_sender_name: Annotated[str | None, Field(min_length=1, max_length=80, pattern=Line)] = None


class BrandingRead(Record):
    """Branding as it was set, and what holds under the present plan.

    `badge_shown`: pages and mails carry the badge. `white_label_on`: wished and part of the plan.
    """

    logo_media_id: UUID | None
    logo_dark_media_id: UUID | None
    icon_media_id: UUID | None
    colours: Colours
    app_name: str | None
    white_label: bool
    white_label_on: bool
    hide_badge: bool
    badge_shown: bool
    mail_sender_name: str | None
    media_ids: list[UUID]


class PublicBranding(Output):
    """How a workspace shows itself. `app_name` is null unless it is white label; `login_host` is the host of its own
    where its people sign in (a domain with the target `login`), null when there is none.
    """

    slug: str
    name: str
    app_name: str | None
    logo_url: str | None
    logo_dark_url: str | None
    icon_url: str | None
    colours: Colours
    badge_shown: bool
    login_host: str | None

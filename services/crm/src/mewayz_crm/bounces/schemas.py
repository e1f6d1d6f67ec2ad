"""Bodies of bounces."""

from typing import Annotated, Literal

from pydantic import Field

from mewayz_kit.schema import Input, Output


class RawMail(Input):
    """A mail as it came in."""

    raw: Annotated[
        str,
        Field(
            min_length=1,
            max_length=1_000_000,
            description="The whole mail, headers and all (RFC 5322).",
            examples=[
                "From: jane@example.com\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nBack soon."
            ],
        ),
    ]


class ReturnedRecipient(Output):
    """One recipient that a mail did not reach."""

    address: str
    verdict: Annotated[
        Literal["hard", "soft"],
        Field(description="`hard`: the mailbox or its domain does not exist or refuses all mail; `soft`: all else."),
    ]
    status: Annotated[str | None, Field(description="Enhanced status code (RFC 3463), where one was given.")]
    reason: str


class ParsedMail(Output):
    """What a mail is: a `bounce` with its recipients, a `complaint` or an `opt_out` with the addresses it is about,
    `automatic` (a vacation answer, a receipt, a notice of success or delay) or `mail` that somebody wrote."""

    kind: Literal["bounce", "complaint", "opt_out", "automatic", "mail"]
    recipients: list[ReturnedRecipient]
    addresses: list[str]
    refers_to: Annotated[list[str], Field(description="Message-IDs of the mails it is about, without brackets.")]

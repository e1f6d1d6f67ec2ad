"""What a failure of a provider says about the mail."""

import aiosmtplib
import httpx2

from mewayz_kit.egress import EgressFailed
from mewayz_kit.errors import Problem

NEVER_REACHED = (httpx2.ConnectError, httpx2.ConnectTimeout)


def certainly_not_taken(error: Exception) -> bool:
    """Whether a mail that failed like this was certainly not taken, so that sending it again cannot make two of it.

    An answer that is no yes says so, and a connection that never came to be. A connection that was lost, or an answer
    that did not come in time, says nothing.
    """
    if isinstance(error, EgressFailed):
        return error.code == "egress_paused" or isinstance(error.__cause__, NEVER_REACHED)
    if isinstance(error, aiosmtplib.SMTPServerDisconnected | aiosmtplib.SMTPReadTimeoutError):
        return False
    answered = (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPNotSupported)
    return isinstance(error, (Problem, aiosmtplib.SMTPConnectError, *answered))

"""How mails leave: the provider that the operator has set, or else the mailbox of workspace."""

from dataclasses import dataclass
from typing import ClassVar

from mewayz_crm.environment import environment_of
from mewayz_kit.client import RemoteProblem
from mewayz_kit.config import ConfigurationError
from mewayz_kit.errors import ProviderNotConfigured, Unavailable
from mewayz_kit.kept import Kept
from mewayz_kit.mail.base import Outgoing, Refused
from mewayz_kit.mail.urls import Named, open_provider
from mewayz_kit.service import Runtime

LOCAL = "local:"
REMEMBERED_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mailbox of workspace, which keeps a mail once per Message-ID. While workspace has another transport there is
    none: `ProviderNotConfigured`."""

    runtime: Runtime
    builds_message: ClassVar[bool] = False

    async def send(self, mail: Outgoing) -> str | None:
        """Hand over the whole mail."""
        body = {"message_id": str(mail.message["Message-ID"]), "to": mail.to, "raw": mail.as_bytes().decode()}
        call = self.runtime.client.call
        try:
            await call("workspace", "POST", "/internal/v1/mailbox-messages", json=body, retry=True)
        except RemoteProblem as problem:
            if problem.code == ProviderNotConfigured.default_code:
                raise ProviderNotConfigured(detail="No mail provider is set up.") from problem
            if problem.status == 422:  # no address that the mailbox takes
                raise Refused(str(problem.detail), bounced=True) from problem
            raise
        return None


class MailboxOpen(Kept[bool]):
    """Whether the mailbox of workspace takes mails. While workspace does not answer, nothing says that it does not."""

    def __init__(self, runtime: Runtime) -> None:
        self._client = runtime.client
        super().__init__(self._ask, seconds=REMEMBERED_SECONDS, clock=runtime.clock)

    async def _ask(self) -> bool:
        try:
            answer = await self._client.call("workspace", "GET", "/internal/v1/mailbox", timeout=2.0, retry=False)
        except Unavailable:
            return True
        return answer is None or bool(answer["open"])


async def has_transport(runtime: Runtime) -> bool:
    """Whether something takes mails of workspaces now, as far as is known: who finds out otherwise when a mail leaves
    must stop then."""
    if isinstance(transport_of(runtime).provider, Mailbox):
        return await runtime.part(MailboxOpen).get()
    return True


def transport_of(runtime: Runtime) -> Named:
    """The way by which mails leave now, with the name by which messages and events know it."""
    url = environment_of(runtime.settings).crm_mail_url
    if url is None or url.get_secret_value() == LOCAL:
        return Named("local", Mailbox(runtime))
    try:
        return open_provider(url.get_secret_value(), egress=runtime.egress, now=runtime.clock.now)
    except ValueError as error:
        raise ConfigurationError(f"MEWAYZ_CRM_MAIL_URL is wrong: {error}, or {LOCAL}.") from None


async def check_transport(runtime: Runtime) -> None:
    """Do not start with a provider that cannot be read."""
    transport_of(runtime)

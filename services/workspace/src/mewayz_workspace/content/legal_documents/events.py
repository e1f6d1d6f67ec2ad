"""Events of legal documents."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class LegalDocumentPublished(Event, type="workspace.legal_document.published.v1", subject="kind", public=False):
    """A version is in force from now on; `requires_reaccept`: people have to accept it to go on."""

    id: UUID
    kind: str
    locale: str
    version: str
    effective_at: datetime
    requires_reaccept: bool

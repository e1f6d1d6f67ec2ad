"""Our slim copy of workspace's event of a new legal document."""

from mewayz_kit.events import Event


class LegalDocumentPublished(Event, type="workspace.legal_document.published.v1", subject="kind", public=False):
    """A version of terms or privacy is in force from now on."""

    kind: str
    version: str
    requires_reaccept: bool = False

"""Messages of the search for duplicates."""

from pydantic import BaseModel


class ScanStep(BaseModel):
    """Look for one reason among the records of one kind, from a key on."""

    kind: str
    reason: str
    after: str = ""

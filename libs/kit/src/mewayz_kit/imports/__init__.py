"""Import of CSV and XLSX as a job: upload, mapping, dry run, apply; an outcome with its reason for every row; revert.

`uploaded → mapped → validated → running → completed | failed | stopped`, then `completed | stopped → reverting →
reverted`. Mapping again starts over.
"""

from mewayz_kit.imports.importer import Importer, Values

__all__ = ["Importer", "Values"]

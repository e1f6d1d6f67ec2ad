"""Records that only staff keeps: every change of one is an entry of the platform's audit feed."""

from typing import Any

from mewayz_kit.records import Model, Read, Records, redacted
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service


class StaffRecords(Records[Model, Read]):
    """Like `Records`, internal, and audited in the same transaction, with before and after."""

    async def tell(
        self,
        uow: UnitOfWork,
        row: Model,
        verb: str,
        *,
        changes: dict[str, Any] | None = None,
        shown: Read | None = None,
    ) -> None:
        """Publish, and note who did it."""
        await super().tell(uow, row, verb, changes=changes, shown=shown)
        action = f"{uow.runtime.service.name}.{self.entity}.{verb}"
        await service.note_staff(
            uow,
            action=action,
            target_type=self.entity,
            target_id=row.id,  # type: ignore[attr-defined]
            reason=None,
            changes=redacted(changes) if changes else None,
        )

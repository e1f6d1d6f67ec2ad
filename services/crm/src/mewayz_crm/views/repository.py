"""Stored views: everybody sees the shared ones and their own."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.views.models import View
from mewayz_crm.views.schemas import ViewRead
from mewayz_kit.paging import ListQuery
from mewayz_kit.records import Records
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork


class Views(Records[View, ViewRead]):
    """Views of others that are not shared are not there."""

    @override
    async def page(self, uow: UnitOfWork, query: ListQuery, *, where: Sequence[Any] = ()) -> Page[ViewRead]:
        """One page of the views that the caller sees."""
        mine = sa.or_(col(View.shared).is_(True), col(View.owner_id) == uow.principal.user_id)
        return await super().page(uow, query, where=[*where, mine])

    @override
    async def read_one(self, uow: UnitOfWork, record_id: UUID) -> ViewRead:
        """The answer for one id, or 404."""
        return await self.show_one(uow, await self.get(uow, record_id))

    @override
    async def get(self, uow: UnitOfWork, record_id: UUID, *, lock: bool = False) -> View:
        """The row for a change, or 404."""
        row = await super().get(uow, record_id, lock=lock)
        if not row.shared and row.owner_id != uow.principal.user_id:
            raise self.missing()
        return row


views = Views(View, ViewRead, entity="view", public=False)

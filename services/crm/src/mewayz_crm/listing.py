"""The lists of records as their own routes give them, for features that show them narrowed: views and segments.

Everything that a list applies (rights, plan, tenant, deleted rows) is applied here too, because it is the same list.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from mewayz_crm.filters.kinds import Condition
from mewayz_kit.errors import Forbidden
from mewayz_kit.paging import ListQuery, parse_list
from mewayz_kit.resource import Resource
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork


def resource_of(uow: UnitOfWork, entity: str) -> Resource:
    """The resource whose records are of this kind."""
    features = uow.runtime.service.features
    found: Resource = next(one for feature in features for one in feature.resources if one.records.entity == entity)
    return found


async def readable(uow: UnitOfWork, entity: str) -> Resource:
    """The resource, if the caller may read its list: 403 without the permission or the plan's feature."""
    resource = resource_of(uow, entity)
    permission = f"{resource.permission}:read"
    if not uow.principal.can(permission):
        raise Forbidden(detail=f"This needs the permission {permission}.", permission=permission)
    if resource.feature:
        (await uow.runtime.tenants.get(uow.workspace_id)).require_feature(resource.feature)
    return resource


async def page_of(
    uow: UnitOfWork, entity: str, parameters: Iterable[tuple[str, str]], where: Sequence[Condition]
) -> tuple[Page[Any], ListQuery]:
    """One page of the list, narrowed by `where`; it takes the parameters of the list."""
    resource = await readable(uow, entity)
    query = parse_list(resource.rules, parameters)
    return await resource.records.page(uow, query, where=where), query

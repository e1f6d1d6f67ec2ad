"""Use-cases of dashboards."""

import sqlalchemy as sa
from pydantic import BaseModel

from mewayz_analytics.dashboards.models import Dashboard, Widget
from mewayz_analytics.dashboards.schemas import DashboardRead, WidgetRead
from mewayz_analytics.metrics import service as metrics
from mewayz_kit.errors import Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

MAX_WIDGETS = 50
dashboards = Records(Dashboard, DashboardRead, entity="dashboard")
widgets = Records(Widget, WidgetRead, entity="widget")


async def add_widget(uow: UnitOfWork, data: BaseModel) -> Widget:
    """Put a tile on a board; the board is held, so that parallel additions cannot pass the limit."""
    values = data.model_dump()
    board = await uow.find(Dashboard, values["dashboard_id"], lock=True)
    if board is None:
        raise Unprocessable.field("/dashboard_id", "unknown_reference", "There is no such board.")
    await _check_metric(uow, values["metric"])
    held = await uow.scalar(sa.select(sa.func.count(Widget.id)).where(Widget.dashboard_id == board.id))  # type: ignore[arg-type]
    if held >= MAX_WIDGETS:
        raise Unprocessable.field("/dashboard_id", "board_full", f"A board holds at most {MAX_WIDGETS} tiles.")
    return await widgets.create(uow, data)


async def change_widget(uow: UnitOfWork, widget: Widget, patch: BaseModel) -> Widget:
    """Change what a tile shows or where it is."""
    if "metric" in given(patch):
        await _check_metric(uow, given(patch)["metric"])
    return await widgets.update(uow, widget, patch)


async def delete_dashboard(uow: UnitOfWork, board: Dashboard) -> None:
    """Remove a board with its tiles."""
    for widget in await uow.all(sa.select(Widget).where(Widget.dashboard_id == board.id)):  # type: ignore[arg-type]
        await widgets.delete(uow, widget)
    await dashboards.delete(uow, board)


async def _check_metric(uow: UnitOfWork, key: str) -> None:
    if key not in await metrics.in_scope(uow, "workspace"):
        raise Unprocessable.field("/metric", "unknown_metric", "There is no such metric.")

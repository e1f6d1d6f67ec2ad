"""Routes of dashboards and widgets."""

from mewayz_analytics.dashboards import service
from mewayz_analytics.dashboards.schemas import DashboardCreate, DashboardUpdate, WidgetCreate, WidgetUpdate
from mewayz_kit.resource import Resource

VERBS = ("list", "get", "create", "update", "delete", "bulk")
dashboards = Resource(
    "analytics/dashboards",
    service.dashboards,
    create=DashboardCreate,
    update=DashboardUpdate,
    permission="analytics.dashboards",
    feature="dashboards",
    filter=("name", "default_for", "created_at"),
    sort=("created_at", "name"),
    search=("name",),
    verbs=VERBS,
    on_delete=service.delete_dashboard,
)
widgets = Resource(
    "analytics/widgets",
    service.widgets,
    create=WidgetCreate,
    update=WidgetUpdate,
    permission="analytics.dashboards",
    feature="dashboards",
    filter=("dashboard_id", "metric", "created_at"),
    sort=("created_at", "row"),
    verbs=VERBS,
    on_create=service.add_widget,
    on_update=service.change_widget,
)
boards = dashboards.router
tiles = widgets.router

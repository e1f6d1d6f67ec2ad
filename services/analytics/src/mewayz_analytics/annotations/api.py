"""Routes of annotations."""

from mewayz_analytics.annotations.models import Annotation
from mewayz_analytics.annotations.schemas import AnnotationCreate, AnnotationRead, AnnotationUpdate
from mewayz_kit.resource import Resource

annotations = Resource(
    "analytics/annotations",
    Annotation,
    read=AnnotationRead,
    create=AnnotationCreate,
    update=AnnotationUpdate,
    permission="analytics.annotations",
    feature="dashboards",
    filter=("day", "created_at"),
    sort=("created_at", "day"),
    search=("text",),
)
router = annotations.router

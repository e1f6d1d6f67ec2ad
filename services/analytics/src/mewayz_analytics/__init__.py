"""Analytics: what really happened in a workspace, as facts, and the numbers made of them."""

from mewayz_analytics.base import Base
from mewayz_kit.service import Service

service = Service("analytics", title="Analytics", base=Base, calls=("workspace",))

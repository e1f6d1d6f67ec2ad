"""the catalogue and the mail templates as they are first seeded

Revision ID: 0002
Revises: 0001

Rows that are there already stay as they are, so running this again changes nothing.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from mewayz_kit import types as kit
from mewayz_kit.ids import new_id
from mewayz_workspace.catalogue import seeds
from mewayz_workspace.mail.seeds import templates

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def _table(name: str, **columns: Any) -> Any:
    """A light table of an entity, as it is at this revision."""
    entity = {"id": kit.Uuid16(), "version": NUMBER, "created_at": kit.UtcDateTime(), "updated_at": kit.UtcDateTime()}
    return sa.table(name, *(sa.column(key, kind) for key, kind in (entity | columns).items()))


NUMBER, TEXT, JSON = sa.BigInteger(), sa.String(), kit.Json()
ENTRY = {"slug": TEXT, "names": JSON, "icon": TEXT, "position": NUMBER, "active": sa.Boolean()}
GOALS = _table("goals", **ENTRY)
FEATURES = _table(
    "features", **ENTRY, goals=JSON, requires=JSON, module=TEXT, metric=TEXT, plans=JSON, any_bundle=sa.Boolean()
)
INDUSTRIES = _table("industries", **ENTRY, goals=JSON)
OFFERS = _table("offers", kind=TEXT, key=TEXT, names=JSON, position=NUMBER, status=TEXT, current=NUMBER)
VERSIONS = _table(
    "offer_versions",
    offer_id=kit.Uuid16(),
    number=NUMBER,
    pricing=TEXT,
    currency=TEXT,
    month_amount=NUMBER,
    year_amount=NUMBER,
    features=JSON,
    limits=JSON,
    statics=JSON,
    published_at=kit.UtcDateTime(),
)
MAILS = _table("mail_templates", key=TEXT, locale=TEXT, variables=JSON, subject=TEXT, text=kit.Text(), html=kit.Text())


def upgrade() -> None:
    _seed(GOALS, "slug", [_entry(*goal, position=place) for place, goal in enumerate(seeds.GOALS, 1)])
    _seed(FEATURES, "slug", list(_features()))
    _seed(
        INDUSTRIES,
        "slug",
        [
            _entry(slug, en, de, "briefcase", position=place) | {"goals": list(goals)}
            for place, (slug, en, de, goals) in enumerate(seeds.INDUSTRIES, 1)
        ],
    )
    plans = [plan | {"features": [], "limits": seeds.plan_limits(plan["key"])} for plan in seeds.PLANS]
    _seed_offers("plan", plans)
    _seed_offers("bundle", [seeds.paid(bundle) for bundle in seeds.BUNDLES])
    known = {tuple(row) for row in op.get_bind().execute(sa.select(MAILS.c.key, MAILS.c.locale))}
    new = [_entity() | row for row in templates() if (row["key"], row["locale"]) not in known]
    op.bulk_insert(MAILS, new)


def downgrade() -> None:
    for table in (MAILS, VERSIONS, OFFERS, INDUSTRIES, FEATURES, GOALS):
        op.execute(sa.delete(table))


def _entity() -> dict[str, Any]:
    return {"id": new_id(), "version": 1, "created_at": NOW, "updated_at": NOW}


def _entry(slug: str, en: str, de: str, icon: str, *, position: int) -> dict[str, Any]:
    return _entity() | {"slug": slug, "names": {"en": en, "de": de}, "icon": icon, "position": position, "active": True}


def _features() -> Any:
    position = 0
    for goal, features in seeds.FEATURES.items():
        for feature in features:
            position += 1
            optional = {"metric": None, "plans": None, "any_bundle": False}
            goals = {"goals": [goal] if goal else [], "icon": "circle", "position": position, "active": True}
            yield _entity() | optional | goals | feature


def _seed(table: Any, key: str, rows: list[dict[str, Any]]) -> None:
    known = {row[0] for row in op.get_bind().execute(sa.select(table.c[key]))}
    op.bulk_insert(table, [row for row in rows if row[key] not in known])


def _seed_offers(kind: str, terms: list[dict[str, Any]]) -> None:
    bind = op.get_bind()
    known = set(bind.scalars(sa.select(OFFERS.c.key).where(OFFERS.c.kind == kind)))
    for position, one in enumerate(terms, 1):
        if one["key"] in known:
            continue
        offer = _entity() | {"kind": kind, "position": position, "status": "on", "current": 1}
        op.bulk_insert(OFFERS, [offer | {"key": one["key"], "names": one["names"]}])
        op.bulk_insert(
            VERSIONS,
            [
                _entity()
                | {
                    "offer_id": offer["id"],
                    "number": 1,
                    "pricing": one["pricing"],
                    "currency": seeds.CURRENCY,
                    "month_amount": one["month"],
                    "year_amount": one["year"],
                    "features": one["features"],
                    "limits": one["limits"],
                    "statics": one["statics"],
                    "published_at": NOW,
                }
            ],
        )

"""Entitlement rules, on the seeded numbers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_workspace.catalogue import seeds
from mewayz_workspace.entitlements.rules import (
    Offered,
    Source,
    best,
    compute,
    grown,
    missing_requirements,
    shrunk,
    unavailable,
)

CATALOGUE = [
    Offered(
        slug=feature["slug"],
        requires=tuple(feature["requires"]),
        metric=feature.get("metric"),
        plans=tuple(feature["plans"]) if feature.get("plans") else None,
        any_bundle=feature.get("any_bundle", False),
    )
    for group in seeds.FEATURES.values()
    for feature in group
]
BY_SLUG = {feature.slug: feature for feature in CATALOGUE}


def plan(key: str) -> Source:
    [terms] = [one for one in seeds.PLANS if one["key"] == key]
    return Source(key, "plan", (), seeds.plan_limits(key), terms["statics"])


def bundle(key: str) -> Source:
    [found] = [one for one in seeds.BUNDLES if one["key"] == key]
    terms: dict[str, Any] = seeds.paid(found)
    return Source(
        key, "bundle", tuple(terms["features"]), terms["limits"], terms["statics"], terms["pricing"] == "bundle"
    )


def test_the_catalogue_is_whole() -> None:
    assert len(CATALOGUE) == len(BY_SLUG) == 52
    assert all(needed in BY_SLUG for feature in CATALOGUE for needed in feature.requires)
    assert all(feature.metric in seeds.LIMITS for feature in CATALOGUE if feature.metric)
    assert len(seeds.INDUSTRIES) == 15
    goals = {goal[0] for goal in seeds.GOALS}
    assert len(goals) == 6
    assert all(set(industry[3]) <= goals for industry in seeds.INDUSTRIES)
    for one in seeds.BUNDLES:
        features = set(BY_SLUG) if one["features"] == ["*"] else set(one["features"])
        assert features <= set(BY_SLUG)
        assert missing_requirements(CATALOGUE, features) == {}
        assert set(one["limits"]) <= set(seeds.LIMITS)


def test_dependencies_have_no_cycle() -> None:
    def depth(slug: str, seen: tuple[str, ...] = ()) -> int:
        assert slug not in seen
        return 1 + max((depth(needed, (*seen, slug)) for needed in BY_SLUG[slug].requires), default=0)

    assert max(depth(slug) for slug in BY_SLUG) <= 3


@pytest.mark.parametrize(
    ("slug", "free", "professional", "enterprise"),
    [
        ("contacts", None, None, None),
        ("webhooks", None, None, None),
        ("profile-database", "social.stored_profiles", None, None),
        ("competitor-tracking", "social.competitors", "social.competitors", None),
        ("template-market", "plan", None, None),
        ("white-label", "plan", "plan", None),
        ("api-access", "plan", "plan", None),
        ("custom-domains", "workspace.domains", None, None),
    ],
)
def test_what_each_plan_offers(slug: str, free: Any, professional: Any, enterprise: Any) -> None:
    for key, reason in (("free", free), ("professional", professional), ("enterprise", enterprise)):
        source = plan(key)
        assert unavailable(BY_SLUG[slug], [source], source.limits) == reason


def test_a_bundle_brings_its_features_uncounted() -> None:
    result = compute(CATALOGUE, [plan("free"), bundle("business")], ["contacts", "bookings"])
    assert set(seeds.group("crm")) | {"automation", "bookings"} == set(result.features)
    assert result.counted == ("bookings",)
    assert result.limits["crm.contacts"] == -1
    assert result.limits["crm.sequences"] == 10
    assert result.limits["analytics.history_days"] == 365
    assert result.limits["social.bio_pages"] == 1
    assert result.statics == {"fee_tier": "standard", "badge": "optional"}


def test_four_paid_bundles_or_enterprise_give_the_better_fee_tier() -> None:
    four = [bundle(key) for key in ("creator", "ecommerce", "education", "business")]
    assert compute(CATALOGUE, [plan("free"), *four[:3]], []).statics["fee_tier"] == "standard"
    assert compute(CATALOGUE, [plan("free"), *four[:3], bundle("free-starter")], []).statics["fee_tier"] == "standard"
    assert compute(CATALOGUE, [plan("free"), *four], []).statics["fee_tier"] == "enterprise"
    whole = compute(CATALOGUE, [plan("free"), bundle("enterprise")], [])
    assert set(whole.features) == set(BY_SLUG)
    assert whole.statics == {"fee_tier": "enterprise", "badge": "optional", "revenue_share_bp": 1500}
    assert whole.limits["workspace.media_gib"] == 500


def test_a_feature_falls_with_what_it_needs() -> None:
    professional = compute(CATALOGUE, [plan("professional")], ["storefront", "discount-codes", "reviews"])
    assert professional.features == ("discount-codes", "reviews", "storefront")
    free = compute(CATALOGUE, [plan("free")], ["storefront", "discount-codes", "reviews"])
    assert free.features == ("reviews", "storefront")
    assert compute(CATALOGUE, [plan("free")], ["reviews"]).features == ()


limits = st.integers(min_value=-1, max_value=100)


@given(st.lists(limits, min_size=1), limits)
def test_another_source_never_makes_a_limit_worse(values: list[int], more: int) -> None:
    before, after = best(values), best([*values, more])
    assert after == -1 or (before != -1 and after >= before)
    assert not shrunk({"x": before}, {"x": after})
    assert grown({"x": before}, {"x": after}) is (before != after)

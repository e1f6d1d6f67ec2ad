"""The tree of routes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_gateway.access import intersect
from mewayz_gateway.routes import RouteTable
from mewayz_kit.errors import MethodNotAllowed, NotFound
from mewayz_kit.permissions import allows


def table(*paths: str) -> RouteTable:
    return RouteTable({"method": "GET", "path": path, "service": "x", "auth": ["member"]} for path in paths)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/a/export", "/a/export"),
        ("/a/1", "/a/{id}"),
        ("/a/1/x", "/a/{id}/x"),
        ("/a/export/x", "/a/{id}/x"),
        ("/a/export/y", "/a/export/y"),
        ("/@joe", "/@{handle}"),
        ("/joe", "/{page}"),
        ("/s/one/two/three", "/s/{site}/{rest:path}"),
        ("/s/one", "/s/{site}"),
    ],
)
def test_literals_win_and_dead_ends_go_back(path: str, found: str) -> None:
    routes = table(
        "/a/export",
        "/a/{id}",
        "/a/{id}/x",
        "/a/export/y",
        "/@{handle}",
        "/{page}",
        "/s/{site}",
        "/s/{site}/{rest:path}",
    )
    assert routes.find("GET", path).path == found


@pytest.mark.parametrize("path", ["/", "/a", "/a/", "/a/1/", "/a/1/z", "//", "/@", "/s//x"])
def test_nothing_else_matches(path: str) -> None:
    with pytest.raises(NotFound):
        table("/a/{id}", "/a/{id}/x", "/@{handle}", "/s/{site}/{rest:path}").find("GET", path)


def test_methods_of_all_matching_routes_are_allowed() -> None:
    entry = {"service": "x", "auth": ["member"]}
    routes = RouteTable(
        [
            entry | {"method": "GET", "path": "/a/export"},
            entry | {"method": "DELETE", "path": "/a/{id}"},
            entry | {"method": "PATCH", "path": "/a/{id}"},
        ]
    )
    assert routes.find("DELETE", "/a/export").path == "/a/{id}"
    with pytest.raises(MethodNotAllowed) as refusal:
        routes.find("PUT", "/a/export")
    assert refusal.value.headers["Allow"] == "DELETE, GET, PATCH"


@pytest.mark.parametrize(
    "entries",
    [
        [("GET", "/a", ["member"]), ("GET", "/a", ["member"])],
        [("GET", "/a/{id}", ["member"]), ("GET", "/a/{other}", ["member"])],
        [("GET", "/internal/v1/access", ["member"])],
        [("GET", "/a", [])],
        [("GET", "/a", ["service"])],
    ],
)
def test_lists_that_must_not_start(entries: list[tuple[str, str, list[str]]]) -> None:
    with pytest.raises(ValueError):
        RouteTable({"method": method, "path": path, "service": "x", "auth": auth} for method, path, auth in entries)


AREAS = ("crm.deals", "crm.notes", "crm", "finance.invoices", "platform.users")
VERBS = ("read", "write")
patterns = st.builds(
    "{}{}:{}".format,
    st.sampled_from(("", "", "", "!")),
    st.sampled_from((*AREAS, "crm.*", "finance.*", "platform.*", "*")),
    st.sampled_from((*VERBS, "*")),
)
roles = st.frozensets(patterns, max_size=6)


@given(one=roles, other=roles, area=st.sampled_from(AREAS), verb=st.sampled_from(VERBS))
def test_an_intersection_allows_exactly_what_both_allow(
    one: frozenset[str], other: frozenset[str], area: str, verb: str
) -> None:
    permission = f"{area}:{verb}"
    both = allows(one, permission) and allows(other, permission)
    assert allows(intersect(one, other), permission) == both


@pytest.mark.parametrize(("auth", "cors"), [(["member"], "own"), (["public", "member"], "own"), (["public"], "all")])
def test_origins_are_a_services_own_only_where_no_credential_counts(auth: list[str], cors: str) -> None:
    with pytest.raises(ValueError, match="no credential"):
        RouteTable([{"method": "POST", "path": "/f", "service": "x", "auth": auth, "cors": cors}])

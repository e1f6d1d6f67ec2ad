"""One record of every resource, made from the contracts: what a body needs of other records is made first."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
from tests.contract.bodies import ROUTES, body_for, body_schema, operation

from mewayz_testing.people import Seat, succeed

FEATURES = [
    *("contacts", "pipelines", "email-campaigns", "sequences", "lead-scoring", "lead-forms"),
    *("dashboards", "goal-tracking"),
]
CSV = b"name,first_name\nFerrell,Ada\n"

BODIES: dict[str, dict[str, Any]] = {
    "/api/v1/crm/contacts": {"first_name": "Ada"},
    "/api/v1/crm/leads": {"first_name": "Ada"},
    "/api/v1/crm/mail-templates": {"subject": "Hello", "body": "Hello"},
    "/api/v1/crm/lead-forms": {"points": 5},
    "/api/v1/crm/scoring-rules": {"trigger": "commerce.order.paid"},
    "/api/v1/crm/sequences": {"kind": "transactional", "steps": [{"key": "tag", "type": "add_tag", "tag": "seen"}]},
    "/api/v1/crm/messages": {"subject": "Hello", "text": "Hello"},
    "/api/v1/crm/notes": {"subject_id": "/api/v1/crm/contacts"},
    "/api/v1/workspace/webhook-endpoints": {"event_types": ["commerce.order.paid.v1"]},  # nobody sends it here
    "/api/v1/workspace/media/presign": {"name": "summer.jpg", "content_type": "image/jpeg", "bytes": 1000},
}
"""What a schema alone cannot say: one field of several, or (as the path of a collection) the id of what record."""


def another(field: str, value: str) -> str:
    """The same kind of value, but one that no other record has: of some fields there may not be two."""
    mark = uuid4().hex[:8]
    match field:
        case "email" | "address" | "value":
            return f"{mark}-{value}"
        case "host" | "domain":
            return f"{mark}.{value}"
        case "key":
            return f"{value}_{mark}"
        case "name" | "first_name":
            return f"{value} {mark}"
    return value


def by_path(method: str) -> dict[str, Mapping[str, Any]]:
    """The routes of one method."""
    return {route["path"]: route for route in ROUTES if route["method"] == method}


def collections() -> list[Mapping[str, Any]]:
    """The create routes of resources that members keep: `POST /api/v1/{service}/{resource}`, which answers 201."""
    items = {path.rpartition("/{")[0] for path in by_path("GET") if "{" in path}
    return [
        route
        for path, route in by_path("POST").items()
        if path in items
        and route["auth"][0] == "member"
        and len(path.split("/")) == 5
        and "201" in operation(route)["responses"]
    ]


def referred(route: Mapping[str, Any], field: str) -> str | None:
    """The collection that a field of a body points at: `pipeline_id` of a deal at `/api/v1/crm/pipelines`."""
    if not field.endswith("_id"):
        return None
    noun = field.removesuffix("_id").replace("_", "-")
    names = {f"{noun}s", f"{noun.removesuffix('y')}ies"}
    found = [created["path"] for created in collections() if created["service"] == route["service"]]
    return next((path for path in found if path.rpartition("/")[2] in names), None)


def takes_csv(route: Mapping[str, Any]) -> bool:
    """Whether a file may be the body."""
    return "text/csv" in operation(route).get("requestBody", {}).get("content", {})


class Maker:
    """Makes records in one workspace, each once: `ids` is collection → the id of its record."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.ids: dict[str, str] = {}
        self.bodies: dict[str, dict[str, Any]] = {}

    async def body(self, route: Mapping[str, Any]) -> dict[str, Any]:
        """A body this route accepts in this workspace, after what it refers to has been made."""
        values: dict[str, Any] = body_for(route) | BODIES.get(route["path"], {})
        schema = body_schema(route) or {}
        for field, value in values.items():
            if field == "expires_at":
                values[field] = (self.seat.person.platform.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
            elif isinstance(value, str) and value.startswith("/api/v1/"):
                values[field] = await self.id_in(value)
            elif field in schema.get("required", []) and (target := referred(route, field)):
                values[field] = await self.id_in(target)
            elif isinstance(value, str):
                values[field] = another(field, value)
        return values

    async def create(self, route: Mapping[str, Any]) -> httpx2.Response:
        """Create one more record."""
        headers = {"idempotency-key": str(uuid4())}
        if takes_csv(route):
            headers["content-type"] = "text/csv"
            return await self.seat.post(route["path"], content=CSV, headers=headers)
        body = self.bodies[route["path"]] = await self.body(route)
        return await self.seat.post(route["path"], json=body, headers=headers)

    async def id_in(self, collection: str) -> str:
        """The id of the record in `collection`, made when there is none yet."""
        if collection not in self.ids:
            answer = succeed(await self.create(by_path("POST")[collection]))
            self.ids[collection] = answer["id"]
        return self.ids[collection]

    async def everything(self) -> dict[str, str]:
        """A record in every collection that members can fill, or that fills by what they do."""
        files = [route for route in by_path("POST").values() if takes_csv(route) and route["auth"][0] == "member"]
        for route in [*collections(), *files]:
            await self.id_in(route["path"])
        await self.id_in("/api/v1/crm/messages")
        presigned = succeed(await self.create(by_path("POST")["/api/v1/workspace/media/presign"]))
        self.ids["/api/v1/workspace/media"] = presigned["id"]
        hook = f"/api/v1/workspace/webhook-endpoints/{self.ids['/api/v1/workspace/webhook-endpoints']}"
        self.ids["/api/v1/workspace/webhook-messages"] = succeed(await self.seat.post(f"{hook}/test"))["id"]
        await self._owe()
        await self._double()
        await self._engage()
        for path, route in by_path("GET").items():
            if path not in self.ids and "{" not in path and route["auth"][0] in {"member", "account"}:
                await self._find(path)
        return self.ids

    async def _owe(self) -> None:
        """A bundle at its launch price that is not paid yet: a change, a charge and the claim of a promotion."""
        post = self.seat.post
        quote = succeed(await post("/api/v1/workspace/quotes", json={"plan": "free", "bundles": ["creator"]}))
        succeed(await post("/api/v1/workspace/subscription/checkout", json={"quote_id": quote["id"]}))

    async def _engage(self) -> None:
        """A form that somebody has filled in, for points, and somebody who has gone through a sequence."""
        seat, platform = self.seat, self.seat.person.platform
        form = succeed(await seat.get(f"/api/v1/crm/lead-forms/{self.ids['/api/v1/crm/lead-forms']}"))
        answers = {"answers": dict.fromkeys(form["mapping"], f"form-{uuid4().hex[:8]}@example.com")}
        succeed(await platform.request("POST", f"/lead-forms/{form['key']}", json=answers))
        sequence = f"/api/v1/crm/sequences/{self.ids['/api/v1/crm/sequences']}"
        succeed(await seat.post(f"{sequence}/activate"))
        contact = self.ids["/api/v1/crm/contacts"]
        succeed(await seat.post(f"{sequence}/enrol", json={"contact_ids": [contact]}))

        async def done() -> bool:
            paths = ("score-entries", "step-runs")
            return all([succeed(await seat.get(f"/api/v1/crm/{path}"))["items"] for path in paths])

        await platform.until(done, "points of a form and a step of a sequence")

    async def _double(self) -> None:
        """A merge, and two records that are found to look the same."""
        seat = self.seat
        twin = {"name": f"Twin {uuid4().hex[:8]}", "allow_duplicate": True}
        ids = [succeed(await seat.post("/api/v1/crm/companies", json=twin))["id"] for _ in range(3)]
        succeed(await seat.post(f"/api/v1/crm/companies/{ids[0]}/merge", json={"ids": ids[2:]}))
        succeed(await seat.post("/api/v1/crm/duplicate-sets/scan", json={}))

        async def found() -> bool:
            return bool(succeed(await seat.get("/api/v1/crm/duplicate-sets"))["items"])

        await seat.person.platform.until(found, "a set of duplicates")

    async def _find(self, path: str) -> None:
        """The first item of a list whose items have routes of their own."""
        if not any(route["path"].startswith(f"{path}/{{") for route in ROUTES):
            return
        items = succeed(await self.seat.get(path)).get("items", [])
        if items and "id" in items[0]:
            self.ids[path] = items[0]["id"]

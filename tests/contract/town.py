"""Those who may not: an owner with one record of everything, and the people and keys that want it."""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.contract.bodies import body_for, filled
from tests.contract.records import CSV, FEATURES, Maker, takes_csv
from tests.e2e.test_people import run_import

from mewayz_testing.house import House
from mewayz_testing.people import IDENTITY, WORKSPACE, Person, Platform, Seat, succeed

TOKEN_LIFE = timedelta(minutes=10)
VERY_SOON = timedelta(seconds=3)
"""Longer than an attack takes."""
KEY_SCOPE = "crm.tags:read"
MECHANISMS = {"inbox", "outbox", "relay_lease", "idempotency", "throttles", "challenges"}
"""Tables in which the services themselves keep time and order; a refusal may pass through them."""
NOTES = {"last_used_at"}
"""That a credential was used, also for what it may not do, is noted for its owner, once a minute."""


@dataclass
class Town:
    """Everybody of the tenant matrix. `ids` names one record of the owner in every collection."""

    house: House
    owner: Seat
    ids: Mapping[str, str]
    foreigner: Seat
    foreign_maker: Maker
    powerless: Seat
    viewer: Seat
    key: Seat
    signed_out: Seat
    signed_in_at: datetime
    _databases: dict[str, sqlite3.Connection] = field(default_factory=dict)
    _questions: dict[str, dict[str, str]] = field(default_factory=dict)
    _seen: dict[tuple[str, str], tuple[int, dict[str, Any], int]] = field(default_factory=dict)

    @property
    def people(self) -> tuple[Person, ...]:
        """Those whose access tokens have to be good."""
        return tuple(seat.person for seat in (self.owner, self.foreigner, self.powerless, self.viewer))

    async def stay_signed_in(self) -> None:
        """New access tokens before the old ones end."""
        now = self.house.now()
        if now - self.signed_in_at > TOKEN_LIFE:
            for person in self.people:
                await person.sign_in()
            self.signed_in_at = now

    @asynccontextmanager
    async def unchanged(self, service: str, attacker: Person) -> AsyncIterator[None]:
        """The block leaves every row of the owner and their workspace as it was, and no event says it acted.

        Nothing that the services do on their own account falls into it: they have come to rest before it.
        """
        await self.rest()
        before, told = self._state(service, attacker)
        yield
        after, told_since = self._state(service, attacker)
        changed = [table for table in after if after[table] != before[table]]
        assert changed == [], f"rows of the owner have changed in {changed}"
        assert told_since == told, "an event names the attacker"

    def _state(self, service: str, attacker: Person) -> tuple[dict[str, Any], int]:
        """The owner's rows and the count of the attacker's events, read again only when somebody has written."""
        version = self._open(service).execute("PRAGMA data_version").fetchone()[0]
        key = service, attacker.id
        if key not in self._seen or self._seen[key][0] != version:
            self._seen[key] = version, self._rows(service), self._events_of(service, attacker)
        return self._seen[key][1:]

    def _rows(self, service: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every row that belongs to the owner or to their workspace, by table."""
        mine = {"workspace_id": UUID(self.owner.id).bytes, "user_id": UUID(self.owner.person.id).bytes}
        database = self._open(service)
        if service not in self._questions:
            self._questions[service] = dict(_questions(database, sorted(mine)))
        return {table: database.execute(sql, mine).fetchall() for table, sql in self._questions[service].items()}

    def _events_of(self, service: str, person: Person) -> int:
        """How many events of a service say that this person acted."""
        query = "SELECT COUNT(*) FROM outbox WHERE envelope LIKE ?"
        return int(self._open(service).execute(query, (f'%"actor":"{person.id}"%',)).fetchone()[0])

    async def rest(self) -> None:
        """Wait until every service has told and done all there is to tell and to do, now and very soon."""

        async def quiet() -> bool:
            return not any(self._busy(path.stem) for path in self.house.data.glob("*.db"))

        await self.owner.person.platform.until(quiet, "an end of the work in the background")

    def _busy(self, service: str) -> bool:
        waiting = (
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE published_at IS NULL)"
            " OR EXISTS (SELECT 1 FROM inbox WHERE state = 'leased' OR (state = 'pending' AND due <= ?))"
        )
        soon = (self.house.now() + VERY_SOON).strftime("%Y-%m-%d %H:%M:%S")
        return bool(self._open(service).execute(waiting, (soon,)).fetchone()[0])

    def _open(self, service: str) -> sqlite3.Connection:
        if service not in self._databases:
            url = f"file:{self.house.data}/{service}.db?mode=ro"
            self._databases[service] = sqlite3.connect(url, uri=True, isolation_level=None)
        return self._databases[service]

    def close(self) -> None:
        """Let go of the databases."""
        for database in self._databases.values():
            database.close()


def _questions(database: sqlite3.Connection, owners: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each table that says whose its rows are, and how to ask for those of somebody."""
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        where = " OR ".join(f"{column} = :{column}" for column in owners if column in columns)
        if where and table not in MECHANISMS:
            asked = ", ".join(f'"{column}"' for column in columns if column not in NOTES)
            yield table, f"SELECT {asked} FROM {table} WHERE {where} ORDER BY {asked}"


async def build(house: House, platform: Platform) -> Town:
    """Everybody, made through the public API; messages about it have arrived."""
    owner = await (await platform.newcomer("Owner")).create_workspace("Ours", features=FEATURES)
    foreigner = await (await platform.newcomer("Foreigner")).create_workspace("Theirs", features=FEATURES)
    for seat in (owner, foreigner):
        await give_keys(platform, seat)
    body = {"key": "nobody", "name": "Nobody", "permissions": ["!*:*"]}
    role = succeed(await owner.post(f"{WORKSPACE}/roles", json=body))
    powerless = await (await platform.newcomer("Nobody")).join(owner, role=role["key"])
    viewer = await (await platform.newcomer("Viewer")).join(owner, role="viewer")
    maker = Maker(owner)
    town = Town(
        house=house,
        owner=owner,
        ids=await maker.everything() | await onboarded(platform, owner),
        foreigner=foreigner,
        foreign_maker=Maker(foreigner),
        powerless=powerless,
        viewer=viewer,
        key=await key_of(maker),
        signed_out=await signed_out(platform, owner),
        signed_in_at=house.now(),
    )
    await town.rest()
    return town


async def give_keys(platform: Platform, seat: Seat) -> None:
    """What plans for sale leave out, given by staff as a support team does."""
    admin = await platform.admin()
    url = f"{WORKSPACE}/admin/overrides"
    about = {"workspace_id": seat.id, "reason": "Keys for a test"}
    await admin.must(
        "POST", url, json=about | {"kind": "comp", "features": ["api-access", "webhooks", "custom-domains"]}
    )
    limits = {
        "identity.api_keys": 10,
        "crm.captured_emails": 100,
        "workspace.members": 20,
        "workspace.webhook_endpoints": 10,
        "workspace.domains": 10,
        "crm.sequences": 10,
        "crm.mail_templates": 50,
    }
    await admin.must("POST", url, json=about | {"kind": "limit", "limits": limits})


async def onboarded(platform: Platform, seat: Seat) -> dict[str, str]:
    """A program that staff makes, and somebody of whom it has heard, by collection."""
    admin, crm = await platform.admin(), "/api/v1/crm"
    program = {"workspace_id": seat.id, "name": "Newcomers", "segment": "matrix"}
    made = await admin.must("POST", f"{crm}/admin/onboarding-programs", json=program)
    await run_import(platform, admin, b"email,name,segment\nonboarded@example.com,Grace,matrix\n")

    async def entries() -> Any:
        return succeed(await seat.get(f"{crm}/onboarding-entries"))["items"]

    [entry] = await platform.until(entries, "somebody of a program")
    return {f"{crm}/onboarding-programs": made["id"], f"{crm}/onboarding-entries": entry["id"]}


async def key_of(maker: Maker) -> Seat:
    """An API key of the workspace whose only scope is `KEY_SCOPE`."""
    route = {"path": f"{IDENTITY}/api-keys", "method": "POST", "service": "identity"}
    body = await maker.body(route) | {"kind": "workspace", "scopes": [KEY_SCOPE]}
    created = succeed(await maker.seat.post(route["path"], json=body, headers={"idempotency-key": "the-key"}))
    holder = Person(maker.seat.person.platform, "", "Key", id=created["id"], access_token=created["key"])
    return Seat(holder, maker.seat.id)


async def signed_out(platform: Platform, owner: Seat) -> Seat:
    """The owner's own access token from a session that has ended since; it is not good any more at once."""
    before = Person(platform, owner.person.email, owner.person.name, id=owner.person.id)
    await before.sign_in()
    await before.must("POST", f"{IDENTITY}/public/tokens/revoke", json={"refresh_token": before.refresh_token})

    async def refused() -> bool:
        return (await before.request("GET", f"{IDENTITY}/me")).status_code == 401

    await platform.until(refused, "an end of the session")
    return Seat(before, owner.id)


async def attack(route: Mapping[str, Any], seat: Seat, ids: Mapping[str, str]) -> tuple[int, str]:
    """Status and problem code of one attempt, by a request that would be right in every other respect."""
    headers = {"idempotency-key": f"attack-{route['operation']}", "if-match": "*"}
    options: dict[str, Any] = {"headers": headers}
    body = body_for(route)
    if takes_csv(route):
        options["content"] = CSV
        headers["content-type"] = "text/csv"
    elif body is not None:
        options["json"] = body
    answer = await seat.request(route["method"], filled(route["path"], ids), **options)
    code = answer.json().get("code", "") if "json" in answer.headers.get("content-type", "") else ""
    return answer.status_code, code

"""Generated requests against the API text: right ones are answered as documented, wrong ones are refused.

Schemathesis makes both kinds from the OpenAPI document. No request may end in a 5xx, every status and content type
is a documented one, every body fits its schema, and what breaks the schema of a request is refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
import pytest_asyncio
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import (
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from tests.contract.bodies import OPENAPI, ROUTES, UNKNOWN_ID, body_schema
from tests.contract.records import FEATURES, Maker
from tests.contract.town import give_keys

from mewayz_testing.house import House, seen_from_outside, standing

EXAMPLES = 4
"""Requests per operation, of both kinds: the whole document in less than two minutes on two cores."""


def wrong_data_rejection(context: Any, response: Any, case: Any) -> bool | None:
    """What is wrong is refused, but white space around a text is no part of it (`kit.schema`): a body that breaks its
    schema only by that is right."""
    schema = body_schema(BY_OPERATION[case.operation.definition.raw["operationId"]])
    if response.status_code < 400 and schema is not None:
        valid = jsonschema.Draft202012Validator({**schema, "components": OPENAPI["components"]}).is_valid
        if not valid(case.body) and valid(_stripped(case.body)):
            return None
    return negative_data_rejection(context, response, case)


def _stripped(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _stripped(value) for name, value in body.items()}
    if isinstance(body, list):
        return [_stripped(value) for value in body]
    return body.strip() if isinstance(body, str) else body


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    wrong_data_rejection,
]
REFUSALS = ["400", "401", "402", "403", "404", "409", "412", "413", "415", "422", "428"]
BY_OPERATION = {route["operation"]: route for route in ROUTES}
WOULD_END_THE_RUN = (
    "revoke", "change_password", "change_email", "close", "signing_keys", "sessions", "disable", "mfa",
    "maintenance",
)  # fmt: skip
"""Operations that are right to end the sessions, keys or accounts with which this suite is signed in, or to close
the house for a while."""


def excluded() -> list[str]:
    """Streams never end, uploads are no JSON, and some operations would end the run itself."""
    return [
        route["operation"]
        for route in ROUTES
        if route["stream"]
        or route["rate"] == "upload"
        or (route["method"] != "GET" and any(word in route["operation"] for word in WOULD_END_THE_RUN))
    ]


def described() -> Any:
    """The document as schemathesis reads it, without what it cannot try here."""
    schema = schemathesis.openapi.from_dict(OPENAPI)
    schema.config.phases.coverage.enabled = False
    schema.config.generation.update(with_security_parameters=False, allow_x00=False)
    schema.config.checks.negative_data_rejection.expected_statuses = REFUSALS
    schema.config.seed = 20261125
    return schema.exclude(operation_id=excluded())


SCHEMA = described()


@dataclass
class Callers:
    """Credentials by auth kind, and the ids of records that exist."""

    headers: Mapping[str, dict[str, str]]
    ids: Mapping[str, str]
    session: requests.Session


@pytest.fixture(scope="session")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: what is made up for its admin may change the settings of the whole platform."""
    with standing("embedded", tmp_path_factory.mktemp("playground")) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def callers(playground: House) -> Any:
    """A member with a workspace full of records, a person, the platform's admin, and nobody."""
    public = seen_from_outside(playground)
    seat = await (await public.newcomer("Tester")).create_workspace("Generated", features=FEATURES)
    await give_keys(public, seat)
    ids = await Maker(seat).everything()
    member = {"authorization": f"Bearer {seat.person.access_token}", "mewayz-workspace": seat.id}
    person = await public.newcomer("Person")
    admin = await public.admin()
    with requests.Session() as session:
        yield Callers(
            {
                "member": member,
                "account": {"authorization": f"Bearer {person.access_token}"},
                "staff": {"authorization": f"Bearer {admin.access_token}"},
                "public": {},
            },
            ids,
            session,
        )


def aim(case: Any, ids: Mapping[str, str]) -> None:
    """Let a right request hit a record that exists, unless it would delete it for the requests after."""
    if case.meta.generation.mode.is_negative or case.method == "DELETE":
        return
    parts = case.path.split("/")
    for index, part in enumerate(parts):
        if part.startswith("{"):
            case.path_parameters[part.strip("{}")] = ids.get("/".join(parts[:index]), UNKNOWN_ID)


@pytest.mark.slow
@SCHEMA.parametrize()  # type: ignore[untyped-decorator]
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_requests_are_answered_as_documented(case: Any, callers: Callers, playground: House) -> None:
    route = BY_OPERATION[case.operation.definition.raw["operationId"]]
    aim(case, callers.ids)
    headers = callers.headers[route["auth"][0]] | {"idempotency-key": str(uuid4())}
    response = case.call(base_url=playground.url, headers=headers, session=callers.session, timeout=30)
    case.validate_response(response, checks=CHECKS)

"""The contracts of the house, computed from the code: what `mewayz contracts` writes and CI compares.

`routes.json` is what the gateway routes; `openapi/` the API text per service and merged; `events/` the schema of
every published event; `consumers/` what each service expects of others' events (its slim classes); `asyncapi.yaml`
who publishes and consumes what; `actions/` what workflows may ask of each service; `permissions.json` and
`services.json` feed role editors and network policies.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import yaml
from fastapi import FastAPI
from pydantic import BaseModel

from mewayz_kit.actions import actions_of
from mewayz_kit.auth import requirement_of
from mewayz_kit.events import PUBLIC, Event
from mewayz_kit.imports.schemas import ImportCompleted
from mewayz_kit.openapi import api_routes, merge, openapi
from mewayz_kit.route import DEFAULTS
from mewayz_kit.run import create_api
from mewayz_kit.service import Service
from mewayz_kit.transport.base import Envelope

KIT_EVENTS = (
    "usage.recorded",
    "notice.requested",
    "customer_message.requested",
    "purge.completed",
    "erasure.checked",
    "erasure.completed",
    "export_part.ready",
    "action.completed",
    "action.failed",
    "installation_part.completed",
    "installation_part.failed",
)
"""What the chassis publishes in the name of any service (contracts §1)."""


def routes(app: FastAPI, service: Service) -> list[dict[str, Any]]:
    """The public routes of one service, as the gateway reads them; internal ones are never among them."""
    found = []
    for route in api_routes(app):
        requirement = requirement_of(route.dependant)
        if requirement is None or route.path_format.startswith("/internal/"):
            continue
        settings = DEFAULTS | (route.openapi_extra or {}).get("x-mewayz", {})
        found += [
            {
                "method": method,
                "path": route.path_format,
                "service": service.name,
                "operation": route.unique_id,
                "auth": [kind for kind in requirement.kinds if kind != "service"],
                "permission": requirement.permission,
                "feature": requirement.feature,
                **settings,
            }
            for method in sorted(route.methods or ())
        ]
    return sorted(found, key=lambda entry: (entry["path"], entry["method"]))


def published_events(service: Service) -> dict[str, dict[str, Any]]:
    """Type → JSON Schema of `data`, for everything this service publishes."""
    found: dict[str, dict[str, Any]] = {}
    for records in service.records:
        for verb in records.tells:
            type_ = f"{service.name}.{records.entity}.{verb}.v1"
            schema = _schema(records.read, type_, public=records.public)
            if found.setdefault(type_, schema) != schema:
                raise TypeError(f"{type_} is published with two meanings: the records that only show need tells=()")
    for feature in service.features:
        for event in feature.events:
            # A class of a type that records tell is this service's own slim copy, not a second meaning.
            if event.event_type().startswith(f"{service.name}."):
                found.setdefault(event.event_type(), _schema(event, event.event_type(), public=event.is_public()))
        if any("import" in resource.verbs for resource in feature.resources):
            type_ = f"{service.name}.import.completed.v1"
            found[type_] = _schema(ImportCompleted, type_, public=True)
    return dict(sorted(found.items()))


def consumed_events(service: Service) -> dict[str, list[type[BaseModel] | None]]:
    """Type → the slim classes by which this service reads it (None where it takes any envelope)."""
    found: dict[str, list[type[BaseModel] | None]] = {}
    for handler in service.handlers:
        slim = handler.payload if handler.payload is not Envelope else None
        for type_ in handler.types:
            found.setdefault(type_, []).append(slim)
    return dict(sorted(found.items()))


def documents(services: Sequence[Service]) -> dict[str, bytes]:
    """Every contract file by its path below `contracts/`."""
    apps = {service.name: create_api(service, None) for service in services}
    apis = {service.name: openapi(apps[service.name], service) for service in services}
    table = [entry for service in services for entry in routes(apps[service.name], service)]
    files: dict[str, Any] = {f"openapi/{name}.json": api for name, api in apis.items()}
    files["openapi/mewayz.json"] = merge(apis)
    files["routes.json"] = table
    files["permissions.json"] = sorted({entry["permission"] for entry in table if entry["permission"]})
    files["services.json"] = {service.name: {"calls": sorted(service.calls)} for service in services}
    for service in services:
        files |= {f"events/{type_}.json": schema for type_, schema in published_events(service).items()}
        files |= _expectations(service)
        if declared := actions_of(service):
            files[f"actions/{service.name}.json"] = {name: one.contract() for name, one in declared.items()}
    written = {path: orjson.dumps(value, option=_PRETTY) + b"\n" for path, value in files.items()}
    written["asyncapi.yaml"] = yaml.safe_dump(asyncapi(services), sort_keys=False, width=110).encode()
    return written


def unheard(services: Sequence[Service]) -> list[str]:
    """Sentences about handlers that wait for an event which its publisher, though installed, never publishes.

    The chassis' own handlers may wait: they are in every service, also before the publisher's part exists.
    """
    published = {service.name: set(published_events(service)) for service in services}
    found = []
    for service in services:
        own = {
            type_ for handler in service.handlers if not handler.consumer.startswith("kit.") for type_ in handler.types
        }
        for type_ in sorted(own | set(service.awaits)):
            publisher, _, event = type_.removesuffix(".v1").partition(".")
            there = type_ in published.get(publisher, {type_}) or event in KIT_EVENTS
            if type_ in service.awaits and there and publisher in published:
                found.append(f"{service.name} awaits {type_}, which is published by now")
            elif not there and type_ not in service.awaits and type_ != PUBLIC:
                found.append(f"{service.name} handles {type_}, which {publisher} does not publish")
    return found


def asyncapi(services: Sequence[Service]) -> dict[str, Any]:
    """The AsyncAPI 3.0 document: one channel per published type, with who sends and who receives it."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for service in services:
        for type_ in published_events(service):
            message = {"payload": {"$ref": f"events/{type_}.json"}}
            channels[type_] = {"address": type_, "messages": {"event": message}}
            operations[f"{service.name}.send.{type_}"] = _operation("send", type_)
    for service in services:
        for type_ in consumed_events(service):
            if type_ in channels:
                operations[f"{service.name}.receive.{type_}"] = _operation("receive", type_)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Mewayz events",
            "version": "1",
            "description": "CloudEvents 1.0 on the topic exchange `mewayz.events`; the routing key is the type.",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": dict(sorted(channels.items())),
        "operations": dict(sorted(operations.items())),
    }


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make `folder` hold exactly these files."""
    for path in stale(folder, files):
        (folder / path).unlink(missing_ok=True)
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def stale(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Paths in `folder` that differ from `files`, are missing, or should not be there."""
    present = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    wrong = [name for name, content in files.items() if name not in present or present[name].read_bytes() != content]
    return sorted([*wrong, *(name for name in present if name not in files)])


_PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS


def _operation(action: str, type_: str) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{type_}"}}


def _schema(model: type[BaseModel], type_: str, *, public: bool) -> dict[str, Any]:
    schema = model.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "x-public": public} | schema | {"title": type_}


def _expectations(service: Service) -> dict[str, Any]:
    """What this service needs of each event it reads; a producer must keep all of it."""
    files: dict[str, Any] = {}
    for type_, slims in consumed_events(service).items():
        known: Iterable[type[BaseModel]] = {s for s in slims if s is not None and issubclass(s, Event)}
        schemas = sorted((slim.model_json_schema() for slim in known), key=lambda schema: str(schema["title"]))
        if schemas and not type_.startswith(f"{service.name}."):
            files[f"consumers/{service.name}/{type_}.json"] = {"allOf": schemas} if schemas[1:] else schemas[0]
    return files

"""Whether today's contracts still hold what yesterday's promised.

Additive change is free. Breaking is: a route, answer field, event type or event field that goes away or changes
its type; a request field or parameter that becomes required; a permission that a route newly demands. For workflows an
action is both a route and its bodies.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

METHODS = ("get", "post", "put", "patch", "delete")


def breaking(old: Path, new: Path) -> list[str]:
    """One sentence per break between two `contracts/` folders."""
    found = [*_routes(old, new), *_events(old, new), *_actions(old, new)]
    before, after = old / "openapi/mewayz.json", new / "openapi/mewayz.json"
    if before.exists():
        found += _operations(_read(before), _read(after))
    return found


def unmet(folder: Path) -> list[str]:
    """Sentences about consumers whose expectation the publisher's schema does not meet (within one folder)."""
    found = []
    for file in sorted((folder / "consumers").rglob("*.json")):
        published = folder / "events" / file.name
        if published.exists():
            where = f"{file.parent.name} expects of {file.stem}"
            expectation = _read(file)
            for part in expectation.get("allOf", [expectation]):
                found += [f"{where}: {line}" for line in _lost(part, _read(published), needed_only=True)]
    return found


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(path.read_bytes())
    return document


def _routes(old: Path, new: Path) -> Iterator[str]:
    if not (old / "routes.json").exists():
        return
    now = {(r["method"], r["path"]): r for r in orjson.loads((new / "routes.json").read_bytes())}
    for route in orjson.loads((old / "routes.json").read_bytes()):
        name = f"{route['method']} {route['path']}"
        present = now.get((route["method"], route["path"]))
        if present is None:
            yield f"{name} is gone"
        elif present["auth"] != ["public"] and (missing := set(route["auth"]) - set(present["auth"])):
            yield f"{name} no longer takes {', '.join(sorted(missing))}"
        elif present["permission"] != route["permission"]:
            yield f"{name} demands {present['permission']} instead of {route['permission']}"


def _events(old: Path, new: Path) -> Iterator[str]:
    for file in sorted((old / "events").glob("*.json")):
        present = new / "events" / file.name
        if not present.exists():
            yield f"event {file.stem} is gone"
            continue
        for line in _lost(_read(file), _read(present)):
            yield f"event {file.stem}: {line}"


def _actions(old: Path, new: Path) -> Iterator[str]:
    for file in sorted((old / "actions").glob("*.json")):
        present = _read(new / "actions" / file.name) if (new / "actions" / file.name).exists() else {}
        for name, before in _read(file).items():
            where, after = f"action {file.stem} {name}", present.get(name)
            if after is None:
                yield f"{where} is gone"
                continue
            if after["permission"] != before["permission"]:
                yield f"{where} demands {after['permission']} instead of {before['permission']}"
            yield from (f"{where} {line}" for line in _inputs(before["input"], after["input"]))
            yield from (f"{where} answer: {line}" for line in _lost(before["result"], after["result"]))


def _operations(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for path, operations in old["paths"].items():
        for method in METHODS:
            before, after = operations.get(method), new["paths"].get(path, {}).get(method)
            if before is None or after is None:
                continue
            name = f"{method.upper()} {path}"
            yield from (f"{name} {line}" for line in _answers(before, after, old, new))
            yield from (f"{name} {line}" for line in _requests(before, after, old, new))


def _answers(before: Any, after: Any, old: Any, new: Any) -> Iterator[str]:
    for status, answer in before["responses"].items():
        if not status.startswith("2"):
            continue
        if status not in after["responses"]:
            yield f"no longer answers {status}"
            continue
        was, now = _body(answer), _body(after["responses"][status])
        if was is not None and now is not None:
            yield from (f"answer: {line}" for line in _lost(was, now, old, new))


def _requests(before: Any, after: Any, old: Any, new: Any) -> Iterator[str]:
    known = {parameter["name"]: parameter for parameter in before.get("parameters", [])}
    for parameter in after.get("parameters", []):
        if parameter.get("required") and not known.get(parameter["name"], {}).get("required"):
            yield f"now requires the parameter {parameter['name']}"
    for name in known.keys() - {parameter["name"] for parameter in after.get("parameters", [])}:
        yield f"no longer knows the parameter {name}"
    was, now = _body(before.get("requestBody", {})), _body(after.get("requestBody", {}))
    if was is None or now is None:
        return
    yield from _inputs(_resolve(was, old), _resolve(now, new))


def _inputs(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in set(now.get("required", [])) - set(was.get("required", [])):
        yield f"now requires the field {name}"
    for name in was.get("properties", {}).keys() - now.get("properties", {}).keys():
        yield f"no longer takes the field {name}"


def _body(holder: Mapping[str, Any]) -> dict[str, Any] | None:
    schema: dict[str, Any] | None = holder.get("content", {}).get("application/json", {}).get("schema")
    return schema


def _resolve(schema: Any, document: Any) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return dict(schema)
    target = document
    for part in reference.removeprefix("#/").split("/"):
        target = target[part]
    return _resolve(target, document)


def _lost(
    before: Any, after: Any, old: Any = None, new: Any = None, *, needed_only: bool = False, depth: int = 0
) -> Iterator[str]:
    """What a reader of `before` misses in `after`; `needed_only` looks at required fields alone."""
    old, new = old if old is not None else before, new if new is not None else after
    was, now = _resolve(before, old), _resolve(after, new)
    if depth > 8:
        return
    lost_types = _types(now, new) - _types(was, old)
    if _types(was, old) and _types(now, new) and lost_types:
        yield f"may now be {', '.join(sorted(lost_types))}"
    fields = now.get("properties", {})
    for name, field in was.get("properties", {}).items():
        if needed_only and name not in was.get("required", []):
            continue
        if name not in fields:
            yield f"{name} is gone"
        else:
            lines = _lost(field, fields[name], old, new, needed_only=needed_only, depth=depth + 1)
            yield from (f"{name} {line}" for line in lines)
    if "items" in was and "items" in now:
        yield from _lost(was["items"], now["items"], old, new, needed_only=needed_only, depth=depth + 1)


def _types(schema: Any, document: Any) -> set[str]:
    """The JSON types (with format) that a value of this schema can have; empty where the schema does not say."""
    resolved = _resolve(schema, document)
    if "anyOf" in resolved:
        return set().union(*(_types(part, document) for part in resolved["anyOf"]))
    kind = resolved.get("type")
    if kind is None:
        return set()
    return set(kind) if isinstance(kind, list) else {str(kind)}

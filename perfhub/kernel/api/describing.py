"""The API described, from its own schema: for programs as OpenAPI, for people as nouns with their operations."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

from .problems import PROBLEMS, Problem
from .scopes import NOUNS, SCOPES, Noun

JSON = "application/json"
EXAMPLES: Mapping[str, Any] = {
    "date": "2026-05-29",
    "date-time": "2026-05-29T09:00:00Z",
    "email": "robin@example.org",
    "time_zone": "Europe/London",
    "string": "…",
    "integer": 1,
    "number": 3.5,
    "boolean": True,
}


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The OpenAPI document; the same for everybody, for it says nothing of anybody."""
    found = SchemaGenerator().get_schema(request=None, public=True)
    return {**found, "servers": [{"url": settings.PUBLIC_URL}]}


@dataclass(frozen=True)
class Field:
    """A field or parameter, in words."""

    name: str
    kind: str
    required: bool
    words: str
    where: str = ""


@dataclass(frozen=True)
class Described:
    """An operation as a person reads it."""

    name: str
    method: str
    path: str
    summary: str
    scope: str
    parameters: tuple[Field, ...]
    takes: tuple[Field, ...]
    shows: tuple[Field, ...]
    answers: tuple[str, ...]
    curl: str


@dataclass(frozen=True)
class DescribedNoun:
    """A noun, its scopes and its operations."""

    noun: Noun
    scopes: tuple[tuple[str, str], ...]
    operations: tuple[Described, ...]


def nouns() -> list[DescribedNoun]:
    """Every noun with what can be asked of it, in the order of the scopes."""
    found: dict[str, list[Described]] = {}
    for path, methods in schema()["paths"].items():
        for method, said in methods.items():
            found.setdefault(said["tags"][0], []).append(_operation(path, method.upper(), said))
    return [
        DescribedNoun(
            noun,
            tuple((scope, str(SCOPES[scope])) for scope in (noun.read, noun.write) if scope in SCOPES),
            tuple(found.get(noun.name, ())),
        )
        for noun in NOUNS
    ]


def problems() -> list[tuple[str, Problem]]:
    """Every kind of refusal."""
    return list(PROBLEMS.items())


def _operation(path: str, method: str, said: Mapping[str, Any]) -> Described:
    body = said.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
    answers = said["responses"]
    shown = next((a["content"][JSON]["schema"] for a in answers.values() if JSON in a.get("content", {})), None)
    parameters = [p for p in said.get("parameters", ()) if p["in"] != "path"]
    return Described(
        name=said["operationId"],
        method=method,
        path=path,
        summary=said["summary"],
        scope=said["x-scope"],
        parameters=tuple(
            Field(p["name"], _kind(p["schema"]), p.get("required", False), p.get("description", ""), p["in"])
            for p in parameters
        ),
        takes=tuple(_fields(body)),
        shows=tuple(_fields(shown)),
        answers=tuple(sorted(answers)),
        curl=_curl(path, method, parameters, body),
    )


def _resolved(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a `$ref` leads to."""
    if "allOf" in shape:
        return {**shape, **_resolved(shape["allOf"][0])}
    name = shape.get("$ref", "").rpartition("/")[2]
    return schema()["components"]["schemas"][name] if name else shape


def _fields(shape: Mapping[str, Any] | None) -> Iterator[Field]:
    """The fields of a shape; of a list or a page, those of its rows."""
    if shape is None:
        return
    found = _resolved(shape)
    if found.get("type") == "array":
        yield from _fields(found["items"])
    elif "results" in found.get("properties", {}):
        yield from _fields(found["properties"]["results"])
    else:
        for name, inner in found.get("properties", {}).items():
            words = _resolved(inner).get("description", "").partition("* `")[0].strip()  # not the choices
            yield Field(name, _kind(inner), name in found.get("required", ()), words)


def _kind(shape: Mapping[str, Any]) -> str:
    found = _resolved(shape)
    if "oneOf" in found:
        return _kind(found["oneOf"][0])
    if "enum" in found:
        words = " | ".join("null" if value is None else str(value) for value in found["enum"])
    elif found.get("type") == "array":
        words = f"[{_kind(found['items'])}]"
    else:
        words = found.get("format", found.get("type", "object"))
        words = {"int64": "integer", "double": "number", "uri": "string"}.get(words, words)
    return f"{words} | null" if found.get("nullable") and "null" not in words else words


def _curl(path: str, method: str, parameters: list[Mapping[str, Any]], body: Mapping[str, Any] | None) -> str:
    """The operation as one types it, with what must be sent."""
    address = path.replace("{organization}", "$ORGANIZATION").replace("{id}", "1")
    lines = [f'curl{f" -X {method}" if method != "GET" else ""} "$PERFHUB{address}"']
    lines.append('-H "Authorization: Bearer $TOKEN"')
    names = {p["name"] for p in parameters}
    if "If-Match" in names:
        lines.append("""-H 'If-Match: "1"'""")
    if "Idempotency-Key" in names:
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if body is not None:
        lines += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(_example(body), ensure_ascii=False)}'"]
    return " \\\n  ".join(lines)


def _example(shape: Mapping[str, Any], name: str = "") -> Any:
    found = _resolved(shape)
    if found.get("type") == "array":
        return [_example(found["items"])]
    if "properties" in found:
        wanted = found.get("required") or list(found["properties"])[:2]
        return {name: _example(found["properties"][name], name) for name in wanted}
    if "oneOf" in found:
        return _example(found["oneOf"][0], name)
    if "enum" in found:
        return found["enum"][0]
    return EXAMPLES.get(name, EXAMPLES.get(found.get("format", ""), EXAMPLES.get(found.get("type", ""), None)))

"""Checks REST traffic against Discord's own OpenAPI 3.1 document, with jsonschema-rs.

The pure Python `jsonschema` takes a hundred times as long: 2 to 4 ms for a short message, and every exchange of every test is checked.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from jsonschema_rs import ValidationError, ValidationErrorKind

if TYPE_CHECKING:
    from chatterbot.standin import Exchange, Json

DOCUMENT = Path(__file__).parents[3] / "shared" / "data" / "discord-openapi.json"
"""Discord's document (discord/discord-api-spec, MIT); it is not part of this repository."""
URI = "urn:discord"
JSON_TYPE = "application/json"
_Kind = ValidationErrorKind


class Checker:
    """Checks requests and answers, by operation, against the document.

    Two things are laxer than it. Requests may write snowflakes as integers, as Discord's own notes on the document
    allow and as all client libraries do. And they may write sets of permissions as texts of digits, which Discord's
    documentation asks for, while the document knows integers only.
    """

    def __init__(self, document: Json) -> None:
        lenient = json.loads(json.dumps(document))
        lenient["components"]["schemas"]["SnowflakeType"] = {"type": ["string", "integer"]}
        _let_permissions_be_texts(lenient)
        self._registries = {
            side: jsonschema_rs.Registry([(URI, contents)], draft=jsonschema_rs.Draft202012)
            for side, contents in (("requestBody", lenient), ("responses", document))
        }
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self.unlisted: set[tuple[str, str]] = set()
        """Method and route of requests whose operation the document does not list."""
        paths: list[tuple[int, re.Pattern[str], str, Json]] = []
        for template, item in document["paths"].items():
            pattern = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)))
            paths.append((template.count("{"), pattern, template, item))
        self._paths = sorted(paths, key=lambda entry: entry[0])

    def request(self, exchange: Exchange) -> list[str]:
        """Return the errors of a request."""
        template, operation = self._operation(exchange)
        if operation is None:
            return []
        if "requestBody" not in operation:
            return [] if exchange.json in (None, {}) else [f"a body was sent to {template}"]
        if exchange.json is None:
            return ["a body is required"] if operation["requestBody"].get("required") else []
        content = operation["requestBody"]["content"]
        kind = JSON_TYPE if JSON_TYPE in content else exchange.content_type
        pointer = f"/paths/{_escaped(template)}/{exchange.method.lower()}/requestBody/content/{_escaped(kind)}/schema"
        return self._errors(pointer, exchange.json)

    def response(self, exchange: Exchange) -> list[str]:
        """Return the errors of an answer."""
        template, operation = self._operation(exchange)
        if operation is None:
            return []
        if str(exchange.status) not in operation["responses"]:
            return [f"status {exchange.status} is not documented, only {list(operation['responses'])}"]
        content = operation["responses"][str(exchange.status)].get("content", {})
        if JSON_TYPE not in content:
            return [] if exchange.response is None else ["a body where none is documented"]
        place = f"/paths/{_escaped(template)}/{exchange.method.lower()}/responses/{exchange.status}"
        return self._errors(f"{place}/content/{_escaped(JSON_TYPE)}/schema", exchange.response)

    def component(self, name: str, instance: object) -> list[str]:
        """Return the errors of an object of a named schema, such as a message sent by the gateway."""
        return self._errors(f"/components/schemas/{name}", instance)

    def _operation(self, exchange: Exchange) -> tuple[str, Json | None]:
        for _, pattern, template, item in self._paths:
            if pattern.fullmatch(exchange.path) and exchange.method.lower() in item:
                return template, item[exchange.method.lower()]
        self.unlisted.add((exchange.method, exchange.route))
        return "", None

    def _errors(self, pointer: str, instance: object) -> list[str]:
        if pointer not in self._validators:
            side = "requestBody" if "/requestBody/" in pointer else "responses"
            schema = {"$ref": f"{URI}#{pointer}"}
            self._validators[pointer] = jsonschema_rs.Draft202012Validator(schema, registry=self._registries[side])
        return [_described(error) for error in self._validators[pointer].iter_errors(instance)]


PERMISSION_SETS = ("default_member_permissions", "permissions", "allow", "deny")


def _let_permissions_be_texts(document: Any) -> None:
    """Let every property that holds a set of permissions be a text of digits, too."""
    if isinstance(document, list):
        for item in document:
            _let_permissions_be_texts(item)
    elif isinstance(document, dict):
        for name, schema in document.get("properties", {}).items():
            types = schema.get("type") if isinstance(schema, dict) else None
            if name in PERMISSION_SETS and "integer" in (types if isinstance(types, list) else [types]):
                schema["type"] = [*(types if isinstance(types, list) else [types]), "string"]
                schema["pattern"] = "^[0-9]{1,20}$"
        for item in document.values():
            _let_permissions_be_texts(item)


@functools.cache
def load() -> Checker | None:
    """Load the document, once per process; return `None` if it is absent."""
    return Checker(json.loads(DOCUMENT.read_text(encoding="utf-8"))) if DOCUMENT.exists() else None


def _escaped(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _described(error: ValidationError) -> str:
    error = _likeliest(error)
    where = "/".join("*" if isinstance(part, int) else part for part in error.instance_path)
    return f"{where}: {error.message[:160]}"


def _likeliest(error: ValidationError) -> ValidationError:
    """Return the error in the branch of a failed union that fits best: no failed type constant, then the deepest error."""

    def score(branch: list[ValidationError]) -> tuple[bool, int, int]:
        wrong_tag = any(
            (isinstance(e.kind, (_Kind.Constant, _Kind.Enum)) and e.instance_path[-1:] == ["type"])
            or (isinstance(e.kind, _Kind.Type) and len(e.instance_path) == depth)
            for e in branch
        )
        return wrong_tag, -max(len(e.instance_path) for e in branch), len(branch)

    while isinstance(error.kind, (_Kind.AnyOf, _Kind.OneOfNotValid)):
        depth = len(error.instance_path)
        fitting = min((branch for branch in error.kind.context if branch), key=score)
        error = min(fitting, key=lambda e: not isinstance(e.kind, _Kind.Type))  # a wrong type explains the rest
    return error

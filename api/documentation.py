"""The API's description of itself, and one plain page of it that needs no other host."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

DESCRIPTION = """\
Every address calls one function of the database, of the same name as its operationId. A refusal is
application/problem+json: `detail` for people, `code` for programs, `hint` for what to do.
What answers to GET answers to HEAD."""

STYLE = """\
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
summary{cursor:pointer;padding:.3rem 0}code{background:#f3f3f3;padding:.1rem .3rem}
pre{background:#f7f7f7;padding:.6rem;overflow:auto}
b{display:inline-block;width:3.5rem}td{padding:.1rem .8rem .1rem 0}"""


def openapi() -> OpenAPIConfig:
    """The OpenAPI document under /schema: a page, openapi.json and openapi.yaml."""
    return OpenAPIConfig(
        title="HotelMate",
        version="0.1.0",
        description=DESCRIPTION,
        path="/schema",
        render_plugins=[PlainPage(path="/"), JsonRenderPlugin(), YamlRenderPlugin()],
        operation_id_creator=_name_of_handler,
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "staffToken": SecurityScheme(
                    type="apiKey",
                    name="Authorization",
                    security_scheme_in="header",
                    description="Token <key>, the key issued to a member of staff.",
                )
            }
        ),
    )


def _name_of_handler(handler: HTTPRouteHandler, *_: object) -> str:
    return handler.handler_name.rpartition(".")[2]


class PlainPage(OpenAPIRenderPlugin):
    """The document as one HTML page without scripts."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return "".join(_page(openapi_schema)).encode()


def _page(document: dict[str, Any]) -> Iterator[str]:
    info = document["info"]
    yield f"<!doctype html><meta charset=utf-8><title>{escape(info['title'])}</title><style>{STYLE}</style>"
    yield f"<h1>{escape(info['title'])}</h1><p>{escape(info['description'])}"
    yield "<p><a href='/schema/openapi.json'>openapi.json</a> · <a href='/schema/openapi.yaml'>openapi.yaml</a>"
    tag = None
    for path, method, operation in _operations(document):
        if tag != (tag := operation.get("tags", ["Health"])[0]):
            yield f"<h2>{escape(tag)}</h2>"
        yield from _operation(path, method, operation)
    yield "<h2>Shapes</h2>"
    for name, schema in sorted(document["components"]["schemas"].items()):
        yield f"<details id='{escape(name)}'><summary><code>{escape(name)}</code> {_text(schema)}</summary>"
        yield f"<table>{''.join(_properties(schema))}</table></details>"


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    every = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if isinstance(operation, dict) and "operationId" in operation
    ]
    return sorted(every, key=lambda entry: (entry[2].get("tags", ["Health"])[0], entry[0], entry[1]))


def _operation(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"<details><summary><b>{method.upper()}</b> <code>{escape(path)}</code> {_text(operation)}</summary><table>"
    yield f"<tr><td>operation<td colspan=2><code>{escape(operation['operationId'])}</code>"
    for parameter in operation.get("parameters", []):
        needed = "required" if parameter.get("required") else ""
        yield f"<tr><td>{escape(parameter['in'])}<td><code>{escape(parameter['name'])}</code><td>{needed}"
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield f"<tr><td>body<td colspan=2>{_type(content['schema'])}"
    for status, response in operation["responses"].items():
        shapes = " ".join(_type(content["schema"]) for content in response.get("content", {}).values())
        yield f"<tr><td>{escape(status)}<td>{shapes}<td>{escape(response['description'])}"
    yield "</table></details>"


def _properties(schema: dict[str, Any]) -> Iterator[str]:
    for name, property_ in schema.get("properties", {}).items():
        needed = "required" if name in schema.get("required", []) else ""
        yield f"<tr><td><code>{escape(name)}</code><td>{_type(property_)}<td>{needed}"


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words, with links to named shapes."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"<a href='#{escape(name)}'>{escape(name)}</a>"
    if "oneOf" in schema:
        return " or ".join(_type(one) for one in schema["oneOf"])
    if "items" in schema:
        return f"list of {_type(schema['items'])}"
    if "enum" in schema:
        return escape(" | ".join(str(value) for value in schema["enum"]))
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map to {_type(schema['additionalProperties'])}"
    kind = schema.get("type", "anything")
    return escape(str(schema.get("format") or (" or ".join(kind) if isinstance(kind, list) else kind)))


def _text(described: dict[str, Any]) -> str:
    return escape(str(described.get("description") or described.get("summary") or ""))

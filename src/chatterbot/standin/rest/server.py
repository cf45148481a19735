"""The REST server: parsing, authorization, faults, rate limits, checks, error answers, and the log of requests."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from chatterbot.standin import errors
from chatterbot.standin.rest import bodies, routes
from chatterbot.standin.rest.exchange import Exchange
from chatterbot.standin.rest.ratelimits import RateLimits
from chatterbot.standin.world.dispatch import BoundedLog

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.rest.exchange import ExchangeCheck
    from chatterbot.standin.world.faults import Fault, Faults

PREFIX = "/api/v10"
TOO_MANY = 429
NO_CONTENT = 204
BAD = 400


class _Cut(Exception):  # noqa: N818  # control flow, not an error
    """Raised to cut the connection."""


class Rest:
    """The REST API.

    Attributes
    ----------
    exchanges
        Log of all requests with their answers, oldest first.
    limits
        The rate limits.
    request_limit
        Largest body of a request, in bytes; more is refused with 413.
    unrouted
        Method and path of requests for which the stand-in has no route.
    """

    def __init__(
        self, backend: Backend, faults: Faults, *, strict: bool, request_limit: int, limits: RateLimits
    ) -> None:
        self._backend = backend
        self._faults = faults
        self._strict = strict
        self._routes = routes.table()
        self.check: ExchangeCheck | None = None
        self.limits = limits
        self.request_limit = request_limit
        self.latency = 0.0
        self.exchanges: BoundedLog[Exchange] = BoundedLog()
        self.unrouted: BoundedLog[tuple[str, str]] = BoundedLog()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        exchange = Exchange(
            request.method,
            path := request.path.removeprefix(PREFIX),
            path,
            {},
            dict(request.query),
            {key: "***" if key == "Authorization" else value for key, value in request.headers.items()},
            None,
            {},
            request.content_type,
        )
        found = routes.match(self._routes, request.method, path)
        if found is not None:
            exchange.route, exchange.args = found.template, found.args
        self.exchanges.append(exchange)
        fault = self._faults.match(request.method, path, exchange.route)
        headers: dict[str, str] = {}
        try:
            if self.latency or (fault and fault.delay):
                await asyncio.sleep(self.latency + (fault.delay if fault else 0.0))
            exchange.json, size = await bodies.read(request, exchange.uploads)
            if size > self.request_limit:
                exchange.uploads.clear()
                errors.refuse(40005)
            headers = self._answer(request, exchange, found, fault)
        except _Cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        except errors.ApiError as error:
            exchange.status, exchange.response = error.status, error.body
        finally:
            self._backend.events.notify()
        return _respond(exchange, headers)

    def _answer(
        self, request: web.Request, exchange: Exchange, found: routes.Match | None, fault: Fault | None
    ) -> dict[str, str]:
        """Carry out the request, set status and body of the answer, and return its headers."""
        if fault is not None and not fault.after and _hit(exchange, fault):
            return fault.headers
        if found is None:
            if wrong := routes.wrong_id(self._routes, exchange.method, exchange.path):
                errors.form_error(wrong[:1], "NUMBER_TYPE_COERCE", f'Value "{wrong[1]}" is not snowflake.')
            self.unrouted.append((exchange.method, exchange.path))
            raise errors.ApiError(404, 0, "404: Not Found")
        if found.authorized and request.headers.get("Authorization") != f"Bot {self._backend.application.token}":
            raise errors.ApiError(401, 0, "401: Unauthorized")
        headers, refused = self.limits.take(exchange.method, exchange.route, exchange.args)
        if refused is not None:
            exchange.status = TOO_MANY
            headers, exchange.response = refused
            return headers
        try:
            self._check_request(exchange)
            result = self._carry_out(found, exchange)
            answer = result if isinstance(result, routes.Answer) else routes.Answer(result)
            exchange.response = answer.body
            exchange.status = answer.status or (NO_CONTENT if answer.body is None else 200)
        except errors.ApiError as error:
            exchange.status, exchange.response = error.status, error.body
        if exchange.status < BAD and self.check is not None:
            where = f"{exchange.method} {exchange.route} answer"
            self._backend.problems.extend((where, text) for text in self.check.response(exchange))
        if fault is not None and fault.after and _hit(exchange, fault):
            return fault.headers
        return headers

    def _carry_out(self, found: routes.Match, exchange: Exchange) -> Any:
        """Return the handler's result. A body that no rule expects makes the handler fail, and is refused like a wrong form."""
        try:
            return found.handler(self._backend, exchange)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            text = f"malformed request, or an error in the stand-in: {error!r}"
            self._backend.problems.append((f"{exchange.method} {exchange.route} request", text))
            errors.form_error((), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")

    def _check_request(self, exchange: Exchange) -> None:
        if self.check is None or not (found := self.check.request(exchange)):
            return
        self._backend.problems.extend((f"{exchange.method} {exchange.route} request", text) for text in found)
        if self._strict:
            listed = [{"code": "SCHEMA", "message": text} for text in found]
            raise errors.ApiError(400, 50035, "Invalid Form Body", {"_errors": listed})

    def transcript(self, last: int = 10) -> str:
        """Return a text with the latest requests, one per line."""
        rows: list[str] = []
        for exchange in self.exchanges[-last:]:
            body = json.dumps(exchange.json, ensure_ascii=False) if exchange.json is not None else ""
            failed = json.dumps(exchange.response) if exchange.status >= BAD else ""
            rows.append(
                f"{exchange.method} {exchange.path[:80]} -> {exchange.status} {body[:160]} {failed[:300]}".rstrip()
            )
        return "\n".join(rows) or "(no requests)"


def _hit(exchange: Exchange, fault: Fault) -> bool:
    """Apply a fault to the answer; return whether it replaces the answer."""
    if not fault.cut and fault.status is None:
        return False
    exchange.faulty = True
    if fault.cut:
        raise _Cut
    exchange.status = fault.status or 0
    exchange.response = fault.body if fault.body is not None else {"message": f"{fault.status}: injected", "code": 0}
    return True


def _respond(exchange: Exchange, headers: dict[str, str]) -> web.Response:
    # Without a Via header discord.py takes a 429 for a ban by Discord's edge servers. The content type has no charset, as on Discord.
    headers = {"Via": "1.1 google", **headers}
    if exchange.status == NO_CONTENT:
        return web.Response(status=NO_CONTENT, headers=headers)
    if isinstance(exchange.response, str):
        return web.Response(status=exchange.status, text=exchange.response, content_type="text/html", headers=headers)
    headers["Content-Type"] = "application/json"
    return web.Response(status=exchange.status, body=json.dumps(exchange.response).encode(), headers=headers)

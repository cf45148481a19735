"""Access control of the playground's server: only the page that was opened with the printed link gets answers.

The server listens on the loopback only, but every web page in the same browser and every program on the machine can reach
the loopback. Therefore:

- the ``Host`` header must be exactly the address the server is bound to, so that a foreign host name that resolves to
  127.0.0.1 (DNS rebinding) is refused;
- requests that change anything, and the websocket, must have the server's own ``Origin``; no CORS header is ever sent;
- every request needs a cookie (``HttpOnly``, ``SameSite=Strict``), which only the link with the random secret sets;
- answers have a content security policy that allows only this origin, forbids frames and inline code, and makes the
  browser refuse to turn text into markup (trusted types).
"""

from __future__ import annotations

import hmac
import logging
import secrets
from typing import TYPE_CHECKING, Final

from aiohttp import hdrs, http_exceptions, web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

COOKIE: Final = "chatterbot-playground"
ENTRANCE: Final = "/open/"
"""Path of the printed link, followed by the secret."""
SECRET_BYTES: Final = 24
"""Random bytes in the secret and in the cookie: 192 bits."""
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}

CONTINUE: Final = "100-continue"
"""The only value of the Expect header that HTTP defines (RFC 9110, section 10.1.1)."""


class Refusals(logging.Filter):
    """Keeps requests that are not valid HTTP out of the log: aiohttp answers them with 400, and logs a traceback that repeats them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is about an error of the server, not of a request."""
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, http_exceptions.HttpProcessingError)


class Guard:
    """Refuses every request that does not come from the opened page.

    Parameters
    ----------
    locked
        Returns the text for clients without the cookie, given their ``Accept-Language`` header.
    """

    def __init__(self, locked: Callable[[str], str]) -> None:
        self._locked = locked
        self._secret = secrets.token_urlsafe(SECRET_BYTES)
        self._cookie = secrets.token_urlsafe(SECRET_BYTES)
        self._authority = ""

    def bind(self, authority: str) -> None:
        """Set the server's address (``host:port``); before that every request is refused."""
        self._authority = authority

    @property
    def origin(self) -> str:
        """The server's origin."""
        return f"http://{self._authority}"

    @property
    def link(self) -> str:
        """The link that sets the cookie; it contains the secret."""
        return f"{self.origin}{ENTRANCE}{self._secret}"

    def middleware(self) -> Callable[..., Awaitable[web.StreamResponse]]:
        """Return the middleware that checks every request."""

        @web.middleware
        async def guard(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            try:
                response = self._refusal(request) or await handler(request)
            except web.HTTPException as refused:
                refused.headers.update(self._headers())
                raise
            if not response.prepared:
                # A handler's own headers stay: files have a stricter policy.
                for name, value in self._headers().items():
                    response.headers.setdefault(name, value)
            return response

        return guard

    def outermost(self, handler: Handler) -> Handler:
        """Return a handler for the whole server that also refuses the requests that aiohttp answers before any middleware.

        A request that is not valid UTF-8 (lone surrogates) cannot be repeated in an answer, so it is refused wherever that shows.
        """

        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            try:
                if request.headers.get(hdrs.EXPECT, CONTINUE).lower() != CONTINUE:
                    return web.Response(status=417)
                return await handler(request)
            except UnicodeError:
                return web.Response(status=400)

        return handle

    def _refusal(self, request: web.Request) -> web.Response | None:
        if not self._authority or request.headers.get(hdrs.HOST) != self._authority:
            return web.Response(status=421, text="421 Misdirected Request")
        origin = request.headers.get(hdrs.ORIGIN)
        needed = request.method not in (hdrs.METH_GET, hdrs.METH_HEAD) or hdrs.SEC_WEBSOCKET_KEY in request.headers
        if (origin is not None or needed) and origin != self.origin:
            return web.Response(status=403, text="403 Foreign origin")
        if request.path.startswith(ENTRANCE):
            return self._enter(request)
        if not _same(request.cookies.get(COOKIE, ""), self._cookie):
            language = request.headers.get(hdrs.ACCEPT_LANGUAGE, "")
            return web.Response(status=403, text=self._locked(language))
        return None

    def _enter(self, request: web.Request) -> web.Response:
        if not _same(request.path.removeprefix(ENTRANCE), self._secret):
            return web.Response(status=403, text=self._locked(request.headers.get(hdrs.ACCEPT_LANGUAGE, "")))
        response = web.Response(status=303, headers={hdrs.LOCATION: "/"})
        response.set_cookie(COOKIE, self._cookie, httponly=True, samesite="Strict", path="/")
        return response

    def _headers(self) -> dict[str, str]:
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
            f"connect-src 'self' ws://{self._authority}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        return HEADERS | {"Content-Security-Policy": policy}


def _same(given: str, expected: str) -> bool:
    # Invalid UTF-8 arrives as lone surrogates, which a plain `encode` refuses.
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())

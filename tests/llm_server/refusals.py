"""How OpenAI's interface refuses a request: a status, a body with ``error``, and headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = (
    "RefusalError",
    "extra_forbidden",
    "failing",
    "invalid",
    "no_quota",
    "no_such_model",
    "rate_limited",
    "too_long",
    "unsupported",
    "wrong_key",
)

REQUEST: Final = "invalid_request_error"


class RefusalError(Exception):
    """A request is refused; the script of a test may raise it, too.

    Parameters
    ----------
    status
        The HTTP status.
    body
        What is sent: an object as JSON, a text as HTML.
    headers
        Further headers.
    """

    def __init__(self, status: int, body: Mapping[str, Any] | str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status}")
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def _error(message: str, kind: str, *, param: str | None = None, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def invalid(message: str, param: str | None = None, code: str | None = None) -> RefusalError:
    """The request is not as the interface wants it."""
    return RefusalError(400, _error(message, REQUEST, param=param, code=code))


def unsupported(param: str, value: object = None) -> RefusalError:
    """A parameter, or its value, is not for this model: what OpenAI's reasoning models say to ``max_tokens`` and ``temperature``."""
    if value is not None:
        text = f"Unsupported value: '{param}' does not support {value} with this model. Only the default (1) value is supported."
        return invalid(text, param, "unsupported_value")
    instead = " Use 'max_completion_tokens' instead." if param == "max_tokens" else ""
    text = f"Unsupported parameter: '{param}' is not supported with this model.{instead}"
    return invalid(text, param, "unsupported_parameter")


def extra_forbidden(param: str, value: object) -> RefusalError:
    """A parameter is unknown, as servers made with FastAPI say it (Mistral, older vLLM)."""
    detail = {
        "type": "extra_forbidden",
        "loc": ["body", param],
        "msg": "Extra inputs are not permitted",
        "input": value,
    }
    return RefusalError(422, {"object": "error", "message": {"detail": [detail]}, "type": REQUEST, "code": None})


def wrong_key(key: str | None) -> RefusalError:
    """The key is missing or wrong; like the real one, the answer repeats parts of it."""
    if key is None:
        return RefusalError(401, _error("You didn't provide an API key.", REQUEST))
    shown = key if len(key) < 12 else f"{key[:8]}{'*' * 8}{key[-4:]}"
    text = f"Incorrect API key provided: {shown}. You can find your API key at https://platform.openai.com/account/api-keys."
    return RefusalError(401, _error(text, REQUEST, code="invalid_api_key"))


def no_such_model(name: str) -> RefusalError:
    """There is no such model, or not for this key."""
    text = f"The model `{name}` does not exist or you do not have access to it."
    return RefusalError(404, _error(text, REQUEST, code="model_not_found"))


def too_long(most: int, sent: int) -> RefusalError:
    """The chat has more tokens than the model takes."""
    text = (
        f"This model's maximum context length is {most} tokens. However, your messages resulted in {sent} tokens. "
        "Please reduce the length of the messages."
    )
    return invalid(text, "messages", "context_length_exceeded")


def rate_limited(retry_after_s: float | None = None, *, milliseconds: bool = False) -> RefusalError:
    """Too many requests; `retry_after_s` goes into ``Retry-After``, or into ``retry-after-ms``."""
    text = "Rate limit reached for gpt-4o-mini on requests per min (RPM): Limit 3, Used 3, Requested 1."
    headers = {"x-ratelimit-remaining-requests": "0"}
    if retry_after_s is not None and milliseconds:
        headers["retry-after-ms"] = f"{1000 * retry_after_s:.0f}"
    elif retry_after_s is not None:
        headers["retry-after"] = f"{retry_after_s:g}"
    return RefusalError(429, _error(text, "requests", code="rate_limit_exceeded"), headers)


def no_quota() -> RefusalError:
    """The account has no credit left: a 429 that no waiting helps against."""
    text = "You exceeded your current quota, please check your plan and billing details."
    return RefusalError(429, _error(text, "insufficient_quota", code="insufficient_quota"))


def failing(status: int = 500, *, html: bool = False) -> RefusalError:
    """The server, or with `html` a proxy in front of it, fails."""
    if html:
        return RefusalError(status, f"<html><body><h1>{status} Bad Gateway</h1></body></html>")
    text = "The server had an error while processing your request. Sorry about that!"
    return RefusalError(status, _error(text, "server_error"))

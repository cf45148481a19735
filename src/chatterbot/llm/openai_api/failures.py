"""What the client's library raises, as `errors.ModelError`: in words of ours, since the server's may repeat a prompt or a key."""

from __future__ import annotations

import datetime as dt
import email.utils
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx2
import openai

from chatterbot import errors, redaction
from chatterbot.errors import ModelFault
from chatterbot.llm.openai_api.transport import UnreadableResponseError

__all__ = ("FOREIGN", "malformed", "refused_parameter", "refuses_roles", "translated")

FOREIGN: Final = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.StreamError,
    httpx2.InvalidURL,
    OSError,  # with TimeoutError
    ValueError,  # not JSON, not UTF-8; a header or an address that cannot be sent
    TypeError,
    AttributeError,
    LookupError,
    RecursionError,  # JSON in JSON in JSON
    OverflowError,  # numbers that no clock and no machine has
)
"""What may come out of the library: it takes the shape of a response for granted."""

LONGEST_WAIT_S: Final = 86_400.0
"""Seconds that a server may ask to be left alone: what is longer is no time that anybody waits for."""
_HEAD: Final = 400
"""Characters of a server's text that are looked at."""
_TOO_LONG: Final = re.compile(
    r"context[ _-]?(?:length|size|window|overflow)|maximum context|too many tokens|prompt is too long|exceed_context",
    re.IGNORECASE,
)
"""What servers say in place of the code ``context_length_exceeded``: llama.cpp, vLLM, LM Studio, OpenRouter."""
_ROLES: Final = re.compile(
    r"system role not supported|roles must alternate|only user and assistant roles", re.IGNORECASE
)
"""What the chat templates of Gemma, Mistral and Llama say through llama.cpp and vLLM."""
_IDENTIFIER: Final = re.compile(r"[a-z0-9_.\[\]]{1,40}")
"""A parameter's name or an error's code: no blanks, so no sentence, and no hyphen, so no key."""
_FILTERED: Final = frozenset({"content_filter", "content_policy_violation", "moderation_blocked"})
_UNPAID: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_STATUS_OF_CODE: Final[Mapping[str, int]] = {
    "rate_limit_exceeded": 429,
    "rate_limit_error": 429,
    "invalid_request_error": 400,
}
"""The status that an error in the middle of a stream would have had."""


def translated(error: Exception, *, seconds: float | None = None) -> errors.ModelError:
    """Return an error of the library, of the network or of reading a response as one of ours.

    Parameters
    ----------
    seconds
        How long was waited for an answer, if it is a `TimeoutError`.
    """
    match error:
        case errors.ModelError():
            return error
        case openai.APIStatusError():
            return _by_status(error.status_code, error.body, error.response)
        case openai.APITimeoutError():
            return errors.ModelError("no connection to the server in time", ModelFault.UNREACHABLE)
        case openai.APIConnectionError():
            return _unreachable(error)
        case openai.APIResponseValidationError():
            return malformed("a response that is not of the protocol")
        case openai.APIError():  # in the middle of a stream
            return _in_stream(error.body)
        case TimeoutError():
            waited = "in time" if seconds is None else f"within {seconds:g} s"
            return errors.ModelError(f"no word {waited}", ModelFault.TIMEOUT)
        case httpx2.TransportError() | httpx2.StreamError() | OSError():
            return _unreachable(error)
        case _:
            return malformed(f"something that is not of the protocol ({type(error).__name__})")


def malformed(what: str) -> errors.ModelError:
    """Return an error that says what the server sent."""
    return errors.ModelError(f"the server sent {what}", ModelFault.MALFORMED)


def refused_parameter(error: Exception, names: frozenset[str]) -> str | None:
    """Return which of these parameters the server does not take; `None`: it says nothing of one.

    Only the places are read that name a parameter, and the head of a text: further on, servers repeat what was asked.
    """
    if not isinstance(error, openai.APIStatusError) or error.status_code not in {400, 422, 501}:
        return None
    if (param := getattr(error, "param", None)) in names:
        return param
    located = [part for place in _places(error.body) for part in place if isinstance(part, str)]
    if located:
        return next((name for name in located if name in names), None)
    head = _text(error.body)[:_HEAD]
    found = [(head.index(name), name) for name in names if re.search(rf"(?<!\w){name}(?!\w)", head)]
    return min(found)[1] if found else None


def refuses_roles(error: Exception) -> bool:
    """Tell whether the model has no place for the system's messages, or for two of one role in a row."""
    if not isinstance(error, openai.APIStatusError) or error.status_code not in {400, 422, 500}:
        return False
    return _ROLES.search(_text(error.body)[:_HEAD]) is not None


def _places(body: object, depth: int = 0) -> Iterator[list[Any]]:
    """Return every ``loc`` of an error of FastAPI, however deep a proxy has packed it."""
    if depth > 6:
        return
    if isinstance(body, dict):
        if isinstance(place := body.get("loc"), list):
            yield place
        for value in body.values():
            yield from _places(value, depth + 1)
    elif isinstance(body, list):
        for value in body[:20]:
            yield from _places(value, depth + 1)


def _text(body: object) -> str:
    """Return the server's sentence in the body of an error."""
    if isinstance(body, dict):
        for name in ("message", "detail", "error"):
            if isinstance(text := body.get(name), str):
                return text
            if isinstance(inner := body.get(name), dict):
                return _text(inner)
    return body if isinstance(body, str) else ""


def _words(body: object) -> set[str]:
    """Return the codes in the body of an error."""
    if not isinstance(body, dict):
        return set()
    return {value for name in ("code", "type") if isinstance(value := body.get(name), str)}


def _identifiers(body: object) -> list[str]:
    """Return what the body of an error names as its cause: a parameter and a code, never a sentence."""
    if not isinstance(body, dict):
        return []
    named = {name: value for name in ("param", "code") if isinstance(value := body.get(name), str)}
    return [f"{name}: {value}" for name, value in named.items() if _IDENTIFIER.fullmatch(value)]


def _by_status(status: int, body: object, response: httpx2.Response) -> errors.ModelError:
    codes, said = _words(body), _text(body)[:_HEAD]
    wait_s = _retry_after(response.headers)
    found = _by_codes(codes, said) if status in {400, 404, 413, 422, 429, 500} else None
    if found is not None and not (status == 429 and found is ModelFault.TOO_LONG):
        return errors.ModelError(f"{_MEANING[found]} ({status})", found)
    match status:
        case 401 | 403:
            return errors.ModelError(f"the server does not take the key ({status})", ModelFault.KEY)
        case 402:
            return errors.ModelError(_MEANING[ModelFault.QUOTA] + " (402)", ModelFault.QUOTA)
        case 404 if isinstance(body, dict) and ("model_not_found" in codes or "model" in said.lower()):
            return errors.ModelError("the server has no such model (404)", ModelFault.MODEL)
        case 404:
            return errors.ModelError("the server offers nothing at this address (404)", ModelFault.REQUEST)
        case 408:
            return errors.ModelError("the server was too slow for itself (408)", ModelFault.TIMEOUT)
        case 413:
            return errors.ModelError("the question is too large for the server (413)", ModelFault.TOO_LONG)
        case 429:
            return errors.ModelError("the server asks to wait (429)", ModelFault.RATE_LIMITED, retry_after_s=wait_s)
        case _ if status >= 500:
            return errors.ModelError(f"the server failed ({status})", ModelFault.SERVER, retry_after_s=wait_s)
        case _ if status < 400:
            text = f"the server sends requests on to another address ({status}), which is not followed"
            return errors.ModelError(text, ModelFault.REQUEST)
        case _:
            details = ", ".join([str(status), *_identifiers(body)])
            return errors.ModelError(f"the server does not take the request ({details})", ModelFault.REQUEST)


_MEANING: Final[Mapping[ModelFault, str]] = {
    ModelFault.TOO_LONG: "the question has more tokens than the model takes",
    ModelFault.QUOTA: "the account at the server has no credit left",
    ModelFault.REFUSED: "the server's filter refused the question",
    ModelFault.MODEL: "the server has no such model",
}


def _by_codes(codes: set[str], said: str) -> ModelFault | None:
    if codes & _UNPAID:
        return ModelFault.QUOTA
    if codes & _FILTERED:
        return ModelFault.REFUSED
    if "model_not_found" in codes:
        return ModelFault.MODEL
    if "context_length_exceeded" in codes or any(_TOO_LONG.search(code) for code in codes) or _TOO_LONG.search(said):
        return ModelFault.TOO_LONG
    return None


def _in_stream(body: object) -> errors.ModelError:
    codes = _words(body)
    if (found := _by_codes(codes, _text(body)[:_HEAD])) is not None:
        return errors.ModelError(_MEANING[found], found)
    status = next((_STATUS_OF_CODE[code] for code in codes if code in _STATUS_OF_CODE), 500)
    if status == 429:
        return errors.ModelError("the server asks to wait", ModelFault.RATE_LIMITED)
    return errors.ModelError("the server failed while it answered", ModelFault.SERVER)


def _unreachable(error: Exception) -> errors.ModelError:
    cause = error.__cause__ or error
    if isinstance(cause, UnreadableResponseError):
        return malformed(str(cause))
    if isinstance(cause, httpx2.ReadTimeout | httpx2.WriteTimeout):
        return errors.ModelError("no word in time", ModelFault.TIMEOUT)
    if isinstance(cause, httpx2.RemoteProtocolError | httpx2.ReadError | httpx2.WriteError):
        return errors.ModelError(f"the connection broke ({type(cause).__name__})", ModelFault.UNREACHABLE)
    said = redaction.describe(cause)[:200]
    return errors.ModelError(f"the server cannot be reached: {said or type(cause).__name__}", ModelFault.UNREACHABLE)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds the server wants to be left alone."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "")
        try:
            seconds = float(value) * unit
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return min(seconds, LONGEST_WAIT_S)
    try:
        moment = email.utils.parsedate_to_datetime(headers.get("retry-after", ""))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        seconds = (moment - dt.datetime.now(dt.UTC)).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, seconds), LONGEST_WAIT_S)

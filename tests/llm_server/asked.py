"""`ServedRequest`: a request that came; a chat is checked as OpenAI checks it."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.llm_server import refusals
from tests.llm_server.answers import counted

__all__ = ("ServedRequest", "check_chat", "prompt_tokens")

PARAMETERS: Final = frozenset(
    [
        "messages",
        "model",
        "audio",
        "frequency_penalty",
        "function_call",
        "functions",
        "logit_bias",
        "logprobs",
        "max_completion_tokens",
        "max_tokens",
        "metadata",
        "modalities",
        "moderation",
        "n",
        "parallel_tool_calls",
        "prediction",
        "presence_penalty",
        "prompt_cache_key",
        "reasoning_effort",
        "response_format",
        "safety_identifier",
        "seed",
        "service_tier",
        "stop",
        "store",
        "stream",
        "stream_options",
        "temperature",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "user",
        "verbosity",
        "web_search_options",
    ]
)
"""What a chat may say (`openai.types.chat.completion_create_params`)."""
PARTS: Final[Mapping[str, frozenset[str]]] = {
    "system": frozenset({"text"}),
    "developer": frozenset({"text"}),
    "user": frozenset({"text", "image_url", "input_audio", "file"}),
    "assistant": frozenset({"text", "refusal"}),
    "tool": frozenset({"text"}),
}
"""The roles, and which content parts each may have."""
IMAGE: Final = re.compile(r"data:image/(?:png|jpeg|webp|gif);base64,([A-Za-z0-9+/=]+)")
TOKENS_A_MESSAGE: Final = 4
TOKENS_AN_IMAGE: Final = 85


@dataclasses.dataclass
class ServedRequest:
    """A request, and what became of it."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Their names are in lower case."""
    body: Any = None
    """The JSON; for an upload the form's fields, with the file's bytes under ``file``."""
    client: tuple[str, int] | None = None
    """Address and port of the client's end of the connection."""
    sent: int = 0
    """Pieces of the answer that were sent."""
    times: list[float] = dataclasses.field(default_factory=list[float])
    """When each of them was, by the loop's clock."""
    hung_up: bool = False
    """Whether the client closed the connection before the end."""
    ended: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    """Set when it is answered, or the connection is closed."""

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        """The messages of a chat."""
        return self.body["messages"]

    @property
    def system(self) -> str:
        """The words of all system messages."""
        return "\n".join(_words(one) for one in self.messages if one["role"] in {"system", "developer"})

    @property
    def text(self) -> str:
        """The words of the last message of the user."""
        return next((_words(one) for one in reversed(self.messages) if one["role"] == "user"), "")

    @property
    def whole(self) -> str:
        """The words of all messages, a line each: ``user: ...``."""
        return "\n".join(f"{one['role']}: {_words(one)}" for one in self.messages)

    @property
    def images(self) -> Sequence[bytes]:
        """The images of all messages."""
        parts = [part for one in self.messages if isinstance(one["content"], list) for part in one["content"]]
        found = [IMAGE.fullmatch(part["image_url"]["url"]) for part in parts if part["type"] == "image_url"]
        return [base64.b64decode(one[1]) for one in found if one]


def _words(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "\n".join(part.get("text", "") for part in content if part["type"] == "text")
    return content or ""


def prompt_tokens(body: Mapping[str, Any]) -> int:
    """Return about how many tokens the messages of a chat have."""
    total = 3
    for message in body["messages"]:
        total += TOKENS_A_MESSAGE + counted(_words(message))
        if isinstance(message.get("content"), list):
            total += TOKENS_AN_IMAGE * sum(part["type"] == "image_url" for part in message["content"])
    return total


def check_chat(body: Any) -> None:
    """Raise `RefusalError` if the body of a chat breaks a rule."""
    if not isinstance(body, dict):
        raise refusals.invalid("We could not parse the JSON body of your request.")
    if unknown := sorted(body.keys() - PARAMETERS):
        raise refusals.invalid(f"Unrecognized request argument supplied: {unknown[0]}", unknown[0], "unknown_parameter")
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise refusals.invalid("you must provide a model parameter")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise refusals.invalid("Invalid 'messages': empty array. Expected an array with minimum length 1.", "messages")
    for index, message in enumerate(messages):
        _check_message(message, f"messages[{index}]")
    if "max_tokens" in body and "max_completion_tokens" in body:
        raise refusals.invalid("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.")
    for name in ("max_tokens", "max_completion_tokens"):
        if name in body and (not isinstance(body[name], int) or body[name] < 1):
            raise refusals.invalid(f"Invalid '{name}': integer below minimum value.", name)
    temperature = body.get("temperature", 1)
    if not isinstance(temperature, (int, float)) or not 0 <= temperature <= 2:
        raise refusals.invalid("Invalid 'temperature': decimal above maximum value.", "temperature")
    if "stream_options" in body and not body.get("stream"):
        raise refusals.invalid(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options"
        )


def _check_message(message: Any, where: str) -> None:
    role = message.get("role") if isinstance(message, dict) else None
    if role not in PARTS:
        raise refusals.invalid(f"Invalid value: '{role}'. Supported values are: {', '.join(PARTS)}.", f"{where}.role")
    if extra := sorted(message.keys() - {"role", "content", "name", "refusal", "tool_calls", "tool_call_id", "audio"}):
        raise refusals.invalid(f"Unknown parameter: '{where}.{extra[0]}'.", f"{where}.{extra[0]}")
    content = message.get("content")
    if isinstance(content, str) or (content is None and role == "assistant"):
        return
    if not isinstance(content, list) or not content:
        raise refusals.invalid(f"Invalid type for '{where}.content'.", f"{where}.content")
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in PARTS[role]:
            raise refusals.invalid(f"Invalid value: '{kind}' in '{where}.content'.", f"{where}.content")
        if kind == "text" and not isinstance(part.get("text"), str):
            raise refusals.invalid(f"Missing required parameter: '{where}.content.text'.", f"{where}.content")
        if kind == "image_url":
            _check_image(part, where)


def _check_image(part: Mapping[str, Any], where: str) -> None:
    image = part.get("image_url")
    address = image.get("url") if isinstance(image, dict) else None
    found = IMAGE.fullmatch(address or "")
    if found is None:
        raise refusals.invalid(f"Invalid '{where}': expected a base64-encoded data URL.", where, "invalid_image_url")
    try:
        base64.b64decode(found[1], validate=True)
    except ValueError:
        raise refusals.invalid(f"Invalid base64 image_url in '{where}'.", where, "invalid_base64") from None

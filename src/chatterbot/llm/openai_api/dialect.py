"""`Dialect`: what a server does not take, learned from what it refuses; and a chat as the body of a request."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, Final

from chatterbot.llm.interfaces import ChatMessage, ChatRequest, ChatRole
from chatterbot.llm.openai_api.failures import refused_parameter, refuses_roles
from chatterbot.llm.options import OPENAI_URL, LlmOptions

__all__ = ("MOST_CHANGES", "Dialect")

MAX_TOKENS: Final = "max_tokens"
MAX_COMPLETION_TOKENS: Final = "max_completion_tokens"
STREAM_OPTIONS: Final = "stream_options"
TEMPERATURE: Final = "temperature"
ROLES: Final = "roles"
PARAMETERS: Final = frozenset({MAX_TOKENS, MAX_COMPLETION_TOKENS, STREAM_OPTIONS, TEMPERATURE})
"""What a request can do without."""
MOST_CHANGES: Final = len(PARAMETERS) + 1


@dataclasses.dataclass(frozen=True, slots=True)
class Dialect:
    """How a model on a server is asked.

    The most tokens of an answer have two names. Local servers know the old one, and overlook what they do not know, so that an answer
    would have no end; OpenAI's own reasoning models take the new one only.
    """

    bounds: tuple[str, str] = (MAX_TOKENS, MAX_COMPLETION_TOKENS)
    """The names of the most tokens, the one that is tried first before the other."""
    refused: frozenset[str] = frozenset()
    """Parameters that are left out. ``roles``: there may be no message of the system and no two of one role in a row."""

    @classmethod
    def first(cls, options: LlmOptions) -> Dialect:
        """Return how a server is asked that nothing is known of."""
        return cls((MAX_COMPLETION_TOKENS, MAX_TOKENS)) if options.base_url == OPENAI_URL else cls()

    def without(self, error: Exception) -> Dialect | None:
        """Return the dialect that leaves out what an error refuses; `None`: it refuses nothing that can be left out."""
        name = refused_parameter(error, PARAMETERS) or (ROLES if refuses_roles(error) else None)
        if name is None or name in self.refused:
            return None
        return dataclasses.replace(self, refused=self.refused | {name})

    def body(self, request: ChatRequest, options: LlmOptions) -> dict[str, Any]:
        """Return a chat as the parameters of a request."""
        messages = request.messages if ROLES not in self.refused else list(_alternating(request.messages))
        body: dict[str, Any] = {
            "model": request.model or options.model,
            "messages": [_message(one, sees_images=options.sees_images) for one in messages],
        }
        if (bound := next((name for name in self.bounds if name not in self.refused), None)) is not None:
            body[bound] = request.max_tokens or options.max_tokens
        if TEMPERATURE not in self.refused:
            body[TEMPERATURE] = options.temperature if request.temperature is None else request.temperature
        if STREAM_OPTIONS not in self.refused:
            body[STREAM_OPTIONS] = {"include_usage": True}
        return body


def _message(message: ChatMessage, *, sees_images: bool) -> dict[str, Any]:
    if not (message.images and sees_images and message.role is ChatRole.USER):
        return {"role": message.role.value, "content": message.text}
    parts: list[dict[str, Any]] = [{"type": "text", "text": message.text}] if message.text else []
    for image in message.images:
        data = base64.b64encode(image.data).decode("ascii")
        parts.append({"type": "image_url", "image_url": {"url": f"data:{image.media_type};base64,{data}"}})
    return {"role": message.role.value, "content": parts}


def _alternating(messages: Sequence[ChatMessage]) -> Iterator[ChatMessage]:
    """Yield messages of user and assistant in turn, the user first; what the system says goes before the user's words."""
    waiting: ChatMessage | None = None
    for message in messages:
        role = ChatRole.USER if message.role is ChatRole.SYSTEM else message.role
        if waiting is None:
            if role is not ChatRole.USER:
                yield ChatMessage(ChatRole.USER, "...")
            waiting = dataclasses.replace(message, role=role)
        elif waiting.role is role:
            joined = "\n\n".join(filter(None, (waiting.text, message.text)))
            waiting = ChatMessage(role, joined, (*waiting.images, *message.images))
        else:
            yield waiting
            waiting = dataclasses.replace(message, role=role)
    if waiting is not None:
        yield waiting

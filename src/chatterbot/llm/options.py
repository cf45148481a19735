"""`LlmOptions`: which server is asked, and how long it is waited for."""

from __future__ import annotations

import dataclasses
from typing import Final

__all__ = ("OPENAI_URL", "LlmOptions")

OPENAI_URL: Final = "https://api.openai.com/v1"
"""OpenAI's own server."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LlmOptions:
    """A model on an OpenAI-compatible server."""

    model: str
    """Its name, as the server lists it."""
    base_url: str = dataclasses.field(default=OPENAI_URL, repr=False)
    """The server's address; everything is asked of it, and nothing of any other address."""
    api_key: str | None = dataclasses.field(default=None, repr=False)
    """`None`: the server needs none, and none is sent."""
    sees_images: bool = False
    max_tokens: int = 800
    """Most tokens of an answer, where a request says nothing else."""
    temperature: float = 0.2
    first_token_s: float = 30.0
    """Seconds until the first word of an answer, with a second attempt and with what a reasoning model thinks before."""
    token_s: float = 15.0
    """Seconds between two words."""
    connect_s: float = 5.0
    """Seconds until there is a connection."""
    request_s: float = 30.0
    """Seconds for a request that is not a chat."""
    upload_s: float = 300.0
    """Seconds for sending a file."""
    retry_s: float = 0.5
    """Seconds before the second attempt, where the server does not say how many."""

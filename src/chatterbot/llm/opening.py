"""Open the model that the options name; its client's library is imported here, and only then."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.util
import sys
from collections.abc import AsyncGenerator
from typing import Final

from chatterbot import errors
from chatterbot.llm.interfaces import LanguageModel
from chatterbot.llm.options import LlmOptions

__all__ = ("missing_for_model", "open_model")

_LIBRARY: Final = "openai"
_CLIENT: Final = "chatterbot.llm.openai_api"


def missing_for_model() -> str | None:
    """Return the library that is missing for a language model; `None`: it is installed."""
    return None if _LIBRARY in sys.modules or importlib.util.find_spec(_LIBRARY) is not None else _LIBRARY


@contextlib.asynccontextmanager
async def open_model(options: LlmOptions) -> AsyncGenerator[LanguageModel]:
    """Open the client of a server; leaving closes its connections. The server is not asked yet.

    Raises
    ------
    errors.SettingsError
        If the address or the key cannot be used.
    errors.ModelError
        If the client's library is not installed (`errors.ModelFault.MISSING`).
    """
    if library := missing_for_model():
        raise errors.ModelError(f"{library} is not installed (extra `llm`)", errors.ModelFault.MISSING)
    await asyncio.to_thread(importlib.import_module, _CLIENT)  # takes half a second
    from chatterbot.llm.openai_api import OpenAiModel  # noqa: PLC0415 - needs the library

    async with OpenAiModel.open(options) as model:
        yield model

"""A language model behind one narrow protocol, `LanguageModel`; knows nothing of Discord and of what was taught.

Which server is asked, and how, stands in the settings (``[llm]``); the client's library (extra `llm`) is imported when one is opened.
"""

from __future__ import annotations

from chatterbot.llm.interfaces import (
    ChatChunk,
    ChatMessage,
    ChatRequest,
    ChatRole,
    FineTuneEvent,
    FineTuneJob,
    FineTuneMethod,
    FineTuneOrder,
    FineTuneState,
    FinishReason,
    LanguageModel,
    ModelImage,
    ModelInfo,
    Moderation,
    TokenUsage,
)
from chatterbot.llm.scripted import ScriptedModel

__all__ = (
    "ChatChunk",
    "ChatMessage",
    "ChatRequest",
    "ChatRole",
    "FineTuneEvent",
    "FineTuneJob",
    "FineTuneMethod",
    "FineTuneOrder",
    "FineTuneState",
    "FinishReason",
    "LanguageModel",
    "ModelImage",
    "ModelInfo",
    "Moderation",
    "ScriptedModel",
    "TokenUsage",
)

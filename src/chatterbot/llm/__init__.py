"""A language model behind one narrow protocol, `LanguageModel`; knows nothing of Discord and of what was taught.

Which server is asked, and how, stands in the settings (``[llm]``); the client's library (extra `llm`) is imported when one is opened.
"""

from __future__ import annotations

from chatterbot.llm.demo import demo_answer, demo_model
from chatterbot.llm.health import GuardedModel, HealthReport, HealthState, ModelHealth
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
from chatterbot.llm.opening import missing_for_model, open_model
from chatterbot.llm.options import OPENAI_URL, LlmOptions
from chatterbot.llm.scripted import ScriptedModel

__all__ = (
    "OPENAI_URL",
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
    "GuardedModel",
    "HealthReport",
    "HealthState",
    "LanguageModel",
    "LlmOptions",
    "ModelHealth",
    "ModelImage",
    "ModelInfo",
    "Moderation",
    "ScriptedModel",
    "TokenUsage",
    "demo_answer",
    "demo_model",
    "missing_for_model",
    "open_model",
)

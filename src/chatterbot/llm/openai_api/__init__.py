"""The client of OpenAI's HTTP interface, which Ollama, llama.cpp, vLLM, LM Studio and most hosted services speak, too.

Imported by `llm.opening` when a model is opened: it takes half a second, and needs a library that is not installed everywhere.
"""

from __future__ import annotations

from chatterbot.llm.openai_api.model import OpenAiModel

__all__ = ("OpenAiModel",)

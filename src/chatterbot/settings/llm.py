"""The settings of the language model."""

from __future__ import annotations

import enum
import re
from typing import Annotated

import pydantic

from chatterbot.settings.section import MEBIBYTE, Section

__all__ = ("LlmSettings", "ModerationMode")


class ModerationMode(enum.StrEnum):
    """What looks at questions and answers before they are sent on."""

    OFF = "off"
    SERVER = "server"
    PATTERNS = "patterns"


def _address(value: str) -> str:
    if value and not re.fullmatch(r"https?://\S+", value):
        raise ValueError('must be a whole address such as "http://localhost:11434/v1", or empty')
    return value.rstrip("/")


class LlmSettings(Section):
    """A language model that answers on the ground of what was taught (extra `llm`); without llm.model there is none."""

    base_url: Annotated[str, pydantic.AfterValidator(_address), pydantic.Field(repr=False)] = ""
    """URL of an OpenAI-compatible server: "http://localhost:11434/v1" (Ollama), "http://localhost:8080/v1" (llama.cpp), ... Questions, what
    was taught near them and the conversation are sent there. Empty: OpenAI's own."""
    api_key: pydantic.SecretStr | None = None
    """The API key of that server; servers on this machine need none. A secret: keep it in .env, or in a file named by
    CHATTERBOT_LLM__API_KEY_FILE."""
    model: str = ""
    """Name of the model that answers, as the server lists it: "gpt-4o-mini", "llama3.2". Empty: no model is asked."""
    allowed_models: tuple[str, ...] = ()
    """Names of further models that each server may choose in /settings; those fine-tuned for it are allowed anyway."""
    fine_tune_model: str = ""
    """Name of the model that `/train target:model` starts from, such as "gpt-4o-mini-2024-07-18". Empty: nobody can fine-tune."""
    fine_tunes_server_day: Annotated[int, pydantic.Field(ge=1, le=100)] = 2
    """Most fine-tuning jobs that one server orders in 24 hours, 1 to 100: each costs money, or hours of the machine."""
    fine_tunes_month: Annotated[int, pydantic.Field(ge=1, le=10_000)] = 50
    """Most fine-tuning jobs that all servers together order in 30 days, 1 to 10000; those of the command line do not count."""
    sees_images: bool = False
    """Whether the model understands images: those of a message are sent along."""
    max_image: Annotated[pydantic.ByteSize, pydantic.Field(ge=1024, le=20 * MEBIBYTE)] = pydantic.ByteSize(5 * MEBIBYTE)
    """Largest image that is sent along, in bytes or as "5 MiB"; 1 KiB to 20 MiB."""
    max_images: Annotated[int, pydantic.Field(ge=1, le=10)] = 4
    """Most images that are sent along with one question, 1 to 10."""
    first_token_timeout: Annotated[float, pydantic.Field(ge=1, le=600)] = 30.0
    """Seconds until the first word of an answer, 1 to 600. A large model on a CPU needs long to read the question."""
    token_timeout: Annotated[float, pydantic.Field(ge=0.5, le=600)] = 15.0
    """Seconds between two words, 0.5 to 600; after that the connection counts as broken."""
    max_tokens: Annotated[int, pydantic.Field(ge=16, le=32_000)] = 800
    """Most tokens of an answer, 16 to 32000; 800 are about 600 English or 300 Russian words."""
    max_characters: Annotated[int, pydantic.Field(ge=200, le=20_000)] = 6000
    """Most characters of an answer, 200 to 20000: three messages. What is longer is cut off, and marked."""
    temperature: Annotated[float, pydantic.Field(ge=0, le=2)] = 0.2
    """How much chance there is in the choice of words, 0 to 2: low, since answers should keep to what was taught."""
    context_tokens: Annotated[int, pydantic.Field(ge=512, le=1_000_000)] = 6000
    """Most tokens of a question with everything that goes along with it, 512 to 1000000; below what the model can take, less
    llm.max_tokens."""
    memory_minutes: Annotated[int, pydantic.Field(ge=0, le=10_080)] = 60
    """Minutes for which earlier messages belong to a conversation, 0 to 10080; 0: each question stands alone."""
    memory_tokens: Annotated[int, pydantic.Field(ge=0, le=100_000)] = 1500
    """Most tokens of earlier messages, 0 to 100000."""
    requests_person_minute: Annotated[int, pydantic.Field(ge=1, le=1000)] = 6
    """Most questions of one person that the model gets in a minute, 1 to 1000."""
    tokens_person_minute: Annotated[int, pydantic.Field(ge=100)] = 40_000
    """Most tokens that one person uses in a minute, from 100 on."""
    requests_server_day: Annotated[int, pydantic.Field(ge=1)] = 2000
    """Most questions of one server, or of one person in direct messages, in a day (UTC), from 1 on."""
    tokens_server_day: Annotated[int, pydantic.Field(ge=1000)] = 3_000_000
    """Most tokens of one server, or of one person in direct messages, in a day (UTC), from 1000 on."""
    requests_month: Annotated[int, pydantic.Field(ge=1)] = 200_000
    """Most questions of all together in a month (UTC), from 1 on."""
    tokens_month: Annotated[int, pydantic.Field(ge=1000)] = 100_000_000
    """Most tokens of all together in a month (UTC), from 1000 on."""
    price_prompt: Annotated[float, pydantic.Field(ge=0)] = 0.0
    """Price of a million tokens of questions, in llm.currency; with it the use is also shown as an amount. 0: not known."""
    price_completion: Annotated[float, pydantic.Field(ge=0)] = 0.0
    """Price of a million tokens of answers, in llm.currency."""
    currency: Annotated[str, pydantic.Field(min_length=1, max_length=8)] = "USD"
    """The currency of the prices, for showing."""
    moderation: ModerationMode = ModerationMode.OFF
    """What looks at questions and answers: "off", "server" (the moderation endpoint of the server), or "patterns"
    (llm.moderation_patterns)."""
    moderation_patterns: tuple[str, ...] = ()
    """Regular expressions (RE2) that questions to the model and its answers must not contain, with upper and lower case alike."""

"""`AnswerReader`: the chunks of a stream in, the answer's text and how it ended out; takes nothing for granted."""

from __future__ import annotations

from typing import Any, Final

from chatterbot import errors
from chatterbot.errors import ModelFault
from chatterbot.llm.interfaces import ChatChunk, FinishReason, TokenUsage
from chatterbot.llm.openai_api.failures import malformed
from chatterbot.llm.thinking import ThoughtFilter

__all__ = ("AnswerReader",)

CHARACTERS_A_TOKEN: Final = 16
"""More characters a token than any language has: a server that writes on after that overlooks the limit of tokens."""
LONGEST_NAME: Final = 120
MOST_COUNTED: Final = 10_000_000
"""Tokens that one request can have: more than any model takes. What a server counts beyond that is no count."""
_FINISHES: Final = {
    "length": FinishReason.LENGTH,
    "max_tokens": FinishReason.LENGTH,
    "content_filter": FinishReason.FILTER,
}
"""Every other reason is an end like another."""


class AnswerReader:
    """Reads one answer.

    Parameters
    ----------
    max_tokens
        Most tokens that were asked for.
    """

    def __init__(self, max_tokens: int) -> None:
        self._left = max_tokens * CHARACTERS_A_TOKEN
        self._most = max_tokens
        self._thoughts = ThoughtFilter()
        self._finish: FinishReason | None = None
        self._usage: TokenUsage | None = None
        self._refusal = False
        self._model = ""
        self._delivered = False

    @property
    def delivered(self) -> bool:
        """Whether a word of the answer was returned."""
        return self._delivered

    @property
    def finished(self) -> bool:
        """Whether the model has said that it is at the end; the tokens may still come."""
        return self._finish is not None

    @property
    def full(self) -> bool:
        """Whether the answer is far longer than was asked for: nothing more is read."""
        return self._left <= 0

    def add(self, raw: Any) -> ChatChunk | None:
        """Return what a chunk adds to the answer; `None`: nothing.

        Raises
        ------
        errors.ModelError
            If it is no chunk.
        """
        if isinstance(name := getattr(raw, "model", None), str) and name.isprintable():
            self._model = name[:LONGEST_NAME]
        self._usage = _usage(getattr(raw, "usage", None)) or self._usage
        choices = getattr(raw, "choices", ...)
        if choices is None:
            return None
        if not isinstance(choices, list):
            raise malformed("a chunk without choices")
        if not choices:
            return None
        choice = choices[0]
        delta = getattr(choice, "delta", None)
        if getattr(delta, "refusal", None):
            self._refusal = True
        text = self._thoughts.add(_content(getattr(delta, "content", None)))
        if (finish := getattr(choice, "finish_reason", None)) is not None and self._finish is None:
            self._finish = _FINISHES.get(str(finish), FinishReason.STOP)
            text += self._thoughts.end()
        return self._chunk(text)

    def end(self) -> list[ChatChunk]:
        """Return the last chunks, of which the last one says how the answer ended, with the tokens.

        The tokens are there even if the answer is none: call `problem` after it.
        """
        rest = self._chunk(self._thoughts.end())
        finish = self._finish
        if self.full:
            finish = FinishReason.LENGTH
        elif self._refusal and self._delivered:
            finish = FinishReason.FILTER
        elif finish is None and self._usage is not None:
            finish = FinishReason.STOP  # tokens are counted at the end only
        last = ChatChunk("", self._model, finish if self._delivered else None, self._usage)
        return [last] if rest is None else [rest, last]

    def problem(self) -> errors.ModelError | None:
        """Return what is wrong with the answer, now that it has ended; `None`: nothing."""
        if self._refusal and not self._delivered:
            return errors.ModelError("the model refuses to answer this", ModelFault.REFUSED)
        if self._finish is FinishReason.FILTER and not self._delivered:
            return errors.ModelError("the server's filter held the whole answer back", ModelFault.REFUSED)
        if self._finish is None and self._usage is None and not self.full:
            return errors.ModelError("the answer broke off", ModelFault.UNREACHABLE)
        if self._delivered:
            return None
        if self._finish is FinishReason.LENGTH:
            text = f"no word of an answer within {self._most} tokens: the model was still thinking, llm.max_tokens is too low for it"
            return errors.ModelError(text, ModelFault.EMPTY)
        return errors.ModelError("the answer is empty", ModelFault.EMPTY)

    def _chunk(self, text: str) -> ChatChunk | None:
        text = text[: max(0, self._left)]
        if not self._delivered:
            text = text.lstrip()
        if not text:
            return None
        self._left -= len(text)
        self._delivered = True
        return ChatChunk(text, self._model)


def _content(content: object) -> str:
    """Return the words of a delta; some servers send parts, of which a thought is one (Mistral)."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts: list[Any] = content
        texts = [part.get("text") for part in parts if isinstance(part, dict) and part.get("type") == "text"]
        return "".join(text for text in texts if isinstance(text, str))
    raise malformed("a chunk without words")


def _usage(given: Any) -> TokenUsage | None:
    counts = [_count(getattr(given, name, None)) for name in ("prompt_tokens", "completion_tokens")]
    if all(count is None for count in counts):
        return None
    prompt, completion = (count or 0 for count in counts)
    return TokenUsage(prompt, completion)


def _count(given: object) -> int | None:
    """Return a number of tokens; `None`: it is none."""
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= MOST_COUNTED:
        return None
    return given

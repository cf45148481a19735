"""The keys by which examples are told apart and found again."""

from __future__ import annotations

import hashlib

from chatterbot import models
from chatterbot.engine import normalise
from chatterbot.store import KeyedExample

__all__ = ("answer_of", "keyed", "prompt_key")

KEY_BYTES = 16
"""Bytes of a key: of 2^32 texts two have the same 128-bit key with probability 2^-65."""


def prompt_key(prompt: str) -> bytes:
    """Hash of the normalised prompt: two prompts with the same key are the same question to the engine."""
    return _hash(normalise(prompt))


def answer_of(reply: str | None, label: str | None) -> int | None:
    """What the engine tells apart, signed 64 bits: the normalised label if there is one, else the reply; `None` without either."""
    named = ("label", normalise(label)) if label is not None else ("reply", (reply or "").strip())
    if label is None and reply is None:
        return None
    key = int.from_bytes(_hash(*named)[:8], "little", signed=True)
    return key if key != -(2**63) else 0  # the engine keeps the least number for "should not be answered"


def keyed(example: models.NewExample, asker_id: int | None = None) -> KeyedExample:
    """Give a new example its keys. What has neither reply nor label means "do not answer this", whichever its polarity."""
    answer = answer_of(example.reply, example.label)
    if answer is None and not example.positive:
        example = models.NewExample(example.prompt, previous=example.previous)
    normal = normalise(example.prompt)
    label = None if example.label is None else normalise(example.label)
    return KeyedExample(
        example=example,
        answer=answer,
        prompt_key=_hash(normal),
        identity=_hash(normal, example.reply, label, "+" if example.positive else "-"),
        asker_id=asker_id,
    )


def _hash(*parts: str | None) -> bytes:
    """Hash parts so that neither their borders nor a missing one can be mistaken."""
    state = hashlib.blake2b(digest_size=KEY_BYTES)
    for part in parts:
        data = b"" if part is None else part.encode("utf-8", "surrogatepass")
        state.update(b"-" if part is None else b"%d:" % len(data))
        state.update(data)
    return state.digest()

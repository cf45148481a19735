"""The keys by which equal questions, answers and examples are recognised."""

from __future__ import annotations

import hashlib

from chatterbot import models
from chatterbot.engine import normalise
from chatterbot.store import KeyedExample, barring_key

__all__ = ("answer_of", "keyed", "prompt_key")

KEY_BYTES = 16
"""Bytes of a key: of 2^32 texts two have the same 128-bit key with probability 2^-65."""


def prompt_key(prompt: str) -> bytes:
    """Return the hash of the normalised prompt: prompts with the same key are the same question to the engine."""
    return _hash(normalise(prompt))


def answer_of(reply: str | None, label: str | None) -> int | None:
    """Return the engine's key of an answer, a signed 64-bit number: of the normalised label, or else the reply; `None` without either."""
    named = ("label", normalise(label)) if label is not None else ("reply", (reply or "").strip())
    if label is None and reply is None:
        return None
    key = int.from_bytes(_hash(*named)[:8], "little", signed=True)
    return key if key != -(2**63) else 0  # the engine uses the smallest number for "should not be answered"


def keyed(example: models.NewExample, asker_id: int | None = None) -> KeyedExample:
    """Return a new example with its keys. A negative `NewAlternative` bars that one reply of several. Without reply and label it means "do not answer this", positive or not."""
    beside = example.beside if isinstance(example, models.NewAlternative) and example.beside else None
    answer = answer_of(beside or example.reply, example.label)
    if beside is not None and not example.positive and example.reply is not None:
        answer = barring_key(example.reply)
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
        alternative=beside is not None and example.label is None and beside != example.reply,
    )


def _hash(*parts: str | None) -> bytes:
    """Return a hash of several parts; it differs if their borders do, or if a part is missing instead of empty."""
    state = hashlib.blake2b(digest_size=KEY_BYTES)
    for part in parts:
        data = b"" if part is None else part.encode("utf-8", "surrogatepass")
        state.update(b"-" if part is None else b"%d:" % len(data))
        state.update(data)
    return state.digest()

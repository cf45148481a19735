"""Where a language model's answer comes from, for "Why this reply?": numbered examples and passages, the model, its tokens and its time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot import models
from chatterbot.conversation import AnswerSource, Explanation
from chatterbot.discord import Translator, formatting
from chatterbot.plugins import _examples_told
from chatterbot.store import PassageRecord

__all__ = ("add_model", "add_sources")

LONGEST_FIELD: Final = 1024
"""Characters of an embed's field (Discord's limit)."""
LONGEST_ALL: Final = 4500
"""Characters of all sources: an embed has at most 6000, and says more."""


def add_sources(translate: Translator, embed: hikari.Embed, explanation: Explanation) -> None:
    """Say what an answer in a model's words rests on, with the numbers that stand in it."""
    if explanation.turn.reply.source is models.ReplySource.GENERAL:
        embed.add_field(translate("why-general"), translate("why-general-about"))
        return
    lines = [f"**[{each.number}]** {_source(translate, each)}" for each in explanation.sources]
    for number, field in enumerate(_fields(translate, lines)):
        embed.add_field(translate("why-composed") if number == 0 else "…", field)


def add_model(translate: Translator, embed: hikari.Embed, composed: models.Composed, *, chose: bool) -> None:
    """Say which model made an answer, with how many tokens and in which time.

    Parameters
    ----------
    chose
        Whether it chose words that others wrote.
    """
    lines = [formatting.code(composed.model, 200)] if composed.model else []
    if composed.prompt_tokens or composed.completion_tokens:
        lines.append(
            translate("why-model-tokens", prompt=composed.prompt_tokens, completion=composed.completion_tokens)
        )
    if composed.total_s:
        lines.append(translate("why-model-time", first=round(composed.first_s, 1), total=round(composed.total_s, 1)))
    if composed.cut:
        lines.append(translate("why-model-cut"))
    if chose:
        lines.append(translate("why-model-chose"))
    if lines:
        embed.add_field(translate("why-model"), "\n".join(lines))


def _source(translate: Translator, source: AnswerSource) -> str:
    if source.example is not None:
        return _example(translate, source.example)
    return translate("why-source-gone") if source.passage is None else _passage(translate, source.passage)


def _example(translate: Translator, example: models.Example) -> str:
    question, answer = formatting.quoted(example.prompt, 90), formatting.quoted(models.spoken(example), 150)
    told = _examples_told.origin(translate, example).replace("\n", " · ")
    return f"{translate('learned-pair', question=question, answer=answer)}\n{told}"


def _passage(translate: Translator, passage: PassageRecord) -> str:
    document = passage.document
    names = formatting.quoted(" › ".join(name for name in (document.title, passage.heading) if name), 150)
    link = passage.url or document.url
    person = formatting.person(translate, document.author_id)
    told = translate("why-imported", person=person, when=formatting.time(document.created_at))
    return "\n".join([names, *([formatting.quoted(link, 200)] if link else []), told])


def _fields(translate: Translator, lines: Sequence[str]) -> list[str]:
    """Return the lines in as few fields as they fit into; the rest is counted."""
    fields: list[str] = []
    used = 0
    for number, line in enumerate(lines):
        if used + len(line) > LONGEST_ALL:
            fields.append(translate("why-sources-more", count=len(lines) - number))
            break
        used += len(line)
        if fields and len(fields[-1]) + 1 + len(line) <= LONGEST_FIELD:
            fields[-1] += f"\n{line}"
        else:
            fields.append(line[:LONGEST_FIELD])
    return fields

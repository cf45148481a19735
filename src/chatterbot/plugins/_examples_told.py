"""An example in words: what it says, and who taught it."""

from __future__ import annotations

from chatterbot import models
from chatterbot.discord import Translator, formatting
from chatterbot.plugins import _sources

__all__ = ("origin", "pair")


def pair(translate: Translator, example: models.Example) -> str:
    """Return an example's question and answer."""
    answer = example.reply or example.label
    question = formatting.quoted(example.prompt, 300)
    if answer is None:
        return translate("why-not-to-answer", question=question)
    return translate("learned-pair", question=question, answer=formatting.quoted(answer, 400))


def origin(translate: Translator, example: models.Example) -> str:
    """Return who taught an example, when and how, whose words it is, and the link of the message it comes from."""
    source = _sources.words(translate, example.source)
    when = formatting.time(example.created_at)
    if example.author_id:
        person = formatting.person(translate, example.author_id)
        lines = [translate("why-taught-by", person=person, source=source, when=when)]
    else:
        lines = [translate("why-taught-by-nobody", source=source, when=when)]
    if example.credited_id is not None:
        lines.append(translate("teach-credited", person=formatting.person(translate, example.credited_id)))
    if example.origin is not None:
        lines.append(formatting.quoted(example.origin, 200))
    return "\n".join(lines)

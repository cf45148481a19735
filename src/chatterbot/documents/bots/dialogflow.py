"""An agent of Dialogflow ES, exported as a zip.

``agent.json``, ``intents/<name>.json`` with the responses, ``intents/<name>_usersays_<language>.json`` with the training phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from chatterbot.documents import limits, values
from chatterbot.documents.bots.found import BotPairs, items, json_of, mapping, texts
from chatterbot.documents.formats import packed
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("pairs",)

_PHRASES: Final = re.compile(
    r"intents/(?P<name>.{1,300})_usersays_(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z\d]{2,4})?)\.json"
)
_INTENT: Final = re.compile(r"intents/(?P<name>.{1,300})\.json")
_PLACEHOLDER: Final = re.compile(r"(?<![\w$])[$#@][A-Za-z_][\w.-]{0,60}")
"""``$city``, ``#context.city``, ``@sys.date``: what the agent fills."""
_TEXT: Final = frozenset({"0", "text"})
"""Types of a message that is text; older exports have numbers."""


def pairs(files: Sequence[values.SourceFile], parse_limits: limits.ParseLimits) -> BotPairs:
    """Return each intent's training phrases with its text responses, a pair for each language.

    Left out are intents that only make sense in a context, that ask for something first or whose answer a program gives (webhook), those
    for when nothing else fits, and responses for one platform only.

    Raises
    ------
    DocumentRefusal
        ``error-document-export``: it is no agent; and as `packed.members`.
    """
    found = BotPairs(parse_limits, _PLACEHOLDER)
    for file in files:
        intents: dict[str, Any] = {}
        phrases: dict[str, dict[str, list[str]]] = {}
        for name, content in packed.members(file.data, parse_limits):
            if (said := _PHRASES.fullmatch(name)) is not None:
                phrases.setdefault(said["name"], {})[said["language"].casefold()] = list(_phrases(json_of(content)))
            elif (intent := _INTENT.fullmatch(name)) is not None:
                intents[intent["name"]] = json_of(content)
        if not intents:
            raise DocumentRefusal("error-document-export")
        for name, intent in intents.items():
            made = list(_of_intent(name, mapping(intent), phrases.get(name, {})))
            found.pairs += made
            found.unanswered += not made
    return found


def _phrases(content: Any) -> Iterator[str]:
    for phrase in items(content):
        if mapping(phrase).get("isTemplate") is True:  # "@city" stands for any of its values
            continue
        yield "".join(str(mapping(part).get("text", "")) for part in items(mapping(phrase).get("data")))


def _of_intent(name: str, intent: dict[str, Any], phrases: dict[str, list[str]]) -> Iterator[values.FoundPair]:
    if intent.get("contexts") or intent.get("parentId") or intent.get("fallbackIntent") is True:
        return
    response = mapping(next(iter(items(intent.get("responses"))), None))
    # A phrase can leave out what is required: then the agent asks for it first.
    if intent.get("webhookUsed") is True or any(
        mapping(parameter).get("required") is True for parameter in items(response.get("parameters"))
    ):
        return
    for language, asked in phrases.items():
        messages = [
            variants
            for message in map(mapping, items(response.get("messages")))
            if str(message.get("type")).casefold() in _TEXT
            and str(message.get("lang", language)).casefold() == language
            and not message.get("platform")
            and (variants := texts(message.get("speech")))
        ]
        if asked and messages:
            # The agent says all messages, and of each one of its variants.
            first, *others = messages
            rest = "".join(f"\n{variants[0]}" for variants in others)
            told = [f"{variant}{rest}" for variant in first]
            title = str(intent.get("name") or name)
            yield values.FoundPair(tuple(asked), told[0], further_answers=tuple(told[1:]), label=title)

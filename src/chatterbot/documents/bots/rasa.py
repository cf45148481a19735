"""A project of Rasa 2 or 3 (YAML): training data, responses, rules and stories, in one file or several.

An intent is answered by the response that follows it in a rule, else in every story in which it comes; retrieval intents
(``faq/price``) by their own response (``utter_faq/price``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from chatterbot.documents import limits, values
from chatterbot.documents.bots.found import BotPairs, items, mapping, texts, yaml_of

__all__ = ("is_project", "pairs")

_PART: Final = re.compile(rb"^(?:nlu|responses|rules|stories)[ \t]*:", re.MULTILINE)
_ENTITY: Final = re.compile(
    r"\[(?P<text>[^\[\]\n]{1,300})\](?:\([^()\n]{1,300}\)|\{[^{}\n]{1,300}\}|\[\{[^\[\]\n]{1,300}\}\])"
)
"""``[Berlin](city)``, ``[Berlin]{"entity": "city"}`` and ``[Berlin][{"entity": "city"}, {"entity": "place"}]``."""
_PLACEHOLDER: Final = re.compile(r"\{[\w-]{1,60}\}")
"""A slot that the bot fills."""


def is_project(data: bytes) -> bool:
    """Tell whether a YAML file is a part of a project."""
    found = {match[0].split(b":")[0].strip() for match in _PART.finditer(data)}
    return b"nlu" in found and bool(found & {b"responses", b"rules", b"stories"})


def pairs(files: Sequence[values.SourceFile], parse_limits: limits.ParseLimits) -> BotPairs:
    """Return each intent's examples with the response that it has by itself.

    Raises
    ------
    DocumentRefusal
        ``error-document-export``: a file is no YAML, or too complex.
    """
    intents: dict[str, list[str]] = {}
    responses: dict[str, list[str]] = {}
    rules: list[Any] = []
    stories: list[Any] = []
    for file in files:
        content = mapping(yaml_of(file, parse_limits))
        for entry in items(content.get("nlu")):
            if isinstance(name := mapping(entry).get("intent"), str):
                intents.setdefault(name, []).extend(_examples(mapping(entry).get("examples")))
        for name, variants in mapping(content, "responses").items():
            # A variant with a condition depends on what was said before, one with a channel is for this channel only.
            fixed = (one for one in map(mapping, items(variants)) if not (one.get("condition") or one.get("channel")))
            responses.setdefault(name, []).extend(text for variant in fixed for text in texts(variant.get("text")))
        rules += items(content.get("rules"))
        stories += items(content.get("stories"))
    followed = _followed(stories) | _followed(rules)
    found = BotPairs(parse_limits, _PLACEHOLDER)
    for intent, asked in intents.items():
        own = responses.get(f"utter_{intent}") if "/" in intent else None
        told = own or _told(followed.get(intent, frozenset()), responses)
        if asked and told:
            found.pairs.append(values.FoundPair(tuple(asked), told[0], further_answers=tuple(told[1:]), label=intent))
        else:
            found.unanswered += 1
    return found


def _examples(content: Any) -> Iterator[str]:
    """Yield an intent's examples: lines that begin with a hyphen (Rasa reads no others), or a list."""
    if isinstance(content, str):
        lines = [line.removeprefix("-") for line in map(str.strip, content.split("\n")) if line.startswith("-")]
    else:
        listed = [one if isinstance(one, str) else mapping(one).get("text") for one in items(content)]
        lines = [line for line in listed if isinstance(line, str)]
    for line in lines:
        if text := _ENTITY.sub(r"\g<text>", line).strip():
            yield text


def _followed(paths: Sequence[Any]) -> dict[str, frozenset[tuple[str, ...]]]:
    """Return the responses that follow each intent: one sequence if they are always the same."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for path in paths:
        asked: list[str] = []
        actions: list[str] = []
        # A condition makes an answer depend on more than the question.
        conditional = bool(mapping(path).get("condition"))
        for step in (*items(mapping(path).get("steps")), {"intent": ""}):
            if "intent" in mapping(step) or "or" in mapping(step):
                for intent in asked:
                    found.setdefault(intent, set()).add(("",) if conditional else tuple(actions))
                either = items(mapping(step).get("or")) or [step]
                asked = [name for one in either if isinstance(name := mapping(one).get("intent"), str) and name]
                actions = []
            elif isinstance(action := mapping(step).get("action"), str):
                actions.append(action)
            else:
                actions.append("")  # a slot, a form, a checkpoint: not answered by a response alone
    return {intent: frozenset(sequences) for intent, sequences in found.items()}


def _told(sequences: frozenset[tuple[str, ...]], responses: dict[str, list[str]]) -> list[str]:
    """Return the answers of an intent; none if they depend on what was said before, or on code."""
    if len(sequences) != 1:
        return []
    (actions,) = sequences
    actions = tuple(action for action in actions if action != "action_listen")
    if not actions or not all(responses.get(action) for action in actions):
        return []
    first, *others = actions
    rest = "".join(f"\n\n{responses[action][0]}" for action in others)
    return [f"{variant}{rest}" for variant in responses[first]]

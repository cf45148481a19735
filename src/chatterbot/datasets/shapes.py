"""From one row, in whichever shape people have it, to examples.

Beside the fields of `rows`: Alpaca's (``instruction`` and ``input`` are one question), the intents of chatbot tutorials (``tag``,
``patterns``, ``responses``), OpenAI's pairs of answers (`preference_pairs`), and pairs of names that tell together (``user`` and ``bot``).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final, cast

from chatterbot import models
from chatterbot.datasets import chats, headings, preference_pairs, reply_fields, rows, values

__all__ = ("examples_of",)

_OUT_OF_SCOPE: Final = "oos"
"""Label of what should not be answered (the name comes from the CLINC150 dataset)."""

_YES: Final = frozenset(
    {
        "true",
        "yes",
        "1",
        "да",
        "истина",
        "wahr",
        "ja",
        "vrai",
        "oui",
        "verdadero",
        "sí",
        "verdadeiro",
        "sim",
        "vero",
        "prawda",
    }
)
_NO: Final = frozenset({"false", "no", "0", "нет", "ложь", "falsch", "nein", "faux", "non", "falso", "não", "fałsz"})
"""Also as spreadsheets in other languages write true and false."""

_PATTERNS: Final = ("patterns", "utterances", "questions")
_RESPONSES: Final = ("responses", "answers", "replies")
_TAGS: Final = ("tag", "intent", "label")


def examples_of(value: object, limits: values.DatasetLimits) -> Iterator[models.NewExample]:
    """Turn one row into its examples (several for a conversation).

    Raises
    ------
    rows.RowError
        The row is refused, whatever it gave before.
    """
    if isinstance(value, models.NewExample):
        yield value
    elif isinstance(value, Mapping):
        yield from _of_mapping(cast("Mapping[object, object]", value), limits)
    elif isinstance(value, list):
        items = cast("list[object]", value)
        if len(items) != 2:
            raise rows.RowError("error-row-columns", found=len(items), expected=2)
        yield rows.pair(items[0], items[1], limits)
    else:
        raise rows.RowError("error-row-not-a-row", found=rows.kind_of(value))


def _of_mapping(value: Mapping[object, object], limits: values.DatasetLimits) -> Iterator[models.NewExample]:
    if isinstance(value, rows.Doubled):
        raise rows.RowError("error-row-doubled-key", name=value.name[:40])
    if (listed := _lists(value)) is not None:
        yield from _of_intent(value, *listed, limits)
        return
    if preference_pairs.is_pair(value):
        yield from preference_pairs.examples_of(value, limits)
        return
    fields, names = _fields(_alpaca(value))
    positive = _flag(fields.get("positive"), names.get("positive", ""))
    if "messages" in fields and "prompt" not in fields:
        for example in chats.examples_of(fields["messages"], names["messages"], limits):
            yield dataclasses.replace(example, positive=positive)
        return
    if "prompt" not in fields:
        texts = [name for name in value if isinstance(name, str)][:_LOOKED_AT]
        asks = "reply" not in fields and headings.may_ask(texts)
        raise rows.RowError("error-row-no-reply" if asks else "error-row-no-prompt", found=rows.names_of(value))
    if "reply" not in fields and "label" not in fields:
        raise rows.RowError("error-row-no-reply", found=rows.names_of(value))
    prompt = rows.text_of(fields["prompt"], names["prompt"], limits.max_prompt)
    said = fields.get("reply")
    replies = cast("list[object]", said) if isinstance(said, list) else [] if said is None else [said]
    if isinstance(said, list) and not replies:
        raise rows.RowError("error-row-empty", field=names["reply"])
    told = [rows.text_of(each, names["reply"], limits.max_reply) for each in replies]
    reply = told[0] if told else None
    label = fields.get("label")
    label = None if label is None else rows.text_of(label, names["label"], limits.max_label)
    if label is not None and label.casefold() == _OUT_OF_SCOPE:
        label = None
    previous = fields.get("previous")
    previous = None if previous is None or previous == "" else rows.text_of(previous, "previous", limits.max_reply)
    if not positive and reply is None and label is None:
        raise rows.RowError("error-row-negative-without-reply")
    about = reply_fields.read(value, limits) if reply is not None else reply_fields.ReplyFields()
    example = models.NewExample(
        prompt, reply, label, positive=positive, previous=previous, extras=about.extras, language=about.language
    )
    yield _beside(example, about.beside) if about.beside else example
    for further in dict.fromkeys(told[1:]):
        if further != reply:
            other = models.NewExample(prompt, further, label, positive=positive, previous=previous)
            yield other if label is not None or not positive else _beside(other, reply or "")


def _beside(example: models.NewExample, beside: str) -> models.NewAlternative:
    """Return an example whose reply is given in turn with another one."""
    given = {field.name: getattr(example, field.name) for field in dataclasses.fields(example)}
    return models.NewAlternative(**given, beside=beside)


def _fields(value: Mapping[object, object]) -> tuple[dict[str, object], dict[str, str]]:
    """Return the fields of a row, and the name each has there."""
    fields: dict[str, object] = {}
    names: dict[str, str] = {}
    for name, content in value.items():
        if (field := rows.field_of(name)) is None:
            continue  # further fields are other programs' business
        if field in fields:
            raise rows.RowError("error-row-two-fields", first=names[field], second=str(name))
        fields[field], names[field] = content, str(name)
    if "prompt" in fields or "reply" in fields or "messages" in fields:
        return fields, names
    texts = [name for name in value if isinstance(name, str)][:_LOOKED_AT]
    for name, kind in zip(texts, headings.columns(texts) or (), strict=False):
        if kind is not None and kind not in fields:
            fields[kind], names[kind] = value[name], name
    return fields, names


_LOOKED_AT: Final = 20
"""Names of a row that are looked at when none is a field's: more is no row of questions and answers."""


def _alpaca(value: Mapping[object, object]) -> Mapping[object, object]:
    """Return a row of Alpaca's kind with one question: the instruction, and below it what it is about."""
    names = {name.strip().casefold(): name for name in value if isinstance(name, str)}
    if "instruction" not in names or not {"input", "text"} & names.keys():
        return value
    instruction, about = value[names["instruction"]], value[names["input"]] if "input" in names else None
    joined: object = instruction
    if isinstance(about, str) and about.strip():
        joined = f"{instruction}\n{about}" if isinstance(instruction, str) and instruction.strip() else about
    # "text" is the whole prompt of the training, written out once more.
    left = {name: content for name, content in value.items() if name not in {names.get("input"), names.get("text")}}
    return {**left, names["instruction"]: joined}


def _lists(value: Mapping[object, object]) -> tuple[str, str] | None:
    """Return the names under which a row holds lists of questions and of answers."""
    patterns = next((name for name in _PATTERNS if isinstance(value.get(name), list)), None)
    responses = next((name for name in _RESPONSES if name in value), None)
    return None if patterns is None or responses is None else (patterns, responses)


def _of_intent(
    value: Mapping[object, object], patterns: str, responses: str, limits: values.DatasetLimits
) -> Iterator[models.NewExample]:
    """Make an example of each pattern, with the first response; further responses are kept beside the first pattern.

    They are given in turn, beginning with the one that was taught last: so the first response comes last.
    """
    asked = cast("list[object]", value[patterns])
    told = value[responses]
    said = cast("list[object]", told) if isinstance(told, list) else [told]
    if not asked:
        raise rows.RowError("error-row-empty", field=patterns)
    if not said:
        raise rows.RowError("error-row-empty", field=responses)
    tag = next((value[name] for name in _TAGS if value.get(name) is not None), None)
    label = None if tag is None else rows.text_of(tag, "tag", limits.max_label)
    prompts = [rows.text_of(prompt, patterns, limits.max_prompt) for prompt in asked]
    first, *others = [rows.text_of(reply, responses, limits.max_reply) for reply in said]
    for reply in reversed(others):
        other = models.NewExample(prompts[0], reply, label)
        yield other if label is not None else _beside(other, first)
    for prompt in prompts:
        yield models.NewExample(prompt, first, label)


def _flag(value: object, name: str) -> bool:
    if value is None or isinstance(value, bool):
        return value is not False
    word = str(value).strip().casefold()
    if word in _YES or not word:
        return True
    if word in _NO:
        return False
    raise rows.RowError("error-row-not-a-flag", field=name, found=word[:40])

"""How a change looks in a message: who did what, with the words of before and after. People's words in it do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chatterbot import models
from chatterbot.discord import components, formatting
from chatterbot.discord.localization import Translator
from chatterbot.store import ChangeKind, ChangeRecord, ChangeWords, ListedAct
from chatterbot.teaching import HistoryEntry

__all__ = ("KINDS", "UNDO", "author", "details", "kind", "line", "summary", "undo_button")

UNDO: Final = "history-undo"
"""Verb of the button that undoes a change, or does it again; argument: the id of the change to undo, and the view to return to."""
LISTED_LENGTH: Final = 50
"""Characters of a question and of an answer in a list."""
SHOWN_LENGTH: Final = 150
"""Characters of a question and of an answer where one change is shown."""
MOST_LENGTH: Final = 1_600
"""Characters of the words of one change: what does not fit is counted."""

KINDS: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.TRAIN: "history-kind-train",
    ChangeKind.CORRECT: "history-kind-correct",
    ChangeKind.REJECT: "history-kind-reject",
    ChangeKind.FORGET: "history-kind-forget",
    ChangeKind.EDIT: "history-kind-edit",
    ChangeKind.SELECT: "history-kind-select",
    ChangeKind.IMPORT: "history-kind-import",
    ChangeKind.TRIGGER: "history-kind-trigger",
    ChangeKind.UNDO: "history-kind-undo",
    ChangeKind.SEED: "history-kind-seed",
    ChangeKind.ERASE: "history-kind-erase",
}
"""Catalogue keys of what was done."""

LISTED: Final[Mapping[tuple[ChangeKind, ListedAct], str]] = {
    (ChangeKind.IMPORT, ListedAct.ADDED): "history-document-imported",
    (ChangeKind.IMPORT, ListedAct.CHANGED): "history-document-updated",
    (ChangeKind.IMPORT, ListedAct.REMOVED): "history-document-removed",
    (ChangeKind.TRIGGER, ListedAct.ADDED): "history-trigger-added",
    (ChangeKind.TRIGGER, ListedAct.CHANGED): "history-trigger-changed",
    (ChangeKind.TRIGGER, ListedAct.REMOVED): "history-trigger-removed",
}
"""Catalogue keys of what was done to a document or a trigger."""


def author(translate: Translator, change: ChangeRecord) -> str:
    """Return who did a change: a mention, which pings nobody here, or words."""
    if change.author_id:
        return f"<@{change.author_id}>"
    return translate("history-program" if change.kind is ChangeKind.SEED else "history-erased")


def kind(translate: Translator, entry: HistoryEntry) -> str:
    """Return what was done, in a word or two; what undid an undo did a change again."""
    if entry.words.act is not None:
        return translate(LISTED[entry.change.kind, entry.words.act])
    return translate("history-kind-again" if entry.again else KINDS[entry.change.kind])


def line(translate: Translator, entry: HistoryEntry) -> str:
    """Return a change as one line of a list."""
    change = entry.change
    parts = [
        f"**#{change.id}** {kind(translate, entry)}",
        author(translate, change),
        formatting.time(change.created_at),
        summary(translate, entry),
        _state(translate, entry),
    ]
    return " · ".join(part for part in parts if part)


def summary(translate: Translator, entry: HistoryEntry, length: int = LISTED_LENGTH) -> str:
    """Return the first of what a change taught or removed, on one line; empty if there is nothing to show."""
    if entry.undone is not None and entry.undone_words is not None:
        told = _first(translate, entry.undone, entry.undone_words, length)
        number = f"#{entry.undone.id}"
        return f"{number}: {told}" if told else number
    return _first(translate, entry.change, entry.words, length)


def _first(translate: Translator, change: ChangeRecord, words: ChangeWords, length: int) -> str:
    examples = words.taught or words.again or words.removed
    if change.kind is ChangeKind.SELECT:
        return formatting.code(words.dataset, length)
    if words.names:
        told = formatting.code(words.names[0], length)
        count = max(change.added, change.removed) if change.kind is ChangeKind.TRIGGER else 1
    elif examples:
        told = _pair(translate, examples[-1 if change.kind is ChangeKind.EDIT else 0], length)
        count = max(change.added, change.removed, len(examples)) if change.kind is not ChangeKind.CORRECT else 1
    else:
        return ""
    return f"{told} {translate('history-more', count=count - 1)}" if count > 1 else told


def details(translate: Translator, entry: HistoryEntry) -> list[str]:
    """Return a change with its words, in several lines."""
    change = entry.change
    lines = [
        f"**#{change.id}** · {kind(translate, entry)} · {author(translate, change)} · {formatting.time(change.created_at)}"
    ]
    if change.approved_by is not None:
        lines.append(translate("history-approved", person=_person(translate, change.approved_by)))
    if entry.undone is not None and entry.undone_words is not None:
        lines += _words(translate, entry.undone, entry.undone_words, f"#{entry.undone.id} · ")
    else:
        lines += _words(translate, change, entry.words)
    if state := _state(translate, entry):
        lines.append(state)
    return lines


def _words(translate: Translator, change: ChangeRecord, words: ChangeWords, before: str = "") -> list[str]:
    lines: list[str] = []
    if words.replaced:
        lines.append(translate("history-before", answer=formatting.quoted(words.replaced, SHOWN_LENGTH)))
    for sign, examples in (("➕", words.taught), ("🔁", words.again), ("➖", words.removed)):
        lines += [f"{sign} {_pair(translate, example, SHOWN_LENGTH)}" for example in examples]
    for sign, triggers in (("➕", words.triggers_added), ("➖", words.triggers_removed)):
        lines += [f"{sign} {_trigger(translate, each.pattern, each.reply)}" for each in triggers]
    if not (words.triggers_added or words.triggers_removed):
        lines += [formatting.code(name) for name in words.names]
    if words.passages_added or words.passages_removed:
        lines.append(translate("history-passages", added=words.passages_added, removed=words.passages_removed))
    if change.kind is ChangeKind.SELECT:
        lines.append(translate("history-dataset", name=formatting.code(words.dataset)))
    kept = list(_fitting(lines))
    shown = len(words.taught) + len(words.removed)
    if len(kept) < len(lines) or change.added + change.removed > shown > 0:
        kept.append(translate("history-counts", added=change.added, removed=change.removed))
    return [f"{before}{kept[0]}", *kept[1:]] if kept else [before.rstrip(" ·")] if before else []


def _fitting(lines: Sequence[str]) -> Iterable[str]:
    room = MOST_LENGTH
    for text in lines:
        room -= len(text) + 1
        if room < 0:
            return
        yield text


def _pair(translate: Translator, example: models.Example, length: int) -> str:
    question, answer = formatting.quoted(example.prompt, length), formatting.quoted(models.spoken(example), length)
    if not answer:
        return translate("history-silence", question=question)
    return translate("history-pair" if example.positive else "history-never", question=question, answer=answer)


def _trigger(translate: Translator, pattern: str, reply: str) -> str:
    answer = formatting.quoted(reply, SHOWN_LENGTH)
    return translate("history-trigger", pattern=formatting.code(pattern, SHOWN_LENGTH), answer=answer)


def _state(translate: Translator, entry: HistoryEntry) -> str:
    undoer = entry.undoer
    if undoer is None:
        return ""
    return translate("history-undone", person=author(translate, undoer), when=formatting.time(undoer.created_at))


def _person(translate: Translator, user_id: int) -> str:
    return f"<@{user_id}>" if user_id else translate("history-erased")


def undo_button(translate: Translator, change: ChangeRecord, view: str = "") -> components.Button | None:
    """Return the button that undoes a change, or does it again if it is undone; `None` for what can never be undone.

    Parameters
    ----------
    view
        What the button's message shows afterwards; empty: the person gets an answer of their own.
    """
    if change.kind is ChangeKind.ERASE:
        return None
    target = change.id if change.undone_by is None else change.undone_by
    argument = f"{target}:{change.id}:{view}" if view else str(target)
    label = translate("button-undo" if change.undone_by is None else "history-redo")
    return components.Button(UNDO, label, argument, emoji="↩️" if change.undone_by is None else "↪️")

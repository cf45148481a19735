"""An entry as /knowledge shows it: its questions and answer, where they come from, how they are used, and what can be done with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import hikari

from chatterbot import models
from chatterbot.browsing import EntryView
from chatterbot.discord import Translator, components, formatting
from chatterbot.plugins import _knowledge_list, _knowledge_state, _sources
from chatterbot.store import ChangeKind, EntryHistory

__all__ = (
    "ANSWER",
    "EDIT",
    "FORGET",
    "UNDO",
    "WHOLE",
    "WORDING",
    "buttons",
    "change_line",
    "counts",
    "embed",
    "last_change",
    "whole",
)

EDIT: Final = "entry-edit"
WORDING: Final = "entry-wording"
ANSWER: Final = "entry-answer"
FORGET: Final = "entry-forget"
UNDO: Final = "entry-undo"
WHOLE: Final = "entry-whole"
"""Buttons below an entry; argument: one of its examples."""

QUESTIONS: Final = 10
"""Questions shown of an entry."""
QUESTION_LENGTH: Final = 90
ANSWER_LENGTH: Final = 1_000
"""Characters shown of a question, and of the answer; all of both is in a file. Together with the rest they fit into an embed's 6000."""
OTHER_LENGTHS: Final = (80, 100)
"""Characters shown of the question and the answer of another entry."""
OTHERS: Final = 3
"""Other entries with the same question that are shown."""
REPLIES: Final = 3
"""Replies shown of a label, beside the one that is said."""
FIELD_LENGTH: Final = 900
"""Characters of a field: below Discord's 1024, so that six of them and the answer fit into an embed."""

KINDS: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.TRAIN: "entry-change-train",
    ChangeKind.CORRECT: "entry-change-correct",
    ChangeKind.REJECT: "entry-change-reject",
    ChangeKind.FORGET: "entry-change-forget",
    ChangeKind.SELECT: "entry-change-select",
    ChangeKind.EDIT: "entry-change-edit",
    ChangeKind.IMPORT: "entry-change-import",
    ChangeKind.TRIGGER: "entry-change-edit",
    ChangeKind.UNDO: "entry-change-undo",
    ChangeKind.SEED: "entry-change-seed",
    ChangeKind.ERASE: "entry-change-erase",
}
"""Catalogue keys of what a change did."""


def embed(translate: Translator, view: EntryView, state: _knowledge_state.ListState) -> hikari.Embed:
    """Return an entry. What people wrote in it is quoted, so that it is no markup and mentions nobody."""
    contents = view.contents
    shown = hikari.Embed(title=translate("entry-title"), description=_answer(translate, view))
    count = contents.state.count
    shown.add_field(translate("entry-questions", count=count), _questions(translate, view))
    if replies := _replies(translate, view):
        shown.add_field(translate("entry-replies"), replies)
    if view.others:
        lines = [f"- {_knowledge_list.line(translate, other, OTHER_LENGTHS)}" for other in view.others[:OTHERS]]
        shown.add_field(translate("entry-others"), _field(lines))
    shown.add_field(translate("why-taught"), _taught(translate, view))
    shown.add_field(translate("entry-use"), _use(translate, view))
    if view.history:
        shown.add_field(
            translate("entry-history"), _field([f"- {change_line(translate, each)}" for each in view.history])
        )
    if written := _knowledge_state.footer(state.search):
        shown.set_footer(written)
    return shown


def buttons(
    translate: Translator,
    view: EntryView,
    state: _knowledge_state.ListState,
    *,
    may_change: bool,
    may_undo: bool,
) -> list[components.Component]:
    """Return what can be done with an entry, by a person who may change it (or propose that) and undo its changes, or may not."""
    argument = str(view.example_id)
    found: list[components.Component] = []
    if may_change:
        found = [
            components.Button(
                EDIT, translate("entry-edit-button"), argument, emoji="✏️", style=hikari.ButtonStyle.PRIMARY
            ),
            components.Button(WORDING, translate("entry-wording-button"), argument, emoji="➕"),
        ]
        if view.answer and view.key.positive:
            found.append(components.Button(ANSWER, translate("entry-answer-button"), argument, emoji="💬"))
        found.append(components.Button(FORGET, translate("entry-forget-button"), argument, emoji="🗑️"))
        if may_undo and last_change(view.history) is not None:
            found.append(components.Button(UNDO, translate("button-undo"), argument, emoji="↩️"))
    found.append(components.Button(WHOLE, translate("entry-whole-button"), argument, emoji="📄"))
    found.append(components.Button(_knowledge_list.PAGE, translate("entry-back-button"), state.argument(), emoji="⬅️"))
    return found


def last_change(history: Sequence[EntryHistory]) -> EntryHistory | None:
    """Return the latest change that can be undone."""
    final = {ChangeKind.UNDO, ChangeKind.ERASE}
    return next((each for each in history if each.change.kind not in final and each.change.undone_by is None), None)


def change_line(translate: Translator, history: EntryHistory) -> str:
    """Return a change of an entry's history on one line."""
    change = history.change
    text = translate(
        KINDS[change.kind],
        person=formatting.person(translate, change.author_id),
        when=formatting.time(change.created_at),
    )
    parts = [text, *counts(change.added, change.removed)]
    if history.before:
        parts.append(translate("entry-change-instead", answer=formatting.quoted(history.before, 100)))
    if change.approved_by:
        parts.append(translate("entry-change-approved", person=formatting.person(translate, change.approved_by)))
    if change.undone_by is not None:
        parts.append(translate("entry-change-undone", person=formatting.person(translate, history.undone_by or 0)))
    return " · ".join(parts)


def counts(added: int, removed: int) -> list[str]:
    """Return how many examples came and went, such as ``+2 −1``; an empty list if none did."""
    parts = [f"+{added}"] if added else []
    parts += [f"−{removed}"] if removed else []
    return [" ".join(parts)] if parts else []


def whole(translate: Translator, examples: Sequence[models.Example]) -> hikari.Bytes:
    """Return a file with every question and every answer of an entry, as they were taught."""
    replies = list(dict.fromkeys(each.reply for each in examples if each.reply))
    parts = [translate("entry-file-questions"), *dict.fromkeys(each.prompt for each in examples)]
    labels = list(dict.fromkeys(each.label for each in examples if each.label))
    if labels:
        parts += ["", translate("entry-file-label"), *labels]
    if replies:
        parts += ["", translate("entry-file-answers"), *replies]
    return hikari.Bytes("\n".join(parts).encode(), "entry.txt", mimetype="text/plain; charset=utf-8")


def _answer(translate: Translator, view: EntryView) -> str:
    if not view.answer:
        return translate("entry-silent")
    answer = formatting.quoted(view.answer, ANSWER_LENGTH)
    lines = [translate("entry-answers" if view.key.positive else "entry-veto", answer=answer)]
    spoken = (view.contents.replies or view.contents.examples)[-1]
    if spoken.label is not None:
        lines.append(translate("entry-label", label=formatting.quoted(spoken.label, 100)))
    return "\n".join([*lines, *_extras(translate, spoken)])


def _extras(translate: Translator, spoken: models.Example) -> list[str]:
    """Return what goes along with an answer, a line each."""
    lines = [] if spoken.language is None else [translate("entry-language", language=formatting.code(spoken.language))]
    extras = spoken.extras
    if extras is None:
        return lines
    if extras.title is not None:
        lines.append(translate("entry-extra-title", title=formatting.quoted(extras.title, 100)))
    if extras.file is not None:
        lines.append(translate("entry-extra-file", path=formatting.code(formatting.own_name(extras.file))))
    if extras.link is not None:
        lines.append(translate("entry-extra-link", link=formatting.quoted(extras.link, 200)))
    return lines


def _questions(translate: Translator, view: EntryView) -> str:
    contents = view.contents
    distinct = list(dict.fromkeys(example.prompt for example in contents.examples))
    lines = [f"- {formatting.quoted(prompt, QUESTION_LENGTH) or '…'}" for prompt in distinct[:QUESTIONS]]
    more = contents.state.count - min(QUESTIONS, len(distinct))
    if len(distinct) > QUESTIONS or contents.state.count > len(contents.examples):
        lines.append(translate("entry-more", count=more))
    return _field(lines)


def _replies(translate: Translator, view: EntryView) -> str:
    """Return the other replies that a label has."""
    others = [each.reply or "" for each in reversed(view.contents.replies[:-1])]
    lines = [f"- “{formatting.quoted(reply, 100)}”" for reply in others[:REPLIES]]
    if len(others) > REPLIES:
        lines.append(translate("entry-more", count=len(others) - REPLIES))
    return _field(lines)


def _taught(translate: Translator, view: EntryView) -> str:
    contents = view.contents
    people = ", ".join(formatting.person(translate, author) for author in contents.authors if author)
    sources = dict.fromkeys(_sources.words(translate, example.source) for example in contents.examples)
    source = ", ".join(list(sources)[:3])
    when = formatting.time(contents.first_at)
    lines = [
        translate("why-taught-by", person=people, source=source, when=when)
        if people
        else translate("why-taught-by-nobody", source=source, when=when)
    ]
    credited = dict.fromkeys(each.credited_id for each in contents.examples if each.credited_id)
    if credited:
        named = ", ".join(formatting.person(translate, each) for each in list(credited)[:3])
        lines.append(translate("entry-credited", people=named))
    lines += [translate("entry-origin", link=formatting.quoted(origin, 200)) for origin in contents.origins[:2]]
    return _field(lines)


def _use(translate: Translator, view: EntryView) -> str:
    use = view.use
    parts = [translate("knowledge-used", count=use.uses)]
    if use.last_used_at is not None:
        parts.append(translate("entry-last-used", when=formatting.time(use.last_used_at)))
    return " · ".join([*parts, f"👍 {use.likes}", f"👎 {use.dislikes}"])


def _field(lines: Sequence[str]) -> str:
    """Return as many lines as a field of an embed holds."""
    text = ""
    for line in lines:
        longer = f"{text}\n{line}" if text else line
        if len(longer) > FIELD_LENGTH:
            break
        text = longer
    return text

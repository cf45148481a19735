"""What was found in a document, shown in pages to whoever decides; and what came of an import, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot.discord import Translator, components, formatting, sending
from chatterbot.documents.values import DocumentNote
from chatterbot.importing import Draft, ImportReceipt
from chatterbot.plugins import _conflicts
from chatterbot.teaching import Policy

__all__ = ("CANCEL", "KEEP", "PAGE", "TAKE", "TAKE_ALL", "counted", "of_argument", "of_page", "receipt", "review")

PAGE: Final = "import-page"
KEEP: Final = "import-keep"
TAKE: Final = "import-take"
TAKE_ALL: Final = "import-take-all"
CANCEL: Final = "import-cancel"
"""Verbs of the components under a review; argument: the draft's id, for `PAGE` and `KEEP` with the page."""

ON_A_PAGE: Final = 6
"""Pairs on a page: with question and answer they fit into a message."""
QUESTION_LENGTH: Final = 70
ANSWER_LENGTH: Final = 70
MOST_NOTES: Final = 3
NOTE_LENGTH: Final = 150


def of_argument(argument: str) -> tuple[int, int]:
    """Return the draft's id and the page of a component; without a page it is the first.

    Raises
    ------
    errors.NotFoundError
        As `components.number`.
    """
    draft, *rest = argument.split(":")
    return components.number(draft), components.number(rest[0]) if rest else 0


def of_page(new: Sequence[int], page: int) -> Sequence[int]:
    """Return the places of the pairs on a page; one too many is the last."""
    page = max(0, min(page, -(-len(new) // ON_A_PAGE) - 1))
    return new[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]


def review(
    translate: Translator, draft: Draft, new: Sequence[int], page: int = 0
) -> tuple[str, list[components.Component]]:
    """Return the text of a page of a review, and the components below it.

    Parameters
    ----------
    new
        Places of the pairs that are not taught yet: only these are asked about.
    """
    document = draft.document
    pages = max(1, -(-len(new) // ON_A_PAGE))
    page = min(page, pages - 1)
    shown = of_page(new, page)
    lines = [
        translate(
            "import-found",
            title=formatting.quoted(document.title, 100),
            pairs=len(document.pairs),
            passages=len(document.passages),
        )
    ]
    if len(new) < len(document.pairs):
        lines.append(translate("import-known", count=len(document.pairs) - len(new)))
    lines += _notes(translate, document.notes)
    if new:
        lines += ["", translate("import-review", page=page + 1, pages=pages)]
        lines += [_line(translate, draft, place) for place in shown]
    lines += ["", translate("import-nothing-yet", passages=len(document.passages))]
    return "\n".join(lines), _components(translate, draft, shown, page, pages)


def _line(translate: Translator, draft: Draft, place: int) -> str:
    pair = draft.document.pairs[place]
    more = len(pair.questions) - 1
    question = formatting.quoted(pair.questions[0], QUESTION_LENGTH)
    key = "import-pair-left" if place in draft.left_out else "import-pair"
    line = translate(key, question=question, answer=formatting.quoted(pair.answer, ANSWER_LENGTH))
    return f"{line} {translate('import-pair-more', count=more)}" if more else line


def _components(
    translate: Translator, draft: Draft, shown: Sequence[int], page: int, pages: int
) -> list[components.Component]:
    below: list[components.Component] = []
    if shown:
        choices = [
            components.Choice(
                formatting.isolated(draft.document.pairs[place].questions[0], 100) or "…",
                str(place),
                formatting.isolated(draft.document.pairs[place].answer, 100),
                chosen=place not in draft.left_out,
            )
            for place in shown
        ]
        below.append(
            components.Menu(
                verb=KEEP,
                placeholder=translate("import-keep"),
                choices=choices,
                argument=f"{draft.id}:{page}",
                fewest=0,
                most=len(choices),
            )
        )
    number = str(draft.id)
    if pages > 1:
        below += [
            components.Button(PAGE, argument=f"{draft.id}:{max(0, page - 1)}:b", emoji="◀️", disabled=page == 0),
            components.Button(PAGE, argument=f"{draft.id}:{page + 1}:f", emoji="▶️", disabled=page == pages - 1),
        ]
    below.append(
        components.Button(TAKE, translate("import-take"), number, emoji="📥", style=hikari.ButtonStyle.SUCCESS)
    )
    if draft.left_out:
        below.append(components.Button(TAKE_ALL, translate("import-take-all"), number))
    below.append(components.Button(CANCEL, translate("import-cancel"), number))
    return below


def receipt(translate: Translator, done: ImportReceipt) -> str:
    """Return the receipt of an import, within the length of a message."""
    title = formatting.quoted(done.title, 100)
    if done.updated:
        lines = [
            translate("import-updated", title=title),
            translate("import-updated-pairs", added=done.added, removed=done.removed),
            translate(
                "import-updated-passages",
                added=done.passages_added,
                kept=done.passages_kept,
                removed=done.passages_removed,
            ),
        ]
    else:
        what = counted(translate, done.added, done.passages_added)
        lines = [translate("import-done" if what else "import-done-nothing", title=title, what=what)]
    if done.duplicates:
        lines.append(translate("import-duplicates", count=done.duplicates))
    if done.unusable:
        lines.append(translate("import-unusable", count=done.unusable))
    lines += _conflicts.lines(translate, done, Policy.KEEP)
    footer = translate("train-footer", job=str(done.job_id), seconds=done.seconds)
    told = "\n".join([*lines, footer])
    return told if len(told) <= sending.LONGEST_MESSAGE else "\n".join([*lines[:3], footer])


def counted(translate: Translator, pairs: int, passages: int) -> str:
    """Return how many questions with answers and passages there are; empty if there are none."""
    questions = translate("import-pairs", count=pairs) if pairs else ""
    quotable = translate("import-passages", count=passages) if passages else ""
    if questions and quotable:
        return translate("import-both", pairs=questions, passages=quotable)
    return questions or quotable


def _notes(translate: Translator, notes: Sequence[DocumentNote]) -> list[str]:
    told: list[str] = []
    for note in notes[:MOST_NOTES]:
        try:
            line = translate(note.key, **note.params)
        except KeyError:  # of another version of the program
            continue
        told.append(f"ℹ️ {formatting.clipped(line, NOTE_LENGTH)}")
    return told

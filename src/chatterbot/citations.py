"""Answers from documents: the sentences of a passage that answer a question, quoted with their source."""

from __future__ import annotations

import re
from typing import Final, Protocol

from chatterbot import markup, models, texts
from chatterbot.engine import PassageHit, ReplyEngine, is_heading, sentence_spans, window_spans
from chatterbot.store import PassageRecord, Store

__all__ = ("HEADINGS", "Citations", "Quoting", "aloud", "cited", "source_line")

NEAR: Final = 0.12
"""Cosine by which a sentence may be farther from the question than the best one and still be quoted. On questions about documents in two
languages, the quotation then holds the answer in 119 of 120 cases and has half of the window's length; the best sentence alone holds it in
108."""
HEADINGS: Final = " › "
"""Between the headings that a passage stands below."""
LONGEST_SPOKEN: Final = 240
"""Characters of a quotation that is still read aloud: about a quarter of a minute."""
LONGEST_TITLE: Final = 120
"""Characters shown of a title with its heading."""
LONGEST_ADDRESS: Final = 400
"""Characters of an address that is shown; of a longer one the document's title has to be enough."""

_LIST: Final = re.compile(r"^[ \t]{0,8}(?:[-*+•]|\d{1,3}[.)])[ \t]", re.MULTILINE)
_MASKED: Final = re.compile(r"\[([^\[\]\n]{0,200})\]\(<?(https?://[^\s()<>]{1,500})>?\)", re.IGNORECASE)
_BARE: Final = re.compile(r"(?<![<\w/:])https?://[^\s<>()]{1,500}", re.IGNORECASE)
_LABEL_END: Final = re.compile(r"\](?=\()")
_PAIRS: Final = ("```", "`", "**", "__", "~~", "||")


class Quoting(Protocol):
    """Knows whether a scope wants documents to be quoted (`preferences.Preferences` does)."""

    async def quotes_documents(self, scope_id: int) -> bool:
        """Return whether imported documents are quoted where no taught answer is sure."""
        ...


class Citations:
    """Finds the passage that answers a prompt, and quotes it."""

    def __init__(self, engine: ReplyEngine, store: Store, preferences: Quoting) -> None:
        self._engine = engine
        self._store = store
        self._preferences = preferences

    async def reply(
        self, prompt: models.Prompt, dataset_id: int, strictness: float | None, began: int
    ) -> models.Reply | None:
        """Return the answer from a document; `None` if no passage is sure enough, or the scope wants none.

        Raises
        ------
        errors.ServiceError
            If the database or the encoder fails.
        """
        search = self._engine.passages
        if not search.size(dataset_id) or not await self._preferences.quotes_documents(prompt.scope_id):
            return None
        verdict = await search.match(dataset_id, prompt.text, strictness)
        if (hit := verdict.chosen) is None:
            return None
        passage = await self._store.documents.passage(prompt.scope_id, hit.passage_id)
        if passage is None or not passage.live:
            return None  # removed meanwhile
        return await self.quoted(prompt, passage, hit, verdict.threshold, began)

    async def quoted(
        self, prompt: models.Prompt, passage: PassageRecord, hit: PassageHit, threshold: float, began: int
    ) -> models.Reply:
        """Return the quotation of a passage that was found for a prompt.

        Raises
        ------
        errors.ServiceError
            If the encoder fails.
        """
        quotation, heading = await self._quotation(prompt.text, passage, hit)
        return models.Reply(
            text=cited(quotation, passage, heading),
            source=models.ReplySource.DOCUMENT,
            confidence=hit.confidence,
            threshold=threshold,
            passage_id=passage.id,
            aloud=aloud(quotation, passage.document.title),
            began=began,
        )

    async def _quotation(self, question: str, passage: PassageRecord, hit: PassageHit) -> tuple[str, str]:
        """Return the sentences of the passage's window that answer, and the headings they stand below.

        These are the best sentence, and those around it that are nearly as near to the question.
        """
        spans = window_spans(passage.text)
        if not spans:
            return passage.text, passage.heading
        windows = [passage.text[start:end] for start, end in spans]
        start, end = spans[self._engine.passages.window(question, hit, windows)]
        whole, headings = passage.text[start:end], passage.heading
        parts = sentence_spans(whole)
        if len(parts) > 1 and is_heading(whole[parts[0][0] : parts[0][1]]):
            # The source's line names the heading.
            own = whole[parts[0][0] + 2 : parts[0][1] - 2]
            headings = HEADINGS.join(name for name in (headings, own) if name)
            whole = whole[parts[1][0] :]
            parts = sentence_spans(whole)
        if len(parts) < 2 or _LIST.search(whole) or "```" in whole:
            return whole, headings  # a list or a program is of no use in part
        nearest = headings.rpartition(HEADINGS)[2] or passage.document.title
        near = await self._engine.passages.sentences(question, nearest, [whole[first:last] for first, last in parts])
        kept = [place for place, cosine in enumerate(near) if cosine >= max(near) - NEAR]
        return whole[parts[kept[0]][0] : parts[kept[-1]][1]], headings


def cited(quotation: str, passage: PassageRecord, heading: str) -> str:
    """Return a quotation with its source, as it is sent: no link in it shows a preview or hides where it leads."""
    lines = "\n".join(f"> {line}".rstrip() for line in _disarmed(quotation).splitlines())
    return f"{lines}\n{source_line(passage.document.title, heading, passage.url or passage.document.url)}"


def source_line(title: str, heading: str, address: str | None) -> str:
    """Return the line that names a source: title, headings and address."""
    names = [name for name in (title, heading) if name]
    if heading and heading.startswith(title):
        names = [heading]
    shown = markup.inert(texts.clip(markup.in_order(" › ".join(names)), LONGEST_TITLE))
    # An address in a title must not become a link of its own.
    shown = shown.replace("://", ":\\//")
    link = (
        f" · <{address}>" if address and len(address) <= LONGEST_ADDRESS and not re.search(r"[\s<>]", address) else ""
    )
    return f"-# 📄 {shown}{link}"


def aloud(quotation: str, title: str) -> str:
    """Return what is said of a quotation, with the title of its source; empty if it is too long to be said."""
    plain = texts.one_line(_MASKED.sub(r"\1", quotation))
    if len(plain) > LONGEST_SPOKEN or "```" in quotation:
        return ""
    return f"{texts.clip(title, LONGEST_TITLE)}: {plain}"


def _disarmed(text: str) -> str:
    """Return a text whose links show where they lead and have no preview, and whose marks of formatting all have a partner."""
    text = _BARE.sub(lambda found: f"<{found[0]}>", _MASKED.sub(_unmasked, markup.in_order(text)))
    # Whatever else has the form of a link with a label (brackets in the label, a title, other schemes) is none with a space in it.
    text = _LABEL_END.sub("] ", text)
    for mark in _PAIRS:
        if text.count(mark) % 2:
            text = text.replace(mark, "")
    return text


def _unmasked(found: re.Match[str]) -> str:
    label, address = found[1].strip(), found[2]
    return f"<{address}>" if not label or label in address else f"{label} (<{address}>)"

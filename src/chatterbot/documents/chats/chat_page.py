"""A channel's messages in the HTML files of DiscordChatExporter, from 2.26 (the end of 2020, the first with replies) on.

A group holds what one person wrote in a row; only its first message can be a reply, and only it names the author. Line breaks in
a message are real ones, since the page shows its text as it is.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from chatterbot.documents.formats import tree
from chatterbot.documents.html import pages, styles
from chatterbot.documents.sections import rendering

__all__ = ("SavedMessage", "messages", "title_of")

_SCROLL: Final = re.compile(r"scrollToMessage\s?\(\s?event\s?,\s?['\"](?P<id>\d{1,20})['\"]")
_CUSTOM_EMOJI: Final = re.compile(r"\w{2,32}", re.ASCII)
"""The name of a server's own emoji; others are named by themselves (🙂)."""
_MENTION: Final = frozenset({"chatlog__markdown-mention", "mention"})
_CODE: Final = frozenset({"chatlog__markdown-pre--multiline", "pre--multiline"})
_INLINE_CODE: Final = frozenset({"chatlog__markdown-pre--inline", "pre--inline"})
_QUOTE: Final = frozenset({"chatlog__markdown-quote", "quote"})
_LEFT_OUT: Final = frozenset({"chatlog__edited-timestamp"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
_DEEPEST: Final = 8
"""Lists and quotes in each other; deeper ones are read as running text."""


@dataclasses.dataclass(frozen=True, slots=True)
class SavedMessage:
    """A message that a person or a bot wrote."""

    id: str
    author: str
    is_bot: bool
    text: str
    """In Discord's Markdown."""
    words: str
    """Without styles, and without those whom it mentions at its beginning."""
    replies_to: str
    """The id of a message; empty: it is no reply."""


def title_of(page: Any) -> str:
    """Return the channel's name with its category, as the page says it."""
    entries = [node.text(deep=True).strip() for node in page.css(".preamble__entry")]
    return entries[1] if len(entries) > 1 else pages.title_of(page)


def messages(page: Any) -> Iterator[SavedMessage]:
    """Yield the messages of a page; those of Discord itself ("joined the server") have no text."""
    for group in page.css(".chatlog__message-group"):
        # Up to 2.33 the author and the reply stood beside the messages of a group, since then in the first of them.
        current = group.css(".chatlog__message-container")
        author, is_bot, replies_to = ("", False, "") if current else _head(group)
        for node in current or group.css(".chatlog__message"):
            if current:
                named, tagged, replies_to = _head(node)
                author, is_bot = (named, tagged) if named else (author, is_bot)
            content = node.css_first(".chatlog__content")
            blocks = _blocks(content)
            yield SavedMessage(
                node.attributes.get("data-message-id") or "",
                author,
                is_bot,
                "\n".join(filter(None, map(rendering.text_of, blocks))),
                _words(_blocks(content, addressed=True)),
                replies_to,
            )
            replies_to = ""


def _head(node: Any) -> tuple[str, bool, str]:
    """Return the author's id, whether it is a bot, and the message that is replied to; empty where nobody says."""
    named = node.css_first(".chatlog__author, .chatlog__author-name")
    tag = node.css_first(".chatlog__author-tag, .chatlog__bot-label, .chatlog__bot-tag")
    link = node.css_first(".chatlog__reply-link, .chatlog__reference-link")
    reference = _SCROLL.search((link.attributes.get("onclick") or "")[:200]) if link is not None else None
    author = (named.attributes.get("data-user-id") or "") if named is not None else ""
    return author, tag is not None, reference["id"] if reference else ""


def _words(blocks: Sequence[tree.Block]) -> str:
    parts = (
        tree.plain(block.runs) if isinstance(block, tree.TextBlock) else rendering.text_of(block) for block in blocks
    )
    return "\n".join(filter(None, parts))


def _blocks(node: Any, *, addressed: bool = False, depth: int = 0) -> tuple[tree.Block, ...]:
    """Return the text of a message; `addressed`: without those whom it mentions at its beginning."""
    found: list[tree.Block] = []
    runs: list[tree.TextRun] = []

    def end_paragraph() -> None:
        if kept := styles.collapsed(runs):
            found.append(tree.TextBlock(kept))
        runs.clear()

    stack = [(child, styles.PLAIN) for child in reversed(_children(node))]
    while stack:
        current, style = stack.pop()
        if current.is_text_node:
            runs.append(dataclasses.replace(style, text=current.text_content or ""))
            continue
        if not current.is_element_node:
            continue
        classes = frozenset((current.attributes.get("class") or "").split())
        if (block := _block(current, classes, depth)) is not None:
            end_paragraph()
            found.append(block)
        elif current.tag == "br":
            runs.append(tree.TextRun("\n"))
        elif current.tag == "img":
            name = current.attributes.get("alt") or ""
            runs.append(tree.TextRun(f":{name}:" if _CUSTOM_EMOJI.fullmatch(name) else name))
        elif classes & _LEFT_OUT or (
            addressed and classes & _MENTION and not found and not "".join(_texts(runs)).strip()
        ):
            continue
        else:
            address = (current.attributes.get("href") or "") if current.tag == "a" else ""
            link = (
                address if address.startswith(("https://", "http://")) and len(address) <= styles.LONGEST_LINK else ""
            )
            inner = styles.styled(style, "code" if classes & _INLINE_CODE else current.tag, link)
            stack += [(child, inner) for child in reversed(_children(current))]
    end_paragraph()
    return tuple(found)


def _block(node: Any, classes: frozenset[str], depth: int) -> tree.Block | None:
    """Return what an element shows as lines of its own; `None`: it is a part of a line."""
    if classes & _CODE:
        return tree.CodeBlock(styles.preformatted(node), styles.language(node))
    if node.tag in _HEADINGS:
        return tree.HeadingBlock(int(node.tag[1]), " ".join(node.text(deep=True).split()))
    if depth >= _DEEPEST:
        return None
    if classes & _QUOTE:
        return tree.QuoteBlock(_blocks(node, depth=depth + 1))
    if node.tag == "ul":
        items = (_blocks(item, depth=depth + 1) for item in _children(node) if item.tag == "li")
        return tree.ListBlock(tuple(item for item in items if item))
    return None


def _texts(runs: Sequence[tree.TextRun]) -> Iterator[str]:
    return (run.text for run in runs)


def _children(node: Any) -> list[Any]:
    children: list[Any] = []
    child = node.first_child if node is not None else None
    while child is not None:
        children.append(child)
        child = child.next
    return children

"""Which elements of a page are read, and what their attributes say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib import parse

from chatterbot.documents import values
from chatterbot.documents.formats import tree
from chatterbot.documents.html import styles

__all__ = ("LINE_ATTRIBUTE", "element_children", "is_left_out", "link_of", "place_of")

LINE_ATTRIBUTE: Final = "data-document-line"
"""Attribute with the line of the Markdown file that an element comes from."""
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DROPPED: Final = frozenset(
    [
        "applet",
        "audio",
        "base",
        "button",
        "canvas",
        "datalist",
        "embed",
        "frame",
        "frameset",
        "head",
        "iframe",
        "input",
        "link",
        "map",
        "meta",
        "meter",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "optgroup",
        "option",
        "param",
        "picture",
        "portal",
        "progress",
        "script",
        "select",
        "slot",
        "source",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "track",
        "video",
    ]
)
"""Elements whose content is no text to read."""
_NAVIGATION: Final = frozenset({"nav", "footer", "aside", "search", "dialog"})
_ROLES: Final = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert", "menu", "toolbar"}
)
_CLASSES: Final = frozenset(
    [
        "anchor-link",
        "breadcrumb",
        "breadcrumbs",
        "cookie-banner",
        "cookie-consent",
        "cookies",
        "edit-this-page",
        "hash-link",
        "headerlink",
        "mw-editsection",
        "navbar",
        "navigation",
        "pagination",
        "sidebar",
        "skip-link",
        "skip-to-content",
        "sr-only",
        "table-of-contents",
        "toc",
        "visually-hidden",
    ]
)
"""Classes of what surrounds the text on pages made with common tools (Sphinx, MkDocs, Docusaurus, MediaWiki, Bootstrap)."""
_HIDING: Final = ("display:none", "visibility:hidden")
"""Styles of text that nobody sees: nothing hidden is taught."""


def element_children(node: Any) -> Iterator[Any]:
    """Yield the elements directly below a node."""
    child = node.first_child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next


def is_left_out(node: Any, *, page: bool) -> bool:
    """Tell whether an element is no text to read: what is hidden, and on a page of a website what surrounds the text."""
    tag = node.tag
    if tag in _DROPPED:
        return True
    said = node.attributes
    if not said:
        return page and tag in _NAVIGATION
    if "hidden" in said or said.get("aria-hidden") == "true":
        return True
    style = (said.get("style") or "").replace(" ", "").casefold()
    if style and any(hiding in style for hiding in _HIDING):
        return True
    if not page:
        return False
    if tag in _NAVIGATION or said.get("role") in _ROLES:
        return True
    return not _CLASSES.isdisjoint((said.get("class") or "").casefold().split())


def link_of(node: Any, address: str) -> str:
    """Return where a link leads: an http(s) address; empty if the element is no link, or leads elsewhere."""
    target = (node.attributes.get("href") or "").strip() if node.tag == "a" else ""
    if not target or len(target) > styles.LONGEST_LINK:
        return ""
    try:
        full = parse.urljoin(address, target) if address else target
        return full if parse.urlsplit(full).scheme in {"http", "https"} else ""
    except ValueError:  # "http://[" and the like
        return ""


def place_of(node: Any, default: values.DocumentPlace = tree.NOWHERE) -> values.DocumentPlace:
    """Return where an element stands: its anchor, and its line in a Markdown file."""
    said = node.attributes
    line = said.get(LINE_ATTRIBUTE) or ""
    anchor = said.get("id") or ""
    if not anchor and node.tag in _HEADINGS:
        inner = node.first_child
        if inner is not None and inner.tag == "a":  # <h2><a id="refunds"></a>Refunds</h2>
            anchor = inner.attributes.get("id") or inner.attributes.get("name") or ""
    if not anchor and not line:
        return default
    anchor = anchor if len(anchor) <= styles.LONGEST_ANCHOR and not set(anchor) & styles.ANCHOR_ENDS else ""
    return values.DocumentPlace(anchor, line=int(line) if line.isdigit() else None)

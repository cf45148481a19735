"""The text inside an HTML element: styles, spaces, code."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from chatterbot.documents.formats import tree

__all__ = ("collapsed", "flat", "language", "preformatted", "styled")

LONGEST_LINK: Final = 500
"""Characters of a link that is kept: an answer has 4,000."""
LONGEST_ANCHOR: Final = 200
ANCHOR_ENDS: Final = frozenset(' \t\n<>"()')
"""Characters that would end the address in a link."""
PLAIN: Final = tree.TextRun("")

_BOLD: Final = frozenset({"b", "strong"})
_ITALIC: Final = frozenset({"i", "em", "cite", "dfn", "var"})
_CODE: Final = frozenset({"code", "kbd", "samp", "tt"})
_STRUCK: Final = frozenset({"s", "del", "strike"})
_WHITE: Final = re.compile(r"[ \t\r\n\f]++")
_LANGUAGE: Final = re.compile(r"(?:language|lang|highlight)-(?P<name>[\w+#-]{1,20})")


def flat(text: str) -> str:
    """Return a text node with every run of spaces and line breaks as one space, as browsers show it."""
    return _WHITE.sub(" ", text)


def styled(style: tree.TextRun, tag: str, link: str) -> tree.TextRun:
    """Return the style inside an element."""
    if link:
        style = dataclasses.replace(style, link=link)
    if tag in _BOLD:
        return dataclasses.replace(style, bold=True)
    if tag in _ITALIC:
        return dataclasses.replace(style, italic=True)
    if tag in _CODE:
        return dataclasses.replace(style, code=True)
    if tag in _STRUCK:
        return dataclasses.replace(style, struck=True)
    return style


def collapsed(runs: Iterable[tree.TextRun]) -> tuple[tree.TextRun, ...]:
    """Return runs without doubled spaces, without empty lines, and without space at either end; runs of one style become one."""
    joined: list[tree.TextRun] = []
    after = "\n"  # the last character so far; at the beginning neither a space nor a line break is wanted
    for run in runs:
        text = run.text
        if after in " \n":
            text = text.lstrip(" \n" if after == "\n" else " ")
        if not text:
            continue
        if text[0] == "\n" and after == " ":
            joined[-1] = dataclasses.replace(joined[-1], text=joined[-1].text.rstrip(" "))
        after = text[-1]
        joined.append(dataclasses.replace(run, text=text))
    return _merged(_without_end(joined))


def _without_end(runs: list[tree.TextRun]) -> list[tree.TextRun]:
    while runs:
        last = runs[-1].text.rstrip(" \n")
        if last:
            runs[-1] = dataclasses.replace(runs[-1], text=last)
            break
        runs.pop()
    return runs


def _merged(runs: Sequence[tree.TextRun]) -> tuple[tree.TextRun, ...]:
    styles = itertools.groupby((run for run in runs if run.text), key=lambda run: dataclasses.replace(run, text=""))
    return tuple(dataclasses.replace(style, text="".join(run.text for run in same)) for style, same in styles)


def preformatted(node: Any) -> str:
    """Return the text of a ``pre`` element as it is."""
    text: str = node.text(deep=True)
    return text.replace("\r\n", "\n").strip("\n").rstrip()


def language(node: Any) -> str:
    """Return the language of a ``pre`` element's code, as most pages say it: by a class; empty if nobody says."""
    child = node.first_child
    inner = child.attributes.get("class") if child is not None and child.is_element_node else ""
    found = _LANGUAGE.search(f"{node.attributes.get('class') or ''} {inner or ''}"[:300])
    return found["name"] if found else ""

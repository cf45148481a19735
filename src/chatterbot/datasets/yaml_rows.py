"""YAML: lists of rows, and the corpus format of ChatterBot.

::

    categories:
    - greetings
    conversations:
    - - Hello
      - Hi there!

Read from the parser's events, not through a constructor: every scalar stays the text it is (``- No`` is a word here, not
false), every row knows its line, and anchors, aliases and tags - the ways a small YAML file becomes a large or an active
one - are refused where they stand.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Final, NoReturn

import yaml

from chatterbot import errors
from chatterbot.datasets import chats, rows, values

__all__ = ("documents",)

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is 10 times faster; its wheel is everywhere

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
"""YAML 1.2 core schema's spellings of null, when not quoted."""

_COMMENT: Final = re.compile(r"(?P<between>[ \t]*+\n?+[ \t]*+)(?P<hash>#)")
"""The comment behind a text, or on the line below it."""

_LISTS: Final = ("conversations", "examples", "data", "rows", "intents", "items")
"""Keys under which a document may hold its list of rows."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Node:
    line: int
    column: int
    """Both counted from 1."""
    value: str | list[_Node] | dict[str, _Node] | None
    doubled: tuple[str, int] | None = None
    """The first key that stands here for the second time, and its line."""


def documents(text: str, filename: str, limits: values.DatasetLimits) -> Iterator[rows.Row | values.RefusedLine]:
    """Read all documents of a YAML stream.

    Raises
    ------
    InvalidInputError
        ``error-dataset-malformed(file, line, column, expected)``; `expected` is ``yaml`` (with the parser's own words in
        `problem`), ``no-alias``, ``no-tag``, ``name`` or ``less-nesting``.
    """
    for node in _Composer(text, filename, limits).documents():
        held = node.value
        if isinstance(held, dict):
            found = next((name for name in _LISTS if name in held), None) or rows.only_list(_first_items(held))
            held = None if found is None else held[found].value
            if isinstance(held, list) and node.doubled is not None:
                name, line = node.doubled
                raise errors.InvalidInputError("error-dataset-doubled-key", file=filename, line=line, name=name[:40])
        if not isinstance(held, list) or chats.is_chat([_plain(item) for item in held[:1]]):
            yield _row(node)
            continue
        for item in held:
            if isinstance(item.value, list):
                yield from rows.conversation(item.line, [(said.line, _said(said)) for said in item.value], limits)
            else:
                yield _row(item)


def _first_items(content: dict[str, _Node]) -> dict[str, object]:
    lists = {name: node.value for name, node in content.items()}
    return {name: value[0].value if isinstance(value, list) and value else None for name, value in lists.items()}


def _row(node: _Node) -> rows.Row | values.RefusedLine:
    """Return a row; where a key stands in it twice, the line of the second says so."""
    if isinstance(node.value, dict) and node.doubled is not None:
        name, line = node.doubled
        return values.RefusedLine(line, "error-row-doubled-key", {"name": name[:40]})
    return rows.Row(node.line, _plain(node))


def _said(node: _Node) -> object:
    """Return what is said in a conversation; a mapping there is a text with a colon in it."""
    if isinstance(node.value, dict):
        return rows.Unclear.of(next(iter(node.value), ""), "error-row-yaml-colon")
    return _plain(node)


def _plain(node: _Node) -> object:
    if isinstance(node.value, list):
        return [_plain(item) for item in node.value]
    if isinstance(node.value, dict):
        content = {name: _plain(item) for name, item in node.value.items()}
        if node.doubled is None:
            return content
        doubled = rows.Doubled(content)
        doubled.name, doubled.line = node.doubled
        return doubled
    return node.value


class _Composer:
    """Events to nodes, bounded in depth and number."""

    def __init__(self, text: str, filename: str, limits: values.DatasetLimits) -> None:
        self._text = text
        self._filename = filename
        self._limits = limits
        self._events = self._safely(text)
        self._nodes = 0

    def documents(self) -> Iterator[_Node]:
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                yield self._node(event, 0)

    def _safely(self, text: str) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            if mark is None or mark.line > text.rstrip().count("\n"):
                mark = error.context_mark or mark  # noticed at the file's end; what was left open is what to look at
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self._malformed(line, column, "yaml", str(error.problem or error.context or ""))
        except yaml.YAMLError as error:
            self._malformed(1, 1, "yaml", str(getattr(error, "reason", "")))

    def _node(self, event: yaml.NodeEvent, depth: int) -> _Node:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self._nodes += 1
        if self._nodes > self._limits.max_nodes:
            raise errors.InvalidInputError(
                "error-dataset-too-complex", file=self._filename, limit=self._limits.max_nodes
            )
        if depth > self._limits.max_depth:
            self._refuse(event, "less-nesting")
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._refuse(event, "no-alias")
        if getattr(event, "tag", None) is not None:
            self._refuse(event, "no-tag")
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            if plain and self._is_cut(event):
                return _Node(line, column, rows.Unclear.of(event.value, "error-row-yaml-comment"))
            return _Node(line, column, None if plain and event.value in _NULLS else event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return _Node(line, column, list(self._inside(depth)))
        inside = self._inside(depth)
        mapping: dict[str, _Node] = {}
        doubled: tuple[str, int] | None = None
        for key in inside:
            if not isinstance(key.value, str):
                self._malformed(key.line, key.column, "name", "")
            if key.value in mapping and doubled is None:
                doubled = key.value, key.line
            mapping[key.value] = next(inside)
        return _Node(line, column, mapping, doubled)

    def _is_cut(self, scalar: yaml.ScalarEvent) -> bool:
        """Tell whether a comment follows a text without quotes: on its line, or below it where the text would go on.

        Whoever writes "who is #1?" means no comment; who means one can put it on a line of its own, or the text in quotes.
        """
        found = _COMMENT.match(self._text, scalar.end_mark.index if scalar.value else scalar.start_mark.index)
        if found is None:
            return False
        column = found.start("hash") - self._text.rfind("\n", 0, found.start("hash")) - 1
        return found["between"].count("\n") == 0 or (bool(scalar.value) and column >= scalar.start_mark.column)

    def _inside(self, depth: int) -> Iterator[_Node]:
        for event in self._events:
            if not isinstance(event, yaml.NodeEvent):
                return
            yield self._node(event, depth + 1)

    def _refuse(self, event: yaml.Event, expected: str) -> NoReturn:
        self._malformed(event.start_mark.line + 1, event.start_mark.column + 1, expected, "")

    def _malformed(self, line: int, column: int, expected: str, problem: str) -> NoReturn:
        raise errors.InvalidInputError(
            "error-dataset-malformed",
            file=self._filename,
            line=line,
            column=column,
            expected=expected,
            problem=problem[:200],
        )

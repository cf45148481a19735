"""How values look in a message: paths, people, times, sizes, shares. Text typed by people never becomes markup or a mention."""

from __future__ import annotations

import datetime as dt
import pathlib
from typing import Final

from chatterbot.discord.localization import Translator
from chatterbot.discord.quoting import clipped, code, inert, isolated, quoted
from chatterbot.files import own_name

__all__ = (
    "HEARD",
    "bar",
    "clipped",
    "code",
    "difference",
    "grouped",
    "inert",
    "isolated",
    "last_part",
    "message_link",
    "own_name",
    "person",
    "quoted",
    "said",
    "share",
    "size",
    "time",
    "unquoted",
)

HEARD: Final = "🎙️"
"""Stands before the text of a recording or of speech in a call."""
SAID_LENGTH: Final = 1500
"""Most characters shown of what a person said: two minutes of speech."""
CODE_GROUP: Final = 5
"""Digits of a group of a privacy code, as Discord's clients show it."""
BAR_LENGTH: Final = 12
"""Blocks of the progress bar."""
_KIB: Final = 1024
_MIB: Final = 1024 * 1024


def last_part(name: str) -> str:
    """Return a model's name without the folders before it: where the operator keeps files is nobody's business."""
    return pathlib.PureWindowsPath(name).name or name  # takes both separators


def said(user_id: int, text: str) -> str:
    """Return what a person said aloud, as a quotation of one line."""
    return f"> {HEARD} <@{user_id}>: {quoted(text, SAID_LENGTH)}"


def unquoted(text: str) -> str:
    """Return a message of the bot without the quotation of speech that stands above the answer (`said`)."""
    first, _, rest = text.partition("\n")
    return rest if first.startswith(f"> {HEARD} ") else text


def grouped(code: str) -> str:
    """Return a call's privacy code in groups of five digits."""
    return " ".join(code[start : start + CODE_GROUP] for start in range(0, len(code), CODE_GROUP))


def message_link(guild_id: int | None, channel_id: int, message_id: int | None) -> str:
    """Return the link of a message; of its channel, if the message is not known. In direct messages `guild_id` is `None`."""
    place = "@me" if guild_id is None else str(guild_id)
    link = f"https://discord.com/channels/{place}/{channel_id}"
    return link if message_id is None else f"{link}/{message_id}"


def person(translate: Translator, user_id: int) -> str:
    """Return a mention (which pings nobody here), or words for a person who is not known any more (`user_id` 0)."""
    return f"<@{user_id}>" if user_id else translate("somebody")


def time(moment: dt.datetime) -> str:
    """Return what Discord shows as a time relative to now, in the reader's language."""
    return f"<t:{int(moment.timestamp())}:R>"


def size(translate: Translator, count: int) -> str:
    """Return a size of `count` bytes in words: bytes, KiB or MiB."""
    if count < _KIB:
        return translate("size-bytes", count=count)
    if count < _MIB:
        return translate("size-kib", count=count / _KIB)
    return translate("size-mib", count=count / _MIB)


def duration(translate: Translator, seconds: float) -> str:
    """Return a duration in words: whole seconds, or minutes and seconds."""
    whole = max(1, round(seconds))
    if whole < 60:
        return translate("duration-seconds", count=whole)
    return translate("duration-minutes", minutes=whole // 60, seconds=whole % 60)


def share(translate: Translator, value: float | None) -> str:
    """Return a share in [0, 1] as a percentage; a dash for `None`."""
    return "–" if value is None else translate("share", value=value)


def bar(translate: Translator, done: int, total: int) -> str:
    """Return a progress bar with the two numbers; an empty text if `total` is 0, that is, not known."""
    if not total:
        return ""
    filled = max(0, min(round(BAR_LENGTH * done / total), BAR_LENGTH))
    blocks = "█" * filled + "░" * (BAR_LENGTH - filled)
    return f"`{blocks}` {translate('progress-count', done=done, total=total)}"


def difference(translate: Translator, before: float | None, after: float | None) -> str:
    """Return the difference of two shares in percentage points, with its sign; empty if one is missing or they are equal."""
    if before is None or after is None or round(abs(after - before) * 100, 1) == 0:
        return ""
    change = (after - before) * 100
    return translate("share-difference", sign="+" if change > 0 else "−", points=round(abs(change), 1))

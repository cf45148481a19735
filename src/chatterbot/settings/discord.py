"""The settings of the connection to Discord."""

from __future__ import annotations

import re
from typing import Annotated

import pydantic

from chatterbot.settings.section import Section

__all__ = ("DiscordSettings",)


def _token(value: pydantic.SecretStr | None) -> pydantic.SecretStr | None:
    if value is None:
        return None
    text = value.get_secret_value().strip()
    if text.lower().startswith("bot "):
        raise ValueError("write only the token, without the word Bot before it")
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(
            "a token is one word of letters, digits, dots, dashes and underscores; copy it again from Discord"
        )
    return pydantic.SecretStr(text)


def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[\w.\-:\[\]]+/\S+", value):
        raise ValueError('must be a whole address such as "https://discord.com/api/v10"')
    return value.rstrip("/")


def _shards(value: str) -> str:
    if not re.fullmatch(r"|auto(/[1-9][0-9]{0,2})?|[0-9]{1,5}(-[0-9]{1,5})?/[1-9][0-9]{0,4}", value):
        raise ValueError('must be a range of all shards, such as "0-3/16", or "auto", or "auto/4" for a fourth of them')
    return value


class DiscordSettings(Section):
    """The connection to Discord."""

    token: Annotated[pydantic.SecretStr | None, pydantic.AfterValidator(_token)] = None
    """The bot's token from Discord's developer portal (Bot, Reset Token). A secret: keep it in .env, or in a file named by
    CHATTERBOT_DISCORD__TOKEN_FILE, not here. Without it only the playground and the command line work."""
    rest_url: Annotated[str, pydantic.AfterValidator(_web_address), pydantic.Field(repr=False)] = (
        "https://discord.com/api/v10"
    )
    """Base URL of Discord's HTTP API. Change it only to run against an imitation of Discord."""
    dev_guilds: tuple[Annotated[int, pydantic.Field(gt=0)], ...] = ()
    """IDs of the servers where commands are registered in mode "dev": they appear there at once. Empty: on all servers, also in dev."""
    message_content: bool = False
    """Request the privileged Message Content intent (turn it on in the developer portal, too). Needed only to answer messages that neither
    mention the bot nor reply to it; everything else works without it."""
    answer_channels: tuple[Annotated[int, pydantic.Field(gt=0)], ...] = ()
    """IDs of channels where the bot answers every message, on servers that have not chosen otherwise with /settings. Needs
    message_content."""
    denied_people: tuple[Annotated[int, pydantic.Field(gt=0)], ...] = ()
    """IDs of people whom the bot does not serve: it answers none of their messages, refuses their commands with a sentence, and does not hear
    them in voice channels. They can still see and erase what is stored of them."""
    denied_servers: tuple[Annotated[int, pydantic.Field(gt=0)], ...] = ()
    """IDs of servers that the bot does not serve: it says so and leaves, whenever it is added. What was taught there is kept."""
    voice_ca: str = ""
    """PEM file of the authority that signed the voice server's certificate, instead of those the system trusts. Set it only to run against
    an imitation of Discord."""
    shards: Annotated[str, pydantic.AfterValidator(_shards)] = ""
    """Shards that this process runs, where several processes share the servers: "0-3/16" (the first 4 of 16), or "auto/4" (a fourth of
    all that no other process runs; further processes wait until one ends). Needs PostgreSQL. "auto" or empty: all, in this process."""
    prefix: Annotated[str, pydantic.Field(max_length=5)] = "!"
    """Prefix of text commands (`!train ...`), for people used to them. At most 5 characters; empty: off."""

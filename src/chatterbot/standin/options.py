"""How a stand-in is set up."""

from __future__ import annotations

import dataclasses

from chatterbot.standin.actions.interaction_view import ACKNOWLEDGE_S, TOKEN_S
from chatterbot.standin.protocol import Intent

UPLOAD_LIMIT = 10 * 1024 * 1024
"""Largest file without a subscription, in bytes: 10 MiB since January 2025."""


@dataclasses.dataclass(frozen=True, slots=True)
class StandInOptions:
    """How a stand-in is set up; every option has a default.

    Parameters
    ----------
    host, port
        The address to listen on; port 0 takes a free one.
    name
        The bot's name.
    latency
        Seconds by which every REST answer and every gateway frame is delayed.
    ack_deadline
        Seconds a bot has for its first answer to an interaction.
    token_lifetime
        Seconds for which an interaction's token works.
    upload_limit
        Largest file, in bytes, for users and the bot.
    privileged_intents
        Privileged intents that are switched on for the application. The default allows reading message content.
    voice
        Whether there is a voice server; by default if its libraries are installed (extra ``voice``).
    strict
        Whether a request that the checker finds wrong is answered with 400, as on Discord.
    seed
        Seed of tokens and signatures.
    """

    host: str = "127.0.0.1"
    port: int = 0
    name: str = "standin-bot"
    latency: float = 0.0
    ack_deadline: float = ACKNOWLEDGE_S
    token_lifetime: float = TOKEN_S
    upload_limit: int = UPLOAD_LIMIT
    privileged_intents: Intent = Intent.MESSAGE_CONTENT
    voice: bool | None = None
    strict: bool = True
    seed: str = "stand-in"

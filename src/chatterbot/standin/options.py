"""How a stand-in is set up."""

from __future__ import annotations

import dataclasses

from chatterbot.standin.actions.interaction_view import ACKNOWLEDGE_S, TOKEN_S
from chatterbot.standin.protocol import Intent

UPLOAD_LIMIT = 10 * 1024 * 1024
"""Largest file without a subscription, in bytes: 10 MiB since January 2025."""

REQUEST_LIMIT = 25 * 1024 * 1024
"""Largest body of a request, in bytes: 25 MiB by Discord's documentation of "Create Message"."""


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
    request_limit
        Largest body of a request, in bytes, all its files together.
    rate_limits
        Whether Discord's usual rate limits hold: 5 messages and 5 edits in 5 s a channel, 50 requests a second, and others; see
        `RateLimits`. Otherwise there are only limits that no test reaches. The bot's own stories switch them on.
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
    request_limit: int = REQUEST_LIMIT
    rate_limits: bool = False
    privileged_intents: Intent = Intent.MESSAGE_CONTENT
    voice: bool | None = None
    strict: bool = True
    seed: str = "stand-in"

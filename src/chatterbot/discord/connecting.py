"""Connect to Discord: wait until it can be reached, reconnect when it says so, and say what to do when it refuses for good."""

from __future__ import annotations

import asyncio
import http
import logging
import os
import urllib.parse
from collections.abc import Mapping, Sequence
from typing import Any, Final

import aiohttp
import hikari
from hikari.impl import shard

from chatterbot import errors

__all__ = ("close", "closed_for_good", "recommended_shards", "reconnect_as_documented", "start", "wait_until_reachable")

_LOGGER: Final = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 5.0
"""Seconds before the second attempt; each further pause is twice as long."""
LONGEST_PAUSE_S: Final = 60.0
ASK_AGAIN_S: Final = (1.0, 2.0, 4.0)
"""Seconds before Discord is asked again how many shards it recommends."""
TIMEOUT_S: Final = 15.0
"""Seconds for one attempt."""

RECONNECT: Final = frozenset(
    {
        hikari.ShardCloseCode.UNKNOWN_OPCODE,
        hikari.ShardCloseCode.NOT_AUTHENTICATED,
        hikari.ShardCloseCode.ALREADY_AUTHENTICATED,
    }
)
"""Close codes after which Discord asks bots to reconnect, and hikari 2.6 ends the connection instead
(https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes)."""

_WHAT_TO_DO: Final[Mapping[int, str]] = {
    hikari.ShardCloseCode.AUTHENTICATION_FAILED: (
        "discord.token: Discord no longer accepts it; reset it in the developer portal (Bot, Reset Token) and set the new one"
    ),
    hikari.ShardCloseCode.INVALID_VERSION: (
        "Discord no longer supports this version of its gateway; install the newest version of chatterbot"
    ),
    hikari.ShardCloseCode.INVALID_SHARD: (
        "discord.shards: Discord refuses these shards; the numbers begin at 0 and end below the number of all shards"
    ),
    hikari.ShardCloseCode.SHARDING_REQUIRED: (
        'discord.shards: a shard has more than 2,500 servers, which Discord refuses; use more shards (empty or "auto": as many as Discord '
        "recommends)"
    ),
    hikari.ShardCloseCode.INVALID_INTENT: (
        "Discord does not know an intent that the bot requests; install the newest version of chatterbot"
    ),
    hikari.ShardCloseCode.DISALLOWED_INTENT: (
        "discord.message_content: Discord refuses the intent; switch on Message Content for the bot in the portal, or set it to false"
    ),
}


def reconnect_as_documented() -> None:
    """Let hikari reconnect after all close codes for which Discord asks for it."""
    # hikari has no option for it.
    shard._RECONNECTABLE_CLOSE_CODES |= RECONNECT  # noqa: SLF001 - the comment above says why


async def start(bot: hikari.GatewayBot, shard_ids: Sequence[int] | None = None, shard_count: int | None = None) -> None:
    """Connect to Discord.

    Parameters
    ----------
    shard_ids, shard_count
        The shards of this process, and the number of all; `None`: all those that Discord recommends.

    Raises
    ------
    errors.SettingsError
        If Discord refuses the token or the intents.
    errors.ServiceError
        If Discord is not available.
    """
    reconnect_as_documented()
    try:
        await bot.start(
            check_for_updates=False, shard_ids=shard_ids, shard_count=shard_count
        )  # the check would contact the package index
    except hikari.UnauthorizedError:
        raise errors.SettingsError("discord.token: Discord does not know it; copy it again from the portal") from None
    except hikari.GatewayServerClosedConnectionError as error:
        raise closed_for_good(error) from None
    except (hikari.InternalServerError, hikari.RateLimitTooLongError) as error:
        raise errors.ServiceError(f"Discord is not available ({error}); start the bot again later") from error


def closed_for_good(error: hikari.GatewayServerClosedConnectionError) -> errors.ChatterbotError:
    """Return the error that says what the operator can do about a connection that Discord closed for good."""
    code = int(error.code or 0)
    if code in _WHAT_TO_DO:
        return errors.SettingsError(f"{_WHAT_TO_DO[code]} (close code {code})")
    return errors.ServiceError(
        f"Discord closed the connection (close code {code}: {error.reason}); start the bot again"
    )


async def close(bot: hikari.GatewayBot) -> None:
    """Close the bot; a connection that Discord has closed already is no error."""
    if not bot.is_alive:
        return
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if isinstance(context.get("exception"), hikari.GatewayServerClosedConnectionError):
            return  # hikari reports it again for each shard; `closed_for_good` has explained it
        if before is None:
            loop.default_exception_handler(context)
        else:
            before(loop, context)

    loop.set_exception_handler(handle)
    try:
        await bot.close()
    finally:
        loop.set_exception_handler(before)


async def wait_until_reachable(rest_url: str) -> None:
    """Wait until Discord's HTTP API answers, whatever it answers; each failed attempt is one line of the log.

    There is no limit: a bot that is started before its network is there connects as soon as it can.
    """
    pause_s = FIRST_PAUSE_S
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session:
        while True:
            try:
                async with session.get(f"{rest_url.rstrip('/')}/gateway"):
                    return
            except (aiohttp.ClientError, OSError) as error:
                _LOGGER.warning(
                    "Discord cannot be reached at %s: %s; the next attempt is in %.0f s, later ones every %.0f s at most, "
                    "until the bot is stopped",
                    urllib.parse.urlsplit(rest_url).hostname,
                    _reason(error),
                    pause_s,
                    LONGEST_PAUSE_S,
                )
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


async def recommended_shards(rest_url: str, token: str) -> int:
    """Return the number of shards that Discord recommends.

    Raises
    ------
    errors.SettingsError
        If Discord refuses the token.
    errors.ServiceError
        If Discord is not available.
    """
    for pause_s in (*ASK_AGAIN_S, None):
        try:
            return await _recommended_shards(rest_url, token)
        except (aiohttp.ClientError, OSError, ValueError, KeyError, TypeError) as error:
            if pause_s is None:
                raise errors.ServiceError(f"Discord is not available ({error}); start the bot again later") from error
            await asyncio.sleep(pause_s)
    raise AssertionError


async def _recommended_shards(rest_url: str, token: str) -> int:
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session,
        session.get(f"{rest_url.rstrip('/')}/gateway/bot", headers={"Authorization": f"Bot {token}"}) as response,
    ):
        if response.status == http.HTTPStatus.UNAUTHORIZED:
            raise errors.SettingsError("discord.token: Discord does not know it; copy it again from the portal")
        response.raise_for_status()
        told: Any = await response.json()
        return max(1, int(told["shards"]))


def _reason(error: Exception) -> str:
    """Return in a few words why there is no connection."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "the name is not known (DNS); check the network"
        case aiohttp.ClientConnectorCertificateError():
            return f"its TLS certificate is not valid ({error.certificate_error}); check the clock and the network"
        case aiohttp.ClientSSLError():
            return f"TLS failed ({error}); check the network"
        case aiohttp.ClientConnectorError() if error.os_error.errno:
            return os.strerror(error.os_error.errno)
        case TimeoutError():
            return f"no answer within {TIMEOUT_S:.0f} s"
        case _:
            return str(error) or type(error).__name__

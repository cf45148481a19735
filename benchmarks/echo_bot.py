"""The least a bot on hikari can do: answer every message that mentions it, at once, with what `chatterbot` sends beside the words.

What such a bot takes through the stand-in is the floor of every reply's time: gateway, REST, hikari, the stand-in and the people on it.
Run with the address of the stand-in's REST as the only argument, the token in ``ECHO_TOKEN``; it writes ``ready`` when it is connected.
"""

from __future__ import annotations

import os
import sys

import hikari

from chatterbot.discord import replies


def main() -> None:
    bot = hikari.GatewayBot(
        os.environ["ECHO_TOKEN"],
        banner=None,
        logs=None,
        intents=hikari.Intents.GUILDS | hikari.Intents.GUILD_MESSAGES,
        rest_url=sys.argv[1],
        http_settings=hikari.impl.HTTPSettings(force_close_transports=False),
    )

    @bot.listen()
    async def on_started(_: hikari.StartedEvent) -> None:
        print("ready", file=sys.stderr, flush=True)

    @bot.listen()
    async def on_message(event: hikari.GuildMessageCreateEvent) -> None:
        if not event.is_human:
            return
        await replies.send(
            bot.rest,
            int(event.channel_id),
            event.content or "",
            buttons=replies.votes(),
            reply_to=int(event.message_id),
            nonce=f"{event.message_id}",
        )

    bot.run(check_for_updates=False, asyncio_debug=False, enable_signal_handlers=True)


if __name__ == "__main__":
    main()

"""``start``, ``run`` and ``playground``: the bot itself, until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import AsyncGenerator

from chatterbot import errors, settings
from chatterbot.cli import health, loading, process

__all__ = ("playground", "playground_settings", "run", "start")

HOW_TO_CONFIGURE = (
    "put the line CHATTERBOT_DISCORD__TOKEN=<your bot's token> into a file named .env here "
    "(config/.env.example shows how; Discord gives tokens at https://discord.com/developers/applications)"
)


def start(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Run on Discord with a token, else in the playground."""
    if sourced.settings.discord.token is not None:
        return run(arguments, sourced)
    print(f"No Discord token is configured: this is the playground. For Discord, {HOW_TO_CONFIGURE}.", flush=True)
    return playground(arguments, sourced)


def run(_arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Run on Discord.

    Raises
    ------
    errors.SettingsError
        Without a token.
    """
    if sourced.settings.discord.token is None:
        raise errors.SettingsError(
            f"discord.token: is not set, so there is no way to Discord; {HOW_TO_CONFIGURE}. "
            "`chatterbot playground` runs the bot without."
        )

    loading.import_bot()  # a second and a half, not needed to refuse
    from chatterbot import app  # noqa: PLC0415 - as above

    async def serve() -> int:
        async with app.lifespan(sourced.settings) as running:

            def connected() -> bool:
                return all(shard.is_connected for shard in running.bot.shards.values())

            async with health.beating(sourced.settings.files.data, connected):
                await running.bot.join()
        return process.OK

    return process.run_async(serve())


def playground(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Run against the stand-in of Discord, with a page to use it from; the page is there before the bot is."""
    from chatterbot import playground as page  # noqa: PLC0415 - the stand-in, which Discord does not need

    @contextlib.asynccontextmanager
    async def run_bot(given: settings.Settings) -> AsyncGenerator[object]:
        await asyncio.to_thread(loading.import_bot)
        from chatterbot import app  # noqa: PLC0415 - imported already, beside the page's first requests

        async with app.lifespan(given) as running:
            yield running

    async def serve() -> int:
        await page.serve(
            playground_settings(sourced.settings, own_folder=arguments.data is None),
            run_bot,
            open_browser=not arguments.no_browser,
            started=lambda url: print(f"Playground: {url}   (Ctrl-C ends it)", flush=True),
        )
        return process.OK

    return process.run_async(serve())


def playground_settings(given: settings.Settings, *, own_folder: bool) -> settings.Settings:
    """Keep the playground away from what the real bot keeps: a folder and a database of its own, and no token."""
    files = given.files
    if own_folder:
        files = files.model_copy(update={"data": files.data / "playground"})
    engine = given.engine.model_copy(update={"cache": given.encoder_cache.absolute()})
    discord = given.discord.model_copy(update={"token": None, "dev_guilds": ()})
    database = settings.DatabaseSettings(start_empty=given.database.start_empty)
    return given.model_copy(update={"files": files, "database": database, "engine": engine, "discord": discord})

"""``start``, ``run`` and ``playground``: run the bot until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import pathlib
from collections.abc import AsyncGenerator, Generator

from chatterbot import errors, lock, private_files, settings
from chatterbot.cli import health, loading, process

__all__ = ("playground", "playground_settings", "run", "start")

HOW_TO_CONFIGURE = (
    "put the line CHATTERBOT_DISCORD__TOKEN=<your bot's token> into a file named .env in this folder "
    "(config/.env.example shows how; you get a token at https://discord.com/developers/applications)"
)


def start(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Run on Discord if a token is configured, else in the playground."""
    if sourced.settings.discord.token is not None:
        return run(arguments, sourced)
    print(
        f"No Discord token is configured, so this is the playground. To run on Discord, {HOW_TO_CONFIGURE}.", flush=True
    )
    return playground(arguments, sourced)


def run(_arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Run on Discord.

    Raises
    ------
    errors.SettingsError
        If no token is configured.
    """
    if sourced.settings.discord.token is None:
        raise errors.SettingsError(
            f"discord.token: is not set, so the bot cannot connect to Discord; {HOW_TO_CONFIGURE}. "
            "`chatterbot playground` runs the bot without Discord."
        )

    loading.import_bot()  # takes 1.5 s, so only after the check of the token
    from chatterbot import app  # noqa: PLC0415 - as above

    async def serve() -> int:
        async with app.lifespan(sourced.settings) as running:

            def connected() -> bool:
                return all(shard.is_connected for shard in running.bot.shards.values())

            given = sourced.settings
            async with health.heartbeat(given.files.data, connected, given.discord.shards):
                await running.join()
        return process.OK

    return process.run_async(serve(), service=True)


def playground(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Run the bot against the stand-in of Discord, used from a page in the browser; the page opens before the bot is ready.

    Raises
    ------
    errors.SettingsError
        If another process uses the data folder; this is found out before anything is shown.
    """
    given = playground_settings(sourced.settings, own_folder=arguments.data is None)
    with contextlib.ExitStack() as claim:
        # The bot takes the folder's lock only when it starts, seconds after the page is shown. Until then it is held here.
        restarted = claim.enter_context(_claimed(given.files.data))
        from chatterbot import playground as page  # noqa: PLC0415 - loads the stand-in; a bot on Discord does not need it

        @contextlib.asynccontextmanager
        async def run_bot(with_stand_in: settings.Settings) -> AsyncGenerator[page.ModelToggle | None]:
            await asyncio.to_thread(loading.import_bot)
            # Imported above, in a thread, while the page answers requests.
            from chatterbot import app, llm  # noqa: PLC0415
            from chatterbot.cli import model_switch  # noqa: PLC0415

            claim.close()
            # Without a configured model a scripted one, which says that it is one, so that its answers can be tried without a key.
            model = None if given.llm.model else llm.demo_model()
            async with app.lifespan(with_stand_in, model=model) as running:
                yield model_switch.PreferenceSwitch.of(running.services)

        async def serve() -> int:
            await page.serve(
                given,
                run_bot,
                open_browser=not arguments.no_browser,
                started=lambda url: print(f"Playground: {url}   (Ctrl-C stops it)", flush=True),
                restarted=restarted,
                switch_of=lambda running: running,
            )
            return process.OK

        return process.run_async(serve(), service=True)


@contextlib.contextmanager
def _claimed(folder: pathlib.Path) -> Generator[bool]:
    """Hold the lock of a data folder inside the block, and return whether the folder was used before.

    Raises
    ------
    errors.SettingsError
        If another process uses the folder, or it cannot be made.
    """
    try:
        private_files.make_folder(folder)
        used = (folder / lock.FILE).exists()
    except OSError as error:
        raise errors.SettingsError(
            f"files.data: the folder {folder} cannot be made: {error.strerror}. Correct the path, or its permissions."
        ) from None
    with lock.held(folder):
        yield used


def playground_settings(given: settings.Settings, *, own_folder: bool) -> settings.Settings:
    """Return settings that keep the playground apart from the real bot: its own folder and database, and no token."""
    files = given.files
    if own_folder:
        files = files.model_copy(update={"data": files.data / "playground"})
    engine = given.engine.model_copy(update={"cache": given.encoder_cache.absolute()})
    discord = given.discord.model_copy(update={"token": None, "dev_guilds": ()})
    database = settings.DatabaseSettings(start_empty=given.database.start_empty)
    return given.model_copy(update={"files": files, "database": database, "engine": engine, "discord": discord})

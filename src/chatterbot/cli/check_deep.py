"""``check --deep``: compare everything that is kept with itself, and mend what can be mended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Final

from chatterbot import errors, lock, logs, services, settings
from chatterbot.cli import process
from chatterbot.cli.findings import Finding, State
from chatterbot.cli.leased import refuse_leased
from chatterbot.consistency import CheckedPart, DeepCheck
from chatterbot.engine import ReplyEngine
from chatterbot.store import Database

__all__ = ("check_deep",)

AGAIN: Final = (
    "the bot is using this data folder: what it writes meanwhile may be named here, so check again before you repair"
)


def check_deep(sourced: settings.Sourced, *, repair: bool) -> int:
    """Print the result of each comparison; return 1 if something is wrong that was not repaired.

    Raises
    ------
    errors.SettingsError
        If there is no database, or something is to be repaired while a bot uses the data folder or the database.
    errors.ServiceError
        If the database is out of reach, or so damaged that it cannot be opened.
    """
    given, redact = sourced.settings, logs.Redactor(sourced.settings.secrets())

    async def work() -> int:
        faults = mendable = 0
        with contextlib.ExitStack() as stack:
            if await asyncio.to_thread(given.files.data.is_dir):
                try:
                    stack.enter_context(lock.held(given.files.data))
                except errors.SettingsError:
                    if repair:
                        raise
                    print(redact(str(Finding(State.WARN, "data folder", AGAIN))), flush=True)
            missing = await asyncio.to_thread(services.refuse_empty, given)
            missing = missing or f"there is no database in {given.files.data}: nothing to check."
            async with (
                Database.open(given.database_url, if_empty=missing) as database,
                ReplyEngine.open(services.engine_options(given)) as opened,
            ):
                if repair:
                    await refuse_leased(database, "Nothing was repaired.")
                log = given.files.data / services.CORRECTIONS
                starter = [each.prompt for each in await asyncio.to_thread(services.starter_examples, given)]
                deep = DeepCheck(database, opened, given.files.data, log, starter)
                async for part in deep.run(repair=repair):
                    for line in _lines(part):
                        print(redact(str(line)), flush=True)
                    faults += sum(each.is_fault for each in part.found)
                    mendable += sum(each.is_fault and each.repairable for each in part.found)
        if mendable:
            print(
                "\nTo repair what can be repaired: stop the bot, make a backup, then `chatterbot check --deep --repair`."
            )
        return process.FAILED if faults else process.OK

    return process.run_async(work())


def _lines(part: CheckedPart) -> Iterator[Finding]:
    if all(each.harmless for each in part.found):
        yield Finding(State.OK, part.name, part.looked_at)
    for each in part.found:
        state = State.WARN if each.harmless else State.FIXED if each.repaired else State.FAULT
        yield Finding(state, part.name, each.sentence)

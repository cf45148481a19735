"""``init``: the config files for people who installed the package without the clone."""

from __future__ import annotations

import argparse
import os
import pathlib

from chatterbot import errors, settings

__all__ = ("init",)

FILES = ("chatterbot.toml", "bot_instruction.md", "bot_instruction.ru.md", "starter.jsonl", ".env.example")


def init(arguments: argparse.Namespace, _sourced: settings.Sourced) -> int:
    """Write the files; all of them or, when one is in the way, none.

    Raises
    ------
    errors.SettingsError
        If a file is there and ``--force`` was not given, or the folder cannot be written.
    """
    folder: pathlib.Path = arguments.folder / "config"
    present = [name for name in FILES if (folder / name).exists()]
    if present and not arguments.force:
        raise errors.SettingsError(
            f"{folder}: {', '.join(present)} {'is' if len(present) == 1 else 'are'} there already; nothing was written. "
            "--force overwrites, or name another folder."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            content = (settings.shipped_config() / name).read_bytes()
            new = folder / f".{name}.new"
            new.write_bytes(content)
            new.replace(folder / name)
    except OSError as error:
        raise errors.SettingsError(f"{folder}: cannot be written: {error.strerror}.") from None
    for name in FILES:
        print(folder / name)
    token = arguments.folder / ".env"
    print(
        f"\nNext: cd {arguments.folder} and `chatterbot start`; that is the playground. For Discord, copy "
        f"{folder / '.env.example'} to {token} and put the token there.".replace(os.sep + os.sep, os.sep)
    )
    return 0

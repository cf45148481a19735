"""``init``: write the config files, for people who installed the package without cloning the repository."""

from __future__ import annotations

import argparse
import pathlib
import shlex

from chatterbot import errors, settings

__all__ = ("init",)

FILES = ("chatterbot.toml", "bot_instruction.md", "bot_instruction.ru.md", "starter.jsonl", ".env.example")


def init(arguments: argparse.Namespace, _sourced: settings.Sourced) -> int:
    """Write all config files, or none if one of them exists already.

    Raises
    ------
    errors.SettingsError
        If a file exists and ``--force`` was not given, or the folder cannot be written.
    """
    folder: pathlib.Path = arguments.folder / "config"
    present = [name for name in FILES if (folder / name).exists()]
    if present and not arguments.force:
        raise errors.SettingsError(
            f"{folder}: {', '.join(present)} {'exists' if len(present) == 1 else 'exist'} already; nothing was written. "
            "Use --force to overwrite, or name another folder."
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
    here = arguments.folder.resolve() == pathlib.Path.cwd()
    print(
        f"\nNext: {'' if here else f'cd {shlex.quote(str(arguments.folder))} and '}run `chatterbot start`, which opens the "
        f"playground. For Discord, copy {folder / '.env.example'} to {arguments.folder / '.env'} and put the token there."
    )
    return 0

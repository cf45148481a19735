"""Bring the tables up to date. Apart from `database`, because Alembic costs a quarter of the program's start and is rarely needed."""

from __future__ import annotations

import pathlib
from typing import Final

import alembic.command
import alembic.config
import alembic.migration
import alembic.script
import alembic.util
import sqlalchemy as sa

from chatterbot import errors

__all__ = ("MIGRATIONS", "upgrade")

MIGRATIONS: Final = pathlib.Path(__file__).parent.parent / "migrations"
"""The folder of the Alembic environment; it is part of the package."""


def upgrade(connection: sa.Connection) -> None:
    """Run the migrations a database lacks, inside the caller's transaction.

    Raises
    ------
    errors.StoreError
        If the database was written by a newer version of this program, or a migration fails.
    """
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    scripts = alembic.script.ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    present = set(alembic.migration.MigrationContext.configure(connection).get_current_heads())
    if not present <= known:
        raise errors.StoreError(
            f"the database was written by a newer version of this program (revision {', '.join(sorted(present - known))}); "
            "install that version again, or restore the backup made before it",
            retryable=False,
        )
    if present != set(scripts.get_heads()):
        try:
            alembic.command.upgrade(config, "head")
        except alembic.util.CommandError as error:
            raise errors.StoreError(f"the database cannot be brought up to date: {error}", retryable=False) from error

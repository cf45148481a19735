"""Run by Alembic: migrates on the connection that `store.database` hands over, inside its transaction.

From the command line (`alembic -x url=...`) there is nothing to run: the program migrates by itself when it starts.
"""

from __future__ import annotations

from alembic import context

from chatterbot.store import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters tables by copying them
    transactional_ddl=True,  # ours begins before the first statement: a migration is done whole or not at all
)
context.run_migrations()

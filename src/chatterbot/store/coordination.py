"""The tables by which several processes share one PostgreSQL database: who runs which shards, and what was changed.

They stand in a schema of their own and not among the migrations: what they hold is of use to running processes only, is never copied or
backed up, and is made anew when its layout changes. SQLite belongs to one process, and has none of it.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

__all__ = ("CHANGED", "RELEASED", "SCHEMA", "changes", "install", "leases", "stops")

SCHEMA: Final = "chatterbot_cluster"
VERSION: Final = "1"
"""The layout. Raise it with every change of a statement below."""
CHANGED: Final = "chatterbot_changed"
"""The channel on which the number of a change is told."""
RELEASED: Final = "chatterbot_released"
"""The channel on which it is told that shards are free."""
INSTALLING: Final = 0x63_68_61_74_0001
"""Key of the lock (`pg_advisory_lock`) under which the tables are made."""

_metadata: Final = sa.MetaData(schema=SCHEMA)

leases: Final = sa.Table(
    "leases",
    _metadata,
    sa.Column(
        "token", sa.BigInteger, primary_key=True
    ),  # the fencing token: each lease has a higher one than all before it
    sa.Column("writer", sa.Text),  # how the process names itself to the database (`Database.writer`)
    sa.Column(
        "instance", sa.Text
    ),  # the same for each process that starts in the same place of a data folder; '': not known
    sa.Column("holder", sa.Text),  # host and process, for people
    sa.Column("first_shard", sa.Integer),
    sa.Column("last_shard", sa.Integer),
    sa.Column("shard_count", sa.Integer),
    sa.Column("followed", sa.BigInteger),  # number of the last change that this process follows
    sa.Column("stopped_at", sa.DateTime(timezone=True)),  # since when it takes no questions; NULL: it does
    sa.Column("renewed_at", sa.DateTime(timezone=True)),
    sa.Column("expires_at", sa.DateTime(timezone=True)),
)
"""The processes that run, each with its shards."""

stops: Final = sa.Table(
    "stops",
    _metadata,
    sa.Column("first_shard", sa.Integer, primary_key=True),
    sa.Column("last_shard", sa.Integer, primary_key=True),
    sa.Column("shard_count", sa.Integer, primary_key=True),
    sa.Column("alive_at", sa.DateTime(timezone=True)),
)
"""When shards that changed hands were answered last."""

changes: Final = sa.Table(
    "changes",
    _metadata,
    sa.Column("number", sa.BigInteger, primary_key=True),
    sa.Column("transaction", sa.BigInteger),
    sa.Column("writer", sa.Text),
    sa.Column("topic", sa.Text),
    sa.Column("scope_id", sa.BigInteger),  # NULL: all scopes
    sa.Column("person_id", sa.BigInteger),  # who is being erased; the row goes with that person
    sa.Column("changed_at", sa.DateTime(timezone=True)),
)
"""What was changed lately, so that the other processes follow; see `change_feed`."""

_TABLES: Final = f"""
CREATE TABLE {SCHEMA}.layout (version text NOT NULL);
CREATE TABLE {SCHEMA}.leases (
    token bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    writer text NOT NULL,
    instance text NOT NULL,
    holder text NOT NULL,
    first_shard integer NOT NULL,
    last_shard integer NOT NULL,
    shard_count integer NOT NULL,
    followed bigint NOT NULL DEFAULT 0,
    stopped_at timestamptz,
    renewed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL
);
CREATE TABLE {SCHEMA}.stops (
    first_shard integer NOT NULL,
    last_shard integer NOT NULL,
    shard_count integer NOT NULL,
    alive_at timestamptz NOT NULL,
    PRIMARY KEY (first_shard, last_shard, shard_count)
);
CREATE TABLE {SCHEMA}.changes (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
    writer text NOT NULL DEFAULT current_setting('application_name'),
    topic text NOT NULL,
    scope_id bigint,
    person_id bigint,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON {SCHEMA}.changes (transaction);
CREATE FUNCTION {SCHEMA}.note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
BEGIN
    WITH noted AS (
        INSERT INTO {SCHEMA}.changes (topic, scope_id)
        SELECT DISTINCT TG_ARGV[0], touched.scope_id FROM touched
        RETURNING number
    )
    SELECT max(number) INTO last FROM noted;
    IF last IS NOT NULL THEN
        PERFORM pg_notify('{CHANGED}', last::text);
    END IF;
    RETURN NULL;
END
$$
"""  # noqa: S608 - only constants are put in

_WATCHED: Final = (
    ("changes", "knowledge", ("INSERT", "UPDATE", "DELETE")),
    ("examples", "knowledge", ("UPDATE", "DELETE")),
    ("documents", "knowledge", ("UPDATE", "DELETE")),
    ("triggers", "knowledge", ("UPDATE", "DELETE")),
    ("datasets", "knowledge", ("INSERT", "UPDATE", "DELETE")),
    ("preferences", "preferences", ("INSERT", "UPDATE", "DELETE")),
    ("personas", "personas", ("INSERT", "UPDATE", "DELETE")),
    ("consents", "consents", ("INSERT", "UPDATE", "DELETE")),
    ("fresh_starts", "fresh starts", ("INSERT",)),
    ("turns", "exchanges", ("DELETE",)),
)
"""Tables of which processes keep something in memory: the topic, and the statements that are told to the others."""


def install(connection: sa.Connection) -> None:
    """Make the tables and triggers that are missing; each statement is the database's own business, so nothing is told of it."""
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": INSTALLING})
    if _version(connection) != VERSION:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        head, _, function = _TABLES.partition("CREATE FUNCTION")
        for statement in (*head.split(";"), f"CREATE FUNCTION{function}"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"INSERT INTO {SCHEMA}.layout VALUES ('{VERSION}')")  # noqa: S608 - constants of this module
    present = set(
        connection.scalars(
            sa.text(
                "SELECT tgrelid::regclass::text || ' ' || tgname FROM pg_trigger"
                " WHERE tgname LIKE 'note_change_%' AND NOT tgisinternal"
            )
        )
    )
    for table, topic, acts in _WATCHED:
        for act in acts:
            name = f"note_change_{act.lower()}"
            if f"{table} {name}" in present:
                continue
            rows = "OLD" if act == "DELETE" else "NEW"
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} AFTER {act} ON {table} REFERENCING {rows} TABLE AS touched "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.note_change('{topic}')"
            )


def _version(connection: sa.Connection) -> str | None:
    present = connection.scalar(sa.text("SELECT to_regclass(:name) IS NOT NULL"), {"name": f"{SCHEMA}.layout"})
    return connection.scalar(sa.text(f"SELECT version FROM {SCHEMA}.layout")) if present else None  # noqa: S608 - a constant

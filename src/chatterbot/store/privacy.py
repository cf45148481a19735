"""What is stored about a person, and its erasure."""

from __future__ import annotations

from chatterbot.store.database import Database

__all__ = ("PersonalData",)


class PersonalData:
    """What concerns one person, across the tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

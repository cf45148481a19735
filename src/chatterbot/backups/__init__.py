"""Backups of everything the bot keeps: the database and the files of the data folder, in one file that is checked when it is read.

A backup is a gzipped tar with ``database.sqlite3`` (whatever the database is), the files below ``files/``, and last ``manifest.json``. With
recipients it is encrypted in the age format (https://age-encryption.org/v1): the machine that makes backups cannot read them.
"""

from __future__ import annotations

from chatterbot.backups.contents import BackupManifest
from chatterbot.backups.encryption import recipients
from chatterbot.backups.restoring import is_unfinished, restore, tidy
from chatterbot.backups.rotation import BackupRotation
from chatterbot.backups.writing import write, write_file

__all__ = ("BackupManifest", "BackupRotation", "is_unfinished", "recipients", "restore", "tidy", "write", "write_file")

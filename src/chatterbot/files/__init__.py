"""The data folder: all that people can list, read and write through the bot."""

from __future__ import annotations

from chatterbot.files.folder import DataFolder, GuildFiles
from chatterbot.files.tree import FileEntry, FileLimits, GuildTree
from chatterbot.files.uploads import FOLDER as UPLOADS
from chatterbot.files.uploads import own_name, upload_path

__all__ = ("UPLOADS", "DataFolder", "FileEntry", "FileLimits", "GuildFiles", "GuildTree", "own_name", "upload_path")

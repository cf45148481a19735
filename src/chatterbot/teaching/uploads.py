"""Files that people send: kept in the scope's folder, and noted with their sender, so that an erasure finds them."""

from __future__ import annotations

from typing import Final

from chatterbot import errors, files
from chatterbot.admission import Requester
from chatterbot.store import Store

__all__ = ("keep",)

MOST_OF_ONE_NAME: Final = 100
"""Files of one name in a folder: a name holds the second in which it was sent, so more come from a loop, not from people."""


async def keep(store: Store, folder: files.DataFolder, scope_id: int, author_id: int, *, path: str, data: bytes) -> str:
    """Write a file that a person sent, note who that was, and return the file's path.

    Parameters
    ----------
    path
        Where to write it; if there is a file already, a number is added ("faq-2.txt").

    Raises
    ------
    errors.UserError, errors.ServiceError
        What `files.GuildFiles.write` raises; `ServiceError` also for the 101st file of one name.
    """
    stem, dot, ending = path.rpartition(".")
    for number in range(1, MOST_OF_ONE_NAME + 1):
        numbered = path if number == 1 else f"{stem}-{number}{dot}{ending}" if dot else f"{path}-{number}"
        # The sender is noted first: a file without a known sender could never be erased.
        await store.journal.add_upload(scope_id, author_id, numbered)
        try:
            own = folder.guild(scope_id, is_direct=Requester(scope_id, author_id).is_direct)
            return (await own.write(numbered, data, replace=False)).path
        except (FileExistsError, errors.ChatterbotError) as error:
            await store.journal.drop_upload(scope_id, author_id, numbered)
            if not isinstance(error, FileExistsError):
                raise
    raise errors.ServiceError(f"{MOST_OF_ONE_NAME} files of the same name already")

"""Encryption of backups in the age format, by the package `pyrage` (extra `backup`), which is imported only where a key is set."""

from __future__ import annotations

import contextlib
import errno
import os
import pathlib
import threading
from collections.abc import Callable, Generator, Sequence
from typing import Any, BinaryIO, Final

from chatterbot import errors

__all__ = ("HEADER", "decrypted", "encrypted", "recipients")

HEADER: Final = b"age-encryption.org/v1"
"""The first bytes of an encrypted backup (https://age-encryption.org/v1)."""
MISSING: Final = "encrypted backups need the package pyrage: install the extra `backup`."


def recipients(keys: Sequence[str]) -> list[Any]:
    """Return the recipients that public keys stand for: ``age1...``, or ``ssh-ed25519 ...`` and ``ssh-rsa ...``.

    Raises
    ------
    errors.SettingsError
        If a key is none, or `pyrage` is not installed.
    """
    if not keys:
        return []
    pyrage = _library()
    found: list[Any] = []
    for number, key in enumerate(keys, start=1):
        kind = pyrage.ssh.Recipient if key.startswith("ssh-") else pyrage.x25519.Recipient
        try:
            found.append(kind.from_str(key.strip()))
        except pyrage.RecipientError:
            # Never quoted: somebody may have put the secret key there.
            raise errors.SettingsError(
                f"backup.recipients: key {number} is no public key. Make a pair with `age-keygen -o key.txt`, keep that file elsewhere, "
                "and set the line that begins with age1."
            ) from None
    return found


@contextlib.contextmanager
def encrypted(target: BinaryIO, to: Sequence[Any]) -> Generator[BinaryIO]:
    """Return a file whose contents reach `target` encrypted, when the block ends without an error.

    Raises
    ------
    OSError
        If `target` cannot be written to.
    """
    if not to:
        yield target
        return
    pyrage = _library()
    try:
        with _writing(lambda source: pyrage.encrypt_io(source, target, list(to))) as writer:
            yield writer
    except pyrage.EncryptError as error:  # of the library's only kind, whatever failed: a full disk, say
        raise OSError(errno.EIO, f"the encryption failed ({error})") from None


@contextlib.contextmanager
def decrypted(source: BinaryIO, identity: pathlib.Path | None) -> Generator[BinaryIO]:
    """Return a file to read the contents of a backup from, whether it is encrypted or not.

    Raises
    ------
    errors.SettingsError
        If it is encrypted and there is no key for it.
    """
    begin = source.read(len(HEADER))
    source.seek(0)
    if begin != HEADER:
        yield source
        return
    if identity is None:
        raise errors.SettingsError("the backup is encrypted: name the file with your secret key, --identity key.txt.")
    pyrage = _library()
    keys = _identities(identity)
    try:
        with _reading(lambda plain: pyrage.decrypt_io(source, plain, keys)) as plain:
            yield plain
    except pyrage.DecryptError as error:
        raise errors.SettingsError(f"the backup cannot be decrypted with {identity}: {error}.") from None


def _library() -> Any:
    try:
        import pyrage  # noqa: PLC0415 - see above
    except ImportError:
        raise errors.SettingsError(MISSING) from None
    return pyrage


def _identities(path: pathlib.Path) -> list[Any]:
    pyrage = _library()
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.SettingsError(
            f"--identity {path} cannot be read: {getattr(error, 'strerror', 'no text')}."
        ) from None
    try:
        if "PRIVATE KEY" in text:
            return [pyrage.ssh.Identity.from_buffer(text.encode())]
        lines = [line.strip() for line in text.splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise errors.SettingsError(
            f"--identity {path} has no secret key: a line that begins with AGE-SECRET-KEY-1, or an SSH key."
        )
    return found


@contextlib.contextmanager
def _writing(work: Callable[[BinaryIO], None]) -> Generator[BinaryIO]:
    """Return a file to write to; what is written is read by `work` in a thread."""
    reader, writer = os.pipe()
    with _beside(work, os.fdopen(reader, "rb")), os.fdopen(writer, "wb") as plain:
        yield plain


@contextlib.contextmanager
def _reading(work: Callable[[_Outlet], None]) -> Generator[BinaryIO]:
    """Return a file to read from; what is read is written by `work` in a thread, which ends when nobody reads any more."""
    reader, writer = os.pipe()

    def until_enough(end: BinaryIO) -> None:
        outlet = _Outlet(end)
        try:
            work(outlet)
            end.close()
        except Exception:
            if not outlet.unread:
                raise

    with _beside(until_enough, os.fdopen(writer, "wb", buffering=0)), os.fdopen(reader, "rb") as plain:
        yield plain


class _Outlet:
    """Remembers that nobody reads any more, which `pyrage` reports as it does any failure."""

    def __init__(self, end: BinaryIO) -> None:
        self._end = end
        self.unread = False

    def write(self, piece: bytes) -> int:
        try:
            return self._end.write(piece)
        except BrokenPipeError:
            self.unread = True
            raise

    def flush(self) -> None:
        self._end.flush()


@contextlib.contextmanager
def _beside(work: Callable[[BinaryIO], None], end: BinaryIO) -> Generator[None]:
    """Run `work` on one end of a pipe in a thread while the block uses the other; the block closes that one, so that `work` ends.

    An error of `work` is raised rather than that of the block, which is its consequence.
    """
    problem: list[BaseException] = []

    def run() -> None:
        try:
            with end:
                work(end)
        except Exception as error:  # noqa: BLE001 - raised again below, in the thread that waits
            problem.append(error)

    thread = threading.Thread(target=run, name="backup")
    thread.start()
    try:
        yield
    except Exception:
        thread.join()
        if not problem:
            raise
    finally:
        thread.join()
    if problem:
        raise problem[0]

"""Encryption of backups in the age format, by the package `pyrage` (extra `backup`), which is imported only where a key is set."""

from __future__ import annotations

import contextlib
import os
import pathlib
import threading
from collections.abc import Callable, Generator, Sequence
from typing import IO, Any, BinaryIO, Final

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
    """Return a file whose contents reach `target` encrypted, when the block ends without an error."""
    if not to:
        yield target
        return
    pyrage = _library()
    with _piped(lambda source: pyrage.encrypt_io(source, target, list(to))) as writer:
        yield writer


@contextlib.contextmanager
def decrypted(source: BinaryIO, identity: pathlib.Path | None) -> Generator[IO[bytes]]:
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
    reader, writer = os.pipe()
    problem: list[BaseException] = []

    def decrypt() -> None:
        try:
            with os.fdopen(writer, "wb") as plain:
                pyrage.decrypt_io(source, plain, keys)
        except BrokenPipeError:
            pass  # the reader has seen enough
        except Exception as error:  # noqa: BLE001 - raised again below, in the thread that waits
            problem.append(error)

    thread = threading.Thread(target=decrypt, name="backup")
    thread.start()
    try:
        with os.fdopen(reader, "rb") as plain:
            yield plain
    except Exception:
        thread.join()
        if not problem:
            raise
    thread.join()
    if problem:
        raise errors.SettingsError(f"the backup cannot be decrypted with {identity}: {problem[0]}.") from None


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
def _piped(work: Callable[[BinaryIO], None]) -> Generator[BinaryIO]:
    """Return a file to write to; what is written is read by `work` in a thread."""
    reader, writer = os.pipe()
    problem: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(reader, "rb") as source:
                work(source)
        except Exception as error:  # noqa: BLE001 - raised again below, in the thread that waits
            problem.append(error)

    thread = threading.Thread(target=run, name="backup")
    thread.start()
    try:
        with os.fdopen(writer, "wb") as plain:
            yield plain
    except BrokenPipeError:
        if not problem:
            raise
    finally:
        thread.join()
    if problem:
        raise problem[0]

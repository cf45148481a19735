"""What is backed up can be restored, whole, on both databases; whatever is not a whole backup is refused, and changes nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import gzip
import io
import logging
import os
import pathlib
import random
import tarfile
from typing import IO, Any

import pytest
from tests import postgres
from tests.unit.services import world as worlds

from chatterbot import backups, errors, services, settings
from chatterbot.backups import contents, encryption, leftovers, restoring, writing
from chatterbot.store import Database, Store

pyrage: Any = pytest.importorskip("pyrage", reason="pyrage is not installed (extra `backup`)")
pytestmark = [pytest.mark.protocol, pytest.mark.asyncio]

HEADER_LINES = 1_000
"""Bytes of what stands before the contents of an encrypted backup, at most."""
NOW = dt.datetime(2026, 2, 28, 23, 59, 59, tzinfo=dt.UTC)
FILES = {
    "corrections.jsonl": b'{"better": "\xd0\xb4\xd0\xb0"}\n',
    "guilds/5/uploads/\U0001f642 \u043f\u043b\u0430\u043d (1).csv": bytes(range(256)) * 300,
    "guilds/5/datasets/empty": b"",
    "shared/sound.wav": b"RIFF",
}
NOT_KEPT = ("speech-cache/1.opus", "playground/chatterbot.sqlite3", "running.lock", "guilds.txt")


def made(root: pathlib.Path) -> pathlib.Path:
    """Return a data folder with files, and some that are no business of a backup."""
    data = root / "data"
    for name, content in (FILES | dict.fromkeys(NOT_KEPT, b"x")).items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)
    (data / "shared" / "link").symlink_to("/etc/passwd")
    return data


def below(data: pathlib.Path) -> dict[str, bytes]:
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()}


async def teach(root: pathlib.Path, address: str, prompt: str) -> None:
    async with worlds.opened(root / "elsewhere", address) as world:
        await world.teach((prompt, "в пятницу"))


async def prompts(address: str) -> list[str]:
    async with Store.open(address) as store:
        dataset = await store.examples.active(worlds.HOME)
        assert dataset is not None
        return [each.prompt for each in await store.examples.live_examples(worlds.HOME, dataset.id)]


async def backed_up(data: pathlib.Path, address: str, root: pathlib.Path, keys: tuple[str, ...] = ()) -> pathlib.Path:
    async with Database.open(address) as database:
        path, _ = await backups.write_file(database, data, root / "backups", backups.recipients(keys), NOW)
    return path


async def test_restored_on_the_same_database_and_on_the_other(
    url: str, tmp_path: pathlib.Path, postgres_server: str
) -> None:
    data = made(tmp_path)
    await teach(tmp_path, url, "когда 🎲?")
    backup = await backed_up(data, url, tmp_path)
    assert backup.name == "chatterbot-2026-02-28T235959Z.tar.gz"
    assert backup.stat().st_mode & 0o077 == 0
    for number in range(2):
        new = tmp_path / f"new{number}"
        new.mkdir()
        async with postgres.database(postgres_server) as there:
            address = there if number else worlds.on_disk(new)
            await backups.restore(backup, new, address)
            assert await prompts(address) == ["когда 🎲?"]
            await teach(tmp_path, address, "и где?")
            assert len(await prompts(address)) == 2
            again = tmp_path / f"again{number}"
            again.mkdir()
            with pytest.raises(errors.SettingsError, match="is not empty" if number else "exists: move it away"):
                await backups.restore(backup, again, address)
            assert below(again) == {}
        found = below(new)
        assert {name: found[name] for name in FILES} == FILES
        assert set(found) - set(FILES) <= {"chatterbot.sqlite3", "chatterbot.sqlite3-wal", "chatterbot.sqlite3-shm"}


async def test_what_is_taught_meanwhile_is_whole_or_not_there(tmp_path: pathlib.Path) -> None:
    data = made(tmp_path)
    address = worlds.on_disk(data)
    async with worlds.opened(tmp_path / "elsewhere", address) as world:

        async def teaching() -> None:
            for number in range(40):
                await world.teach((f"вопрос {number}", "да"))

        task = asyncio.create_task(teaching())
        async with Database.open(address) as database:
            found = [await backups.write_file(database, data, tmp_path / f"b{number}", [], NOW) for number in range(3)]
        await task
    for number, (backup, _) in enumerate(found):
        new = tmp_path / f"new{number}"
        new.mkdir()
        await backups.restore(backup, new, worlds.on_disk(new))
        async with Database.open(worlds.on_disk(new)) as database:
            assert await database.check() == []
            async with database.snapshot() as connection:
                counts = await connection.exec_driver_sql(
                    "SELECT (SELECT count(*) FROM examples), (SELECT coalesce(sum(added), 0) FROM changes)"
                )
                taught, added = tuple(counts.one())
        assert taught == added


async def test_encrypted_for_whoever_has_the_key(tmp_path: pathlib.Path) -> None:
    data = made(tmp_path)
    await teach(tmp_path, worlds.on_disk(data), "секрет")
    secret = pyrage.x25519.Identity.generate()
    backup = await backed_up(data, worlds.on_disk(data), tmp_path, (str(secret.to_public()),))
    assert backup.name.endswith(".tar.gz.age")
    assert b"RIFF" not in backup.read_bytes()
    new, key, other = tmp_path / "new", tmp_path / "key.txt", tmp_path / "other.txt"
    new.mkdir()
    key.write_text(f"# made today\n{secret}\n")
    other.write_text(str(pyrage.x25519.Identity.generate()))
    for identity, words in (
        (None, "is encrypted"),
        (other, "cannot be decrypted"),
        (tmp_path / "no", "cannot be read"),
        (backup, "cannot be read: no text"),
    ):
        with pytest.raises(errors.SettingsError, match=words):
            await backups.restore(backup, new, worlds.on_disk(new), identity)
        assert below(new) == {}
    cut = tmp_path / "cut.age"
    cut.write_bytes(backup.read_bytes()[:-20])
    with pytest.raises(errors.SettingsError):
        await backups.restore(cut, new, worlds.on_disk(new), key)
    assert below(new) == {}
    strange = tmp_path / "strange.age"
    strange.write_bytes(pyrage.encrypt(random.Random(1).randbytes(1 << 20), [secret.to_public()]))
    with pytest.raises(errors.SettingsError, match="no backup, or damaged"):  # rather than that not all of it was read
        await backups.restore(strange, new, worlds.on_disk(new), key)
    await backups.restore(backup, new, worlds.on_disk(new), key)
    assert await prompts(worlds.on_disk(new)) == ["секрет"]
    with pytest.raises(errors.SettingsError, match="key 1 is no public key") as refused:
        backups.recipients([str(secret)])
    assert str(secret) not in str(refused.value)


def packed(entries: list[tarfile.TarInfo], contents_: bytes = b"x") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as tar:
        for entry in entries:
            entry.size = len(contents_) if entry.isreg() else 0
            tar.addfile(entry, io.BytesIO(contents_))
    return target.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname = kind, "/etc/passwd"
    return found


async def test_what_receives_an_encrypted_backup_fails_at_its_end(tmp_path: pathlib.Path) -> None:
    data = made(tmp_path)
    await teach(tmp_path, worlds.on_disk(data), "секрет")
    keys = backups.recipients([str(pyrage.x25519.Identity.generate().to_public())])

    class LostConnection(io.BytesIO):
        def write(self, piece: Any) -> int:
            if self.tell() > len(encryption.HEADER) and len(piece) > HEADER_LINES:
                raise BrokenPipeError(32, "Broken pipe")
            return super().write(piece)

    async with Database.open(worlds.on_disk(data)) as database:
        with pytest.raises(OSError, match=r"the encryption failed .*Broken pipe"):
            await backups.write(database, data, LostConnection(), keys, NOW)


async def test_what_is_no_backup_of_ours_changes_nothing(tmp_path: pathlib.Path) -> None:
    data = made(tmp_path)
    await teach(tmp_path, worlds.on_disk(data), "раз")
    whole = (await backed_up(data, worlds.on_disk(data), tmp_path)).read_bytes()
    plain = gzip.decompress(whole)
    spoiled = bytearray(plain)
    spoiled[plain.index(b"RIFF")] ^= 1
    newer = plain.replace(b'"format":1' if b'"format":1' in plain else b'"format": 1', b'"format": 9'[:11])
    wrong = {
        "empty": b"",
        "text": "не архив 🙂".encode(),
        "cut": whole[: len(whole) // 2],
        "no end": gzip.compress(plain[: plain.index(b"manifest.json")]),
        "spoiled": gzip.compress(bytes(spoiled)),
        "newer": gzip.compress(newer),
        "outside": packed([entry("files/shared/../../../evil")]),
        "absolute": packed([entry("/etc/evil")]),
        "elsewhere": packed([entry("files/running.lock")]),
        "link": packed([entry("files/shared/x", tarfile.SYMTYPE)]),
        "twice": packed([entry("files/shared/x"), entry("files/shared/x")]),
        "no manifest": packed([entry("files/shared/x")]),
        "bad manifest": packed([entry("manifest.json")]),
        "manifest of nothing": packed(
            [entry("manifest.json")],
            contents.BackupManifest(format=1, program="1", revision="0001", created=NOW, files={})
            .model_dump_json()
            .encode(),
        ),
    }
    source = random.Random(5)
    wrong |= {f"flipped {n}": flipped(whole, source) for n in range(24)}
    new = tmp_path / "new"
    new.mkdir()
    for name, content in wrong.items():
        backup = tmp_path / "wrong"
        backup.write_bytes(content)
        with pytest.raises(errors.SettingsError):
            await backups.restore(backup, new, worlds.on_disk(new))
        assert below(new) == {}, name
    assert not (tmp_path / "evil").exists()


def flipped(content: bytes, source: random.Random) -> bytes:
    """Return a file with one bit of its compressed data changed."""
    changed = bytearray(content)
    changed[source.randrange(10, len(changed))] ^= 1 << source.randrange(8)
    return bytes(changed)


async def test_a_database_of_a_newer_version_is_refused(tmp_path: pathlib.Path) -> None:
    data = made(tmp_path)
    await teach(tmp_path, worlds.on_disk(data), "раз")
    async with Database.open(worlds.on_disk(data)) as database:
        async with database.write() as connection:
            await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        path, _ = await backups.write_file(database, data, tmp_path / "b", [], NOW)
    new = tmp_path / "new"
    new.mkdir()
    with pytest.raises(errors.SettingsError, match="newer version"):
        await backups.restore(path, new, worlds.on_disk(new))
    assert below(new) == {}


async def test_a_restoration_that_was_cut_off_is_done_again(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = made(tmp_path)
    await teach(tmp_path, worlds.on_disk(data), "раз")
    backup = await backed_up(data, worlds.on_disk(data), tmp_path)
    new = tmp_path / "new"
    new.mkdir()
    with monkeypatch.context() as patch:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(restoring, "_move_database", killed)
        with pytest.raises(KeyboardInterrupt):
            await backups.restore(backup, new, worlds.on_disk(new))
    assert "corrections.jsonl" in below(new)
    await backups.restore(backup, new, worlds.on_disk(new))
    assert await prompts(worlds.on_disk(new)) == ["раз"]
    with pytest.raises(errors.SettingsError, match=r"is not empty: it holds corrections\.jsonl"):
        await backups.restore(backup, new, worlds.on_disk(tmp_path / "other"))


async def test_a_database_on_another_disk(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = made(tmp_path)
    await teach(tmp_path, worlds.on_disk(data), "раз")
    backup = await backed_up(data, worlds.on_disk(data), tmp_path)
    new = tmp_path / "new"
    new.mkdir()
    moved = pathlib.Path.replace

    def replace(path: pathlib.Path, target: pathlib.Path) -> pathlib.Path:
        if path.name == contents.DATABASE:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return moved(path, target)

    monkeypatch.setattr(pathlib.Path, "replace", replace)
    await backups.restore(backup, new, worlds.on_disk(new))
    assert await prompts(worlds.on_disk(new)) == ["раз"]
    assert all(not path.stat().st_mode & 0o077 for path in new.glob("*.sqlite3*"))


async def test_a_disk_that_does_not_keep_what_is_written(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = made(tmp_path)
    await teach(tmp_path, worlds.on_disk(data), "раз")

    def corrupt(target: IO[bytes]) -> None:
        target.flush()
        os.pwrite(target.fileno(), b"\0" * 8, os.fstat(target.fileno()).st_size - 8)  # gzip's sum and size of it all

    monkeypatch.setattr(writing, "_sync", corrupt)
    with pytest.raises(errors.StoreError, match="not what was written"):
        await backed_up(data, worlds.on_disk(data), tmp_path)
    assert list((tmp_path / "backups").iterdir()) == []


async def test_the_last_few_are_kept(tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture) -> None:
    data, folder, now = made(tmp_path), tmp_path / "backups", [NOW]
    folder.mkdir()
    (folder / "chatterbot-2026.tar.gz").write_bytes(b"somebody's own")
    async with Database.open(worlds.on_disk(data)) as database:
        rotation = backups.BackupRotation(
            database, data, folder, [], every=dt.timedelta(hours=24), keep=2, now=lambda: now[0]
        )
        for hours in (0, 23, 1, 24, 24):
            now[0] += dt.timedelta(hours=hours)
            await rotation.back_up_if_due()
        assert sorted(path.name for path in folder.iterdir()) == [
            "chatterbot-2026-03-02T235959Z.tar.gz",
            "chatterbot-2026-03-03T235959Z.tar.gz",
            "chatterbot-2026.tar.gz",
        ]
        full = backups.BackupRotation(
            database, data, data / "corrections.jsonl", [], every=dt.timedelta(hours=24), keep=2, now=lambda: now[0]
        )
        with caplog.at_level(logging.ERROR):
            assert await full.back_up_if_due() is None
        assert "no backup was made" in caplog.text


async def test_what_a_killed_backup_or_restoration_left_behind_is_removed(tmp_path: pathlib.Path) -> None:
    data = made(tmp_path)
    await teach(tmp_path, worlds.on_disk(tmp_path), "when is the game?")
    backup = await backed_up(data, worlds.on_disk(tmp_path), tmp_path)
    for left in (data / ".backup-1", data / ".restored-2"):
        left.mkdir()
        (left / "database.sqlite3").write_bytes(b"words that were erased since")
    part = backup.with_name(".chatterbot-2026-01-01T000000Z.tar.gz.part")
    part.write_bytes(b"half")
    with leftovers.workplace(data, leftovers.BACKUP) as busy:  # of a backup that is being made
        await backed_up(data, worlds.on_disk(tmp_path), tmp_path)
        assert [path.name for path in data.glob(".*")] == [busy.name]
    assert not part.exists()
    assert list(data.glob(".*")) == []


async def test_a_restoration_that_was_cut_off_is_refused_by_the_bot_and_replaced_by_the_next(
    tmp_path: pathlib.Path,
) -> None:
    data, new = made(tmp_path), tmp_path / "new"
    await teach(tmp_path, worlds.on_disk(tmp_path), "when is the game?")
    backup = await backed_up(data, worlds.on_disk(tmp_path), tmp_path)
    new.mkdir()
    (new / "shared").mkdir()
    (new / "shared" / "of another backup").write_bytes(b"x")
    (new / restoring.UNFINISHED).write_text("", "utf-8")
    given = settings.Settings.model_validate({"files": {"data": new}})
    assert "was cut off: do it again" in services.refuse_empty(given)
    await backups.restore(backup, new, worlds.on_disk(new))
    assert {name: content for name, content in below(new).items() if name != "chatterbot.sqlite3"} == FILES
    (new / restoring.UNFINISHED).write_text(restoring.ALL_FILES, "utf-8")  # cut off before its very last step
    with pytest.raises(errors.SettingsError, match="only after everything was in place"):
        await backups.restore(backup, new, worlds.on_disk(new))
    assert not backups.is_unfinished(new)

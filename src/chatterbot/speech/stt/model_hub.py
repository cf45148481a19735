"""Find a speech model: in a folder, in the data folder's cache, or on the Hugging Face hub at the first use."""

from __future__ import annotations

import dataclasses
import pathlib
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from chatterbot import errors

__all__ = ("HUB_IDS", "NEEDED", "Download", "find", "find_here", "place")

HUB_IDS: Final[Mapping[str, str]] = {
    "tiny": "Systran/faster-whisper-tiny",
    "tiny.en": "Systran/faster-whisper-tiny.en",
    "base": "Systran/faster-whisper-base",
    "base.en": "Systran/faster-whisper-base.en",
    "small": "Systran/faster-whisper-small",
    "small.en": "Systran/faster-whisper-small.en",
    "medium": "Systran/faster-whisper-medium",
    "large-v3": "Systran/faster-whisper-large-v3",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
}
"""The usual model names, and the hub ids of their CTranslate2 conversions (the ones that faster-whisper uses)."""
NEEDED: Final = ("model.bin", "config.json", "tokenizer.json")
"""Files that a model's folder must have, beside a vocabulary: ``vocabulary.txt`` or ``vocabulary.json``."""
_PATTERNS: Final = ("model.bin", "config.json", "preprocessor_config.json", "tokenizer.json", "vocabulary.*")
_HUB_ID: Final = re.compile(r"[\w.-]+/[\w.-]+")
_REPORT_BYTES: Final = 1_000_000
"""Bytes between two reports of a download's progress."""


@dataclasses.dataclass(frozen=True, slots=True)
class Download:
    """The progress of a model's download, in bytes; the total counts the files that are known so far."""

    model: str
    done: int
    total: int


def place(name: str, cache_folder: pathlib.Path) -> pathlib.Path:
    """Return the folder in which a model's files can be put by hand."""
    return cache_folder / name.replace("/", "--")


def find_here(name: str, cache_folder: pathlib.Path) -> pathlib.Path | None:
    """Return the folder of a model that is on this machine; `None` if it has to be downloaded. Blocks, and sends nothing.

    Raises
    ------
    errors.SpeechToTextError
        If its files are incomplete, it has an impossible name, or the library is not installed.
    """
    folder = pathlib.Path(name).expanduser()
    for candidate in (folder, place(name, cache_folder)):
        if candidate.is_dir():
            _check(candidate)
            return candidate
    hub_id = HUB_IDS.get(name, name)
    if not _HUB_ID.fullmatch(hub_id) or folder.is_absolute():
        raise errors.SpeechToTextError(
            f"the speech model {name!r} is neither a folder, nor one of {', '.join(HUB_IDS)}, nor a hub id (owner/name): "
            "set speech.model",
            retryable=False,
        )
    try:
        import huggingface_hub  # noqa: PLC0415 - comes with faster-whisper
    except ImportError as error:
        raise errors.SpeechToTextError(
            "speech recognition needs the extra `speech` (in the clone: pip install -c constraints.txt '.[speech]')",
            retryable=False,
        ) from error
    try:
        found = huggingface_hub.snapshot_download(
            hub_id, local_files_only=True, allow_patterns=list(_PATTERNS), cache_dir=cache_folder
        )
    except Exception:  # noqa: BLE001 - not in the cache, or incomplete; the hub's exceptions change from version to version
        return None
    return None if _missing(pathlib.Path(found)) else pathlib.Path(found)


def find(
    name: str,
    cache_folder: pathlib.Path,
    on_progress: Callable[[Download], None],
    *,
    cancelled: Callable[[], bool] = lambda: False,
    endpoint: str | None = None,
) -> pathlib.Path:
    """Return the folder of a model; download it if it is not on this machine. Blocks.

    Parameters
    ----------
    name
        A folder, a name in `HUB_IDS`, or a hub id (``owner/name``).
    cache_folder
        Searched first, for a folder of the model's name; downloads are kept there too.
    on_progress
        Called from the threads of the download.
    cancelled
        Asked each time bytes arrive; a download that was stopped continues from there the next time.
    endpoint
        The hub's address; `None`: the default one.

    Raises
    ------
    errors.SpeechToTextError
        If the model cannot be found or downloaded; the message says where it was searched and what to do.
    """
    if (present := find_here(name, cache_folder)) is not None:
        return present
    import huggingface_hub  # noqa: PLC0415 - comes with faster-whisper

    hub_id, placed = HUB_IDS.get(name, name), place(name, cache_folder)
    options: dict[str, Any] = {"allow_patterns": list(_PATTERNS), "cache_dir": cache_folder, "endpoint": endpoint}
    try:
        found = pathlib.Path(
            huggingface_hub.snapshot_download(hub_id, tqdm_class=_meter(name, on_progress, cancelled), **options)
        )
    except Exception as error:  # from httpx, requests or the hub itself, depending on the version
        raise errors.SpeechToTextError(
            f"the speech model {name!r} is neither in {placed} nor can it be downloaded ({hub_id} on the Hugging Face hub): "
            f"{_first_line(error)}. Put its files ({', '.join(NEEDED)}, vocabulary) into that folder, "
            "or set speech.model to a folder that has them"
        ) from error
    _check(found)
    return found


def _missing(folder: pathlib.Path) -> list[str]:
    names = [name for name in NEEDED if not (folder / name).is_file()]
    if not any(folder.glob("vocabulary.*")):
        names.append("vocabulary.txt")
    return names


def _check(folder: pathlib.Path) -> None:
    if names := _missing(folder):
        raise errors.SpeechToTextError(
            f"the speech model in {folder} is incomplete, {', '.join(names)} is missing: put it there, or set speech.model",
            retryable=False,
        )


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


class _CutOffError(Exception):
    """Raised inside the hub's client to stop a download."""


def _meter(name: str, on_progress: Callable[[Download], None], cancelled: Callable[[], bool]) -> type[Any]:
    """Return a progress bar class that draws nothing and reports bytes; the hub requires a subclass of its own tqdm class."""
    from huggingface_hub import utils  # noqa: PLC0415 - optional: text alone works without it

    bars: dict[int, tuple[int, int]] = {}
    reported = [-_REPORT_BYTES]

    def report(bar: int, done: int, total: int, *, final: bool) -> None:
        bars[bar] = (done, total)
        # The hub has several bars for the same bytes: one as they arrive, one as they are written.
        now, whole = max(bars.values())
        if now > reported[0] if final else now - reported[0] >= _REPORT_BYTES:
            reported[0] = now
            on_progress(Download(name, now, whole))

    class Meter(utils.tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)
            self._bytes = kwargs.get("unit") == "B"
            self._done = 0
            super().__init__(*args, **{**kwargs, "disable": True})
            self.total = kwargs.get("total")

        def update(self, n: float | None = 1) -> bool | None:
            if cancelled():
                raise _CutOffError("the bot is being stopped")
            if self._bytes and n:
                self._done += int(n)
                report(id(self), self._done, max(self._done, int(self.total or 0)), final=False)
            return super().update(n)

        def close(self) -> None:
            if self._bytes and self._done:
                report(id(self), self._done, max(self._done, int(self.total or 0)), final=True)
            super().close()

    return Meter

"""The list of Piper's voices as its publishers write it (``voices.json``), and the licence that a voice's ``MODEL_CARD`` states."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from chatterbot.speech.tts.voices import language_of

__all__ = ("HubFile", "HubVoice", "find", "licence_of", "looks_like_a_name", "read")

_NAME: Final = re.compile(r"([a-z]{2,3})_[A-Z]{2}-([\w+]{1,40})-(x_low|low|medium|high)")
_PATH: Final = re.compile(r"[\w+-]{1,40}(?:/[\w+.-]{1,80}){1,6}")
_DIGEST: Final = re.compile(r"[0-9a-f]{32}")
_LICENCE: Final = re.compile(r"^[ \t*-]{0,8}licen[cs]e[ \t]{0,3}:[ \t]{0,3}(\S.{0,199})$", re.IGNORECASE | re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a voice on the server."""

    path: str
    """Below the address of the collection: ``ru/ru_RU/irina/medium/ru_RU-irina-medium.onnx``."""
    size: int
    """In bytes."""
    md5: str
    """Its MD5 digest in hexadecimal digits: it detects a damaged download, and is no protection against its server."""


@dataclasses.dataclass(frozen=True, slots=True)
class HubVoice:
    """One voice that can be downloaded."""

    name: str
    """Its whole name: ``ru_RU-irina-medium``."""
    language: str
    """ISO 639-1 code (639-3 where there is none)."""
    language_name: str
    """The language and the country in English: ``Russian (Russia)``."""
    short_name: str
    """The speaker's name: ``irina``."""
    quality: str
    """``x_low``, ``low``, ``medium`` or ``high``."""
    speakers: int
    model: HubFile
    config: HubFile
    card: HubFile | None
    """The text that states where the voice comes from, and its licence."""

    @property
    def size(self) -> int:
        """The bytes of model and config."""
        return self.model.size + self.config.size


def looks_like_a_name(text: str) -> bool:
    """Tell whether a text is the whole name of a voice, and not a path."""
    return _NAME.fullmatch(text) is not None


def read(content: bytes) -> list[HubVoice]:
    """Return the voices of a ``voices.json``, sorted by name; entries that are not understood are left out.

    Raises
    ------
    ValueError
        If the content is no such list.
    """
    try:
        entries: Any = json.loads(content)
    except RecursionError as error:
        raise ValueError("too deeply nested") from error
    if not isinstance(entries, dict):
        raise ValueError("not a list of voices")  # noqa: TRY004 - the caller asks whether the content is right
    found = [voice for name, entry in entries.items() if (voice := _voice(name, entry)) is not None]
    if not found:
        raise ValueError("it names no voice")
    return sorted(found, key=lambda voice: voice.name)


def find(voices: Sequence[HubVoice], wanted: str) -> list[HubVoice]:
    """Return the voice with this name; else those of this speaker's name, in upper or lower case."""
    folded = wanted.strip().casefold()
    exact = [voice for voice in voices if voice.name.casefold() == folded]
    return exact or [
        voice for voice in voices if folded in (voice.short_name.casefold(), f"{voice.short_name}-{voice.quality}")
    ]


def licence_of(card: str) -> str | None:
    """Return the licence that a ``MODEL_CARD`` states; `None` if it states none."""
    found = _LICENCE.search(card)
    return " ".join(found[1].split()) if found else None


def _voice(name: str, entry: Any) -> HubVoice | None:
    parsed = _NAME.fullmatch(name)
    if parsed is None or not isinstance(entry, dict):
        return None
    files = entry.get("files")
    language = entry.get("language")
    if not isinstance(files, dict):
        return None
    by_end = {Path(path).name: one for path, details in files.items() if (one := _file(path, details)) is not None}
    model, config = by_end.get(f"{name}.onnx"), by_end.get(f"{name}.onnx.json")
    if model is None or config is None:
        return None
    described: Mapping[str, Any] = language if isinstance(language, dict) else {}
    country = described.get("country_english")
    speakers = entry.get("num_speakers")
    return HubVoice(
        name=name,
        language=language_of(parsed[1]),
        language_name=f"{described.get('name_english') or parsed[1]}" + (f" ({country})" if country else ""),
        short_name=parsed[2],
        quality=parsed[3],
        speakers=speakers if isinstance(speakers, int) else 1,
        model=model,
        config=config,
        card=by_end.get("MODEL_CARD"),
    )


def _file(path: Any, details: Any) -> HubFile | None:
    """Return a file of a voice; `None` if its path could lead anywhere else, or its size or digest is missing."""
    if not isinstance(path, str) or not _PATH.fullmatch(path) or ".." in path or not isinstance(details, dict):
        return None
    size, digest = details.get("size_bytes"), details.get("md5_digest")
    if not isinstance(size, int) or size < 0 or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        return None
    return HubFile(path, size, digest)

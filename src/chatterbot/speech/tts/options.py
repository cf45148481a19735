"""What the operator chose for the text-to-speech service."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from chatterbot.speech.tts import circuit_breaker, edge
from chatterbot.speech.tts import program as tts_program
from chatterbot.speech.tts import server as tts_server

__all__ = ("TtsOptions",)


@dataclasses.dataclass(frozen=True, slots=True)
class TtsOptions:
    """Which voices speak, and how."""

    online: bool = True
    """Whether to use Microsoft's online voices: natural, hundreds of them, no key; the text is sent to Microsoft. Needs the extra
    ``speech``."""
    prefer_local: bool = False
    """Whether local voices come before the online ones."""
    server: tts_server.ServerVoiceOptions | None = None
    """A speech server, whose voices come before all others; the text is sent there."""
    piper: Mapping[str, Path] = dataclasses.field(default_factory=dict[str, Path])
    """Piper models (``.onnx``, with the ``.onnx.json`` beside it) by language. Needs the extra ``piper``."""
    programs: tuple[tts_program.ProgramOptions, ...] = ()
    """Other programs that speak, the preferred one first."""
    espeak: bool = True
    """Whether to use espeak-ng, if it is installed, as the last choice in every language."""
    preferred: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])
    """Voice id by language, for languages where the first voice is not the preferred one."""
    language: str = "en"
    """The language of texts that show none ("42")."""
    rate: float = 1.0
    """Speed, in [0.5, 2]; 1 is the voice's own."""
    cache_bytes: int = 200 * 1024 * 1024
    """Size of the cache in bytes: some 9 hours of speech; 0: no cache."""
    limits: edge.EdgeOptions = dataclasses.field(default_factory=edge.EdgeOptions)
    """Time limits for the online voices."""
    circuit: circuit_breaker.CircuitOptions = dataclasses.field(default_factory=circuit_breaker.CircuitOptions)
    """When a synthesizer that fails is skipped."""
    local_at_once: int = 0
    """Pieces that voices on this machine synthesize at the same time, each with a program or thread; 0: one per core, and one more."""
    online_at_once: int = 8
    """Pieces that online voices synthesize at the same time."""

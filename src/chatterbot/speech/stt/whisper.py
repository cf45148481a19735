"""Whisper on CTranslate2, fast on a processor: the encoder sees as much sound as there is, once.

Whisper was trained on windows of thirty seconds and its encoder is usually given thirty whatever was said: 0.5 s of work for a second of
speech. It also works on shorter input, if some silence follows: with speech plus four seconds it is as accurate as with thirty (the error
rates are in ``benchmarks/RESULTS.md``) and five to eight times faster. With less silence the decoder starts to loop, so three safeguards
stand: a floor, a limit on tokens, and a second attempt with the full window where the first looks like a loop. The one encoding serves the
choice of language and the decoding (`WhisperModel.transcribe` encodes twice when it detects the language).
"""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors
from chatterbot.speech import openmp
from chatterbot.speech.stt import hallucinations

__all__ = ("Cancelled", "Whisper", "WhisperResult")

FRAMES_PER_S: Final = 100
"""Mel frames a second."""
WINDOW_FRAMES: Final = 3_000
"""Mel frames of Whisper's own window: thirty seconds."""
STEP_FRAMES: Final = 50
"""Half a second. For each length that it has not seen, CTranslate2 keeps what it computed with: with every length its own, 120 sentences
took 130 MB, in steps 40, and no more after that."""
MARGIN_FRAMES: Final = 400
"""Frames of silence after speech. With 100 to 300, word error rates were 3.5 to 7.6 % where 400 and the full window have 0.3 %."""
LEAST_FRAMES: Final = 500
"""The shortest input: accuracy on single words falls below (CTranslate2 issue 2100), and time hardly does."""
SHORTEST_SAMPLES: Final = audio.SPEECH_RATE // 2
"""What is shorter is filled up: the spectrum needs some frames."""
PROMPT_TOKENS: Final = 64
"""Tokens of the glossary's prompt at most: a dozen names have about fifty; each costs time, and a long prompt is read back."""
REPEATED_NGRAM: Final = 5
"""Tokens that the last attempt may not say twice in a row of any length: the end of every loop."""


class Cancelled(Exception):  # noqa: N818 - not an error: nobody waits for the answer any more
    """Raised between two steps when the caller has gone."""


@dataclasses.dataclass(frozen=True, slots=True)
class WhisperResult:
    """What a recogniser makes of one window, before any guard.

    Parameters
    ----------
    avg_logprob
        Mean natural log-probability of a token (the end included); `None`: a server that does not tell.
    no_speech
        Probability that nobody speaks, [0, 1].
    weight
        Tokens: for means over windows.
    """

    text: str
    language: str
    avg_logprob: float | None
    no_speech: float
    retried: bool = False
    weight: int = 1


class Whisper:
    """A model in memory. Every method blocks; CTranslate2 lets go of the interpreter lock, and runs `workers` calls side by side.

    Parameters
    ----------
    folder
        Holds ``model.bin``, ``config.json``, ``tokenizer.json`` and ``vocabulary.txt`` (or ``.json``).
    device
        ``"cpu"``, ``"cuda"`` or ``"auto"``.
    compute_type
        ``"int8"`` on a processor is 1.5 times faster than float32 and no less accurate.
    threads
        Of one call.
    workers
        Calls at once.

    Raises
    ------
    errors.SpeechToTextError
        If faster-whisper is missing, or the files are not a model.
    """

    def __init__(
        self,
        folder: pathlib.Path,
        *,
        device: str = "cpu",
        compute_type: str = "int8",
        threads: int = 2,
        workers: int = 1,
    ) -> None:
        try:
            with openmp.patient_threads():
                import faster_whisper  # noqa: PLC0415 - optional: text alone works without it
            from faster_whisper import tokenizer, transcribe  # noqa: PLC0415
        except ImportError as error:
            raise errors.SpeechToTextError(
                f"hearing needs faster-whisper: pip install 'chatterbot-discord[speech]' ({error})", retryable=False
            ) from error
        self._to_storage: Any = transcribe.get_ctranslate2_storage
        try:
            self._model: Any = faster_whisper.WhisperModel(
                str(folder),
                device=device,
                compute_type=compute_type,
                cpu_threads=threads,
                num_workers=workers,
                local_files_only=True,
            )
        except Exception as error:  # CTranslate2 raises bare RuntimeErrors, tokenizers bare Exceptions
            raise errors.SpeechToTextError(
                f"{folder} holds no speech model that can be loaded: {error}", retryable=False
            ) from error
        self.languages: tuple[str, ...] = tuple(self._model.supported_languages)
        """What it understands, ISO 639-1."""
        self._multilingual = bool(self._model.model.is_multilingual)
        self._new_tokenizer: Any = lambda language: tokenizer.Tokenizer(
            self._model.hf_tokenizer, self._multilingual, task="transcribe", language=language
        )
        self._tokenizers: dict[str, Any] = {}

    def warm_up(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Do one recognition for nothing: the first takes 0.3 s longer than the others.

        Raises
        ------
        Cancelled
            If `cancelled` says so.
        """
        stop_if(cancelled)
        self.hear(np.zeros(audio.SPEECH_RATE, np.float32), language=self.languages[0], cancelled=cancelled)

    def hear(
        self,
        samples: NDArray[np.float32],
        *,
        language: str | None = None,
        likely: Sequence[str] = (),
        glossary: Sequence[str] = (),
        beam_size: int = 1,
        short_window: bool = True,
        live: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> WhisperResult:
        """Recognise one window.

        Parameters
        ----------
        samples
            16 kHz mono, float32 in [-1, 1], at most thirty seconds (the rest is not heard).
        language, likely, glossary
            See `utterances.Utterance`; a language that the model does not know is detected instead.
        beam_size
            1: the likeliest token each time.
        short_window
            `False`: always the full thirty seconds, for comparisons.
        live
            A phrase that is heard several times is taken once, without the second look that takes three times as long: words are
            repeated more often by the model, of sounds as short as those in a conversation, than by people.
        cancelled
            Asked between two steps.

        Raises
        ------
        errors.SpeechToTextError
            If the model fails.
        Cancelled
            If `cancelled` says so.
        """
        try:
            return self._hear(
                samples,
                language=language,
                likely=likely,
                glossary=glossary,
                beam_size=beam_size,
                short_window=short_window,
                live=live,
                cancelled=cancelled,
            )
        except (RuntimeError, ValueError) as error:
            raise errors.SpeechToTextError(f"the speech model failed: {error}") from error

    def _hear(
        self,
        samples: NDArray[np.float32],
        *,
        language: str | None,
        likely: Sequence[str],
        glossary: Sequence[str],
        beam_size: int,
        short_window: bool,
        live: bool,
        cancelled: Callable[[], bool],
    ) -> WhisperResult:
        if len(samples) < SHORTEST_SAMPLES:
            samples = np.pad(samples, (0, SHORTEST_SAMPLES - len(samples)))
        features: NDArray[np.float32] = self._model.feature_extractor(samples, padding=0)
        frames = window_frames(features.shape[-1]) if short_window else WINDOW_FRAMES
        seconds = min(len(samples) / audio.SPEECH_RATE, WINDOW_FRAMES / FRAMES_PER_S)

        encoded = self._encode(features, frames)
        stop_if(cancelled)
        ranked = self._ranked(encoded, language, likely)
        language = ranked[0]
        most = hallucinations.most_tokens_live(seconds) if live else hallucinations.most_tokens(seconds)
        heard, complete = self._decode(encoded, language, glossary, beam_size, most)
        if doubted(heard) and len(ranked) > 1 and likely:
            # Two languages that sound alike for a second are often confused; the words of the wrong one are unlikely ones.
            stop_if(cancelled)
            other, other_complete = self._decode(encoded, ranked[1], glossary, beam_size, most)
            if (other.avg_logprob or 0.0) > (heard.avg_logprob or 0.0):
                heard, complete, language = other, other_complete, ranked[1]
        if live and (once := hallucinations.once(heard.text)) != heard.text:
            heard, complete = dataclasses.replace(heard, text=once), True
        if glossary and (doubted(heard) or hallucinations.echoes(heard.text, glossary)):
            stop_if(cancelled)
            plain, plain_complete = self._decode(encoded, language, (), beam_size, most)
            if hallucinations.echoes(heard.text, glossary) or not doubted(plain):
                heard, complete = plain, plain_complete
        if complete and not hallucinations.loops(heard.text):
            return heard
        stop_if(cancelled)
        if frames < WINDOW_FRAMES:
            encoded = self._encode(features, WINDOW_FRAMES)
            stop_if(cancelled)
        most = hallucinations.most_tokens(seconds)
        # Without the glossary: a prompt is one of the things that make it loop.
        heard, complete = self._decode(encoded, language, (), beam_size, most)
        if not complete:
            stop_if(cancelled)
            heard, _ = self._decode(encoded, language, (), beam_size, most, no_repeat_ngram_size=REPEATED_NGRAM)
        return dataclasses.replace(heard, retried=True)

    def _encode(self, features: NDArray[np.float32], frames: int) -> Any:
        window = features[:, :frames]
        window = np.pad(window, ((0, 0), (0, frames - window.shape[-1])))
        return self._model.model.encode(self._to_storage(window[None]))

    def _ranked(self, encoded: Any, language: str | None, likely: Sequence[str]) -> list[str]:
        """Give the languages that it may be, the likeliest first."""
        if not self._multilingual:
            return ["en"]
        if language in self.languages:
            return [language]
        choice = [one for one in likely if one in self.languages]
        if len(choice) == 1:
            return choice
        # [("<|en|>", 0.93), ...], all languages, likeliest first
        found = {token[2:-2]: probability for token, probability in self._model.model.detect_language(encoded)[0]}
        return sorted(choice or found, key=lambda one: -found.get(one, 0.0))

    def _decode(
        self, encoded: Any, language: str, glossary: Sequence[str], beam_size: int, most: int, **options: Any
    ) -> tuple[WhisperResult, bool]:
        """Give what was heard, and whether the model ended by itself."""
        if language not in self._tokenizers:
            self._tokenizers[language] = self._new_tokenizer(language)
        tokens = self._tokenizers[language]
        prompt = [*self._prompt(tokens, glossary), *tokens.sot_sequence, tokens.no_timestamps]
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=beam_size,
            # CTranslate2 gives the text half of this at most, and what the prompt leaves of it.
            max_length=max(2 * most, most + len(prompt) - 1),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=[-1],  # the model's own list: music notes, brackets
            **options,
        )[0]
        ids: list[int] = result.sequences_ids[0]
        # The score is the mean over the tokens without the end; Whisper's measure counts the end too.
        avg_logprob = result.scores[0] * len(ids) / (len(ids) + 1)
        heard = WhisperResult(
            text=tokens.decode(ids).strip(),
            language=language,
            avg_logprob=float(avg_logprob),
            no_speech=float(result.no_speech_prob),
            weight=len(ids) + 1,
        )
        return heard, len(ids) < most

    @staticmethod
    def _prompt(tokens: Any, glossary: Sequence[str]) -> list[int]:
        """The glossary as what was said before: names are then spelled as there (hotwords, the other way, changed nothing)."""
        if not glossary:
            return []
        prompt: list[int] = []
        for index, term in enumerate(glossary):
            more = tokens.encode((", " if index else " ") + term)
            if len(prompt) + len(more) > PROMPT_TOKENS:
                break
            prompt += more
        return [tokens.sot_prev, *prompt, *tokens.encode(".")]


def window_frames(frames: int) -> int:
    """Mel frames to encode for so many of speech: some more, in steps, between the floor and the full window."""
    wanted = max(LEAST_FRAMES, frames + MARGIN_FRAMES)
    return min(WINDOW_FRAMES, wanted + -wanted % STEP_FRAMES)


def doubted(heard: WhisperResult) -> bool:
    """Whether the words may be wrong because of a glossary."""
    return heard.avg_logprob is not None and heard.avg_logprob < hallucinations.DOUBTED


def stop_if(cancelled: Callable[[], bool]) -> None:
    """Raise `Cancelled` if nobody waits."""
    if cancelled():
        raise Cancelled

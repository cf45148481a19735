"""What all sections of the settings share."""

from __future__ import annotations

import re
from typing import Final

import pydantic

__all__ = ("LANGUAGE_CODE", "MEBIBYTE", "Section")

MEBIBYTE: Final = 1024 * 1024
LANGUAGE_CODE: Final = re.compile(r"[a-z]{2,3}")
"""A language's code: ``en``, ``ru``, ``fil`` (ISO 639)."""


class Section(pydantic.BaseModel):
    """A section: unknown settings in it are refused, and its values do not change after the start."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, validate_default=True, hide_input_in_errors=True)

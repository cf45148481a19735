"""What every section of the settings is made of."""

from __future__ import annotations

from typing import Final

import pydantic

__all__ = ("MEBIBYTE", "Section")

MEBIBYTE: Final = 1024 * 1024


class Section(pydantic.BaseModel):
    """A section: nothing unknown in it, nothing changed after the start."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, validate_default=True, hide_input_in_errors=True)

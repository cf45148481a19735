"""A file that is sent with a REST request."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent with a REST request."""

    filename: str
    content_type: str | None
    data: bytes

"""A file that is sent with a REST request, and the kinds of files that users are let upload."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from chatterbot.standin.errors import FormErrors

MAX_FILE_TYPES: Final = 10
FILE_TYPE: Final = re.compile(r"image|video|audio|\.[\w.+-]{1,32}")
"""A kind of media, or an ending with its dot."""


@dataclasses.dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent with a REST request."""

    filename: str
    content_type: str | None
    data: bytes


def check_file_types(types: object, path: tuple[str | int, ...], form: FormErrors) -> None:
    """Check the ``file_types`` of a file upload or of an option; errors are added to ``form``."""
    form.length(path, types, 0, MAX_FILE_TYPES)
    if isinstance(types, list) and not all(isinstance(t, str) and FILE_TYPE.fullmatch(t) for t in types):
        form.add(path, "BASE_TYPE_CHOICES", "Must be image, video, audio, or an ending such as .pdf.")

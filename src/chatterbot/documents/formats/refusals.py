"""How a parser says that a document cannot be used."""

from __future__ import annotations

__all__ = ("DocumentRefusal",)


class DocumentRefusal(Exception):  # noqa: N818 - an answer, not an error of this process
    """Raised with the reason why a document cannot be used: a message key and its parameters, without the file's name."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params

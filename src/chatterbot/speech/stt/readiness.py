"""Tell others when the recogniser becomes ready, or stops being ready."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

__all__ = ("ReadinessObservers",)

_log: Final = logging.getLogger(__name__)


class ReadinessObservers:
    """The functions to call whenever `ready` or `problem` of a backend may have changed."""

    def __init__(self) -> None:
        self._observers: list[Callable[[], object]] = []

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call `changed` after each change, on the event loop; return what ends that."""
        self._observers.append(changed)

        def end() -> None:
            if changed in self._observers:
                self._observers.remove(changed)

        return end

    def tell(self) -> None:
        """Call every observer."""
        for observer in [*self._observers]:
            try:
                observer()
            except Exception:  # noqa: BLE001 - a bug of an observer must not end the loading
                _log.exception("an observer of the speech recogniser failed by a bug")

"""Open the page in the user's browser, if there is a user and a suitable browser."""

from __future__ import annotations

import logging
import pathlib
import sys
import threading
import webbrowser
from typing import Final

__all__ = ("show",)

_log = logging.getLogger(__name__)

IN_TERMINAL: Final = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})
"""Browsers that run in the terminal, which they would take over, and that have no JavaScript. Python finds only these where there is
no desktop (neither ``DISPLAY`` nor ``WAYLAND_DISPLAY``) and no ``BROWSER`` variable, which a terminal inside an editor sets."""
THREAD: Final = "browser"
"""Name of the thread that opens the page."""


def show(link: str) -> None:
    """Open the page if standard output is a terminal and there is a browser with a window of its own; never fails or waits.

    It happens in a daemon thread, because some browser commands return only when the browser is closed.
    """
    if sys.stdout.isatty():  # otherwise it is a service, a pipe or a test, and no user is there
        threading.Thread(target=_show, args=(link,), name=THREAD, daemon=True).start()


def _show(link: str) -> None:
    try:
        found = webbrowser.get()
        if pathlib.PurePath(found.name).name not in IN_TERMINAL:
            found.open(link)
    except (OSError, webbrowser.Error) as error:
        _log.debug("the page cannot be opened in a browser: %s", error)

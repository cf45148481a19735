"""The person's browser: whether there is somebody to show the page to, and how."""

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
"""Browsers that would take the terminal for themselves, and know no JavaScript. They are all that Python finds where there is no
desktop (neither ``DISPLAY`` nor ``WAYLAND_DISPLAY``) and no ``BROWSER``, which a terminal inside an editor sets."""
THREAD: Final = "browser"
"""Name of the thread that opens the page."""


def show(link: str) -> None:
    """Open the page if somebody sits at the terminal and has a browser with a window of its own; never fails, never waits.

    In a thread that dies with the program: some browsers only return when they are closed.
    """
    if sys.stdout.isatty():  # else a service, a pipe, a test: nobody looks
        threading.Thread(target=_show, args=(link,), name=THREAD, daemon=True).start()


def _show(link: str) -> None:
    try:
        found = webbrowser.get()
        if pathlib.PurePath(found.name).name not in IN_TERMINAL:
            found.open(link)
    except (OSError, webbrowser.Error) as error:
        _log.debug("no browser: %s", error)

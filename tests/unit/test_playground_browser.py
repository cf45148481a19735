"""Whose browser the playground opens."""

from __future__ import annotations

import io
import sys
import threading
import webbrowser

import pytest

from chatterbot.playground import browser

pytestmark = pytest.mark.unit


class Window(webbrowser.BaseBrowser):
    """A browser that tells what it is to show."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.shown = threading.Event()

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.shown.set()
        return True


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Window:
    """A browser that `webbrowser` finds, as it would a real one."""
    window = Window("/usr/bin/firefox")
    monkeypatch.setattr(webbrowser, "get", lambda: window)
    return window


def wait_for_browser() -> None:
    """Until the thread that looks for a browser is through."""
    for thread in threading.enumerate():
        if thread.name == browser.THREAD:
            thread.join()


def test_somebody_at_a_terminal_sees_the_page(monkeypatch: pytest.MonkeyPatch, installed: Window) -> None:
    monkeypatch.setattr(sys, "stdout", Terminal())
    browser.show("http://127.0.0.1:1/")
    assert installed.shown.wait(10)


def test_nobody_looks_at_the_screen_of_a_service(monkeypatch: pytest.MonkeyPatch, installed: Window) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    browser.show("http://127.0.0.1:1/")
    wait_for_browser()
    assert not installed.shown.is_set()


def test_a_browser_for_terminals_is_left_alone(monkeypatch: pytest.MonkeyPatch, installed: Window) -> None:
    installed.name = "/usr/bin/w3m"
    monkeypatch.setattr(sys, "stdout", Terminal())
    browser.show("http://127.0.0.1:1/")
    wait_for_browser()
    assert not installed.shown.is_set()

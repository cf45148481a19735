"""Tests of when the playground opens a browser."""

from __future__ import annotations

import io
import sys
import threading
import webbrowser

import pytest

from chatterbot.playground import browser

pytestmark = pytest.mark.unit


class FakeBrowser(webbrowser.BaseBrowser):
    """A browser that notes whether it was asked to open a page."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.shown = threading.Event()

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.shown.set()
        return True


class FakeTerminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> FakeBrowser:
    """Return a browser that `webbrowser` finds as it would find a real one."""
    window = FakeBrowser("/usr/bin/firefox")
    monkeypatch.setattr(webbrowser, "get", lambda: window)
    return window


def wait_for_browser() -> None:
    """Wait until the thread that looks for a browser has ended."""
    for thread in threading.enumerate():
        if thread.name == browser.THREAD:
            thread.join()


def test_at_a_terminal_the_page_is_opened(monkeypatch: pytest.MonkeyPatch, installed: FakeBrowser) -> None:
    monkeypatch.setattr(sys, "stdout", FakeTerminal())
    browser.show("http://127.0.0.1:1/")
    assert installed.shown.wait(10)


def test_without_a_terminal_no_page_is_opened(monkeypatch: pytest.MonkeyPatch, installed: FakeBrowser) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    browser.show("http://127.0.0.1:1/")
    wait_for_browser()
    assert not installed.shown.is_set()


def test_a_text_browser_is_not_opened(monkeypatch: pytest.MonkeyPatch, installed: FakeBrowser) -> None:
    installed.name = "/usr/bin/w3m"
    monkeypatch.setattr(sys, "stdout", FakeTerminal())
    browser.show("http://127.0.0.1:1/")
    wait_for_browser()
    assert not installed.shown.is_set()

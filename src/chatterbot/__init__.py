"""A Discord bot that a community teaches, corrects and talks to."""

from __future__ import annotations

__version__ = "0.1.0"

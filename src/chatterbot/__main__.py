"""``python -m chatterbot``: the same as the command ``chatterbot``."""

from __future__ import annotations

from chatterbot import cli

if __name__ == "__main__":
    cli.run_and_exit()

"""``python -m chatterbot``: the same as the command ``chatterbot``."""

from __future__ import annotations

import sys

from chatterbot import cli

if __name__ == "__main__":
    sys.exit(cli.main())

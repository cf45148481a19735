"""The command line: ``chatterbot COMMAND``. Each command is a module of its own, imported only when that command runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from chatterbot.cli import console, parser

__all__ = ("main", "run_and_exit")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status.

    Parameters
    ----------
    argv
        The arguments after ``chatterbot``; `None` means those of this process.

    Returns
    -------
    int
        Exit status: 0 done; 1 an unexpected error (logged with its traceback) or a check that found a problem;
        2 something the user can fix: wrong usage, a wrong setting, a file that cannot be read;
        130 work that Ctrl-C or SIGTERM stopped before its end.
    """
    console.prepare()
    program = parser.build()
    arguments = program.parse_args(argv)
    if arguments.command is None:
        program.print_help(sys.stderr)
        return 2
    from chatterbot.cli import process  # noqa: PLC0415 - slow to import; `--help` and wrong usage do not need it

    return process.run(arguments)


def run_and_exit() -> NoReturn:
    """Run the command of this process and end the process with its exit status, also if a thread still runs (see `deadline`)."""
    status = main()
    from chatterbot.cli import deadline  # noqa: PLC0415 - slow to import, like `process`

    deadline.end_process(status)

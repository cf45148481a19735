"""The command line: ``chatterbot COMMAND``; one module a command, imported when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from chatterbot.cli import parser

__all__ = ("main", "run_and_exit")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv
        The words after ``chatterbot``; `None`: those of this process.

    Returns
    -------
    int
        Exit status: 0 done, 1 an unexpected error (logged with its traceback) or a check that found something,
        2 something the person can put right: wrong usage, a wrong setting, a file that cannot be read,
        130 work cut off by Ctrl-C or SIGTERM.
    """
    program = parser.build()
    arguments = program.parse_args(argv)
    if arguments.command is None:
        program.print_help(sys.stderr)
        return 2
    from chatterbot.cli import process  # noqa: PLC0415 - what costs time to import comes after `--help` and wrong usage

    return process.run(arguments)


def run_and_exit() -> NoReturn:
    """Run the command of this process, and end it with its status; what still runs then is waited for some seconds at most."""
    status = main()
    from chatterbot.cli import deadline  # noqa: PLC0415 - as above

    deadline.end_process(status)

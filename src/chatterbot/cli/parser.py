"""The commands and their options. Nothing else is imported here, so that ``--help`` and wrong usage are answered at once."""

from __future__ import annotations

import argparse
import functools
import pathlib
from typing import Final

import chatterbot

__all__ = ("build",)

WIDTH: Final = 100
"""Width of the help in columns, on every terminal: a test compares the help with its copy in docs/running.md."""
MOST_DAYS: Final = 366
"""Most days of `insights`: those of `gaps.MOST_PERIOD`, a module that is not loaded for ``--help``."""
HELP_COLUMN: Final = 14
"""Column where the explanations begin: after the commands' names."""


def build() -> argparse.ArgumentParser:
    """Return the parser of the command line.

    Besides the options its results hold ``command`` (``module:function`` below `chatterbot.cli`), ``service`` (the command runs until
    it is stopped, so that being stopped is success), ``quiet`` (only warnings are logged unless the user asks for more) and
    ``configured`` (the command needs settings).
    """
    formatter = functools.partial(argparse.HelpFormatter, width=WIDTH, max_help_position=HELP_COLUMN)
    program = argparse.ArgumentParser(
        prog="chatterbot",
        description="A Discord bot that a community teaches, corrects and talks to.",
        epilog="`chatterbot COMMAND --help` explains one command. Settings come from config/chatterbot.toml, .env, "
        "the environment, and --set; `chatterbot check` prints them all.",
        formatter_class=formatter,
    )
    program.add_argument("--version", action="version", version=f"chatterbot {chatterbot.__version__}")
    program.set_defaults(command=None, service=False, quiet=True, configured=True)
    commands = program.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, function: str, summary: str) -> argparse.ArgumentParser:
        about = summary[0].upper() + summary[1:] + "."
        command = commands.add_parser(name, help=summary, description=about, formatter_class=formatter)
        command.set_defaults(command=function)
        return command

    start = add("start", "serve:start", "run the bot on Discord if a token is configured, else in the playground")
    _add_page_options(start)
    _add_shards(start)
    _add_settings(start)
    start.set_defaults(service=True, quiet=False)

    run = add("run", "serve:run", "run the bot on Discord")
    _add_shards(run)
    _add_settings(run)
    run.set_defaults(service=True, quiet=False)

    playground = add("playground", "serve:playground", "run the bot in a web page on this computer, without Discord")
    _add_page_options(playground)
    _add_settings(playground)
    playground.set_defaults(service=True, quiet=False)

    chat = add("chat", "chat:chat", "talk to the bot, teach and correct it in the terminal, or through a pipe")
    chat.add_argument("--model", action="store_true", help="ask the configured language model, as the bot would")
    _add_server(chat)
    _add_settings(chat)
    chat.set_defaults(service=True)

    train = add("train", "train:train", "teach the examples in files")
    train.add_argument(
        "paths", type=pathlib.Path, nargs="+", metavar="FILE|DIR", help="JSONL, JSON, CSV, YAML or plain text"
    )
    train.add_argument("--negative", action="store_true", help="the answers in the files must never be given")
    train.add_argument("--skip-bad", action="store_true", help="teach the good rows of a file that also has bad ones")
    train.add_argument(
        "--conflicts",
        choices=("keep", "replace", "leave"),
        default="keep",
        help="if answers to one question differ: keep all and give the one taught last (default), let the last one replace the "
        "others, or leave the known answer as it is",
    )
    train.add_argument("--json", action="store_true", help="print one JSON object")
    _add_server(train)
    _add_settings(train)

    imported = add(
        "import", "import_:import_documents", "teach from documents: questions with answers, and passages to quote"
    )
    imported.add_argument(
        "sources",
        nargs="+",
        metavar="FILE|DIR|URL",
        help="Markdown, HTML, PDF, DOCX, text, CSV, XLSX, a channel saved by DiscordChatExporter, or another bot's export",
    )
    imported.add_argument(
        "--from",
        dest="kind",
        choices=("red-customcom", "nadeko", "rasa", "chatterbot", "dialogflow", "botpress", "chat"),
        help="the program that exported it, if it is not recognised; the files of a folder, and those of Rasa, then belong together",
    )
    imported.add_argument(
        "--review",
        type=pathlib.Path,
        metavar="FILE",
        help="import nothing, but write the questions with answers to a file: look through it and give it to `train`",
    )
    imported.add_argument("--json", action="store_true", help="print one JSON object")
    _add_server(imported)
    _add_settings(imported)

    test = add("test", "test:test", "measure how well examples answer test questions; stores nothing")
    test.add_argument("--examples", type=pathlib.Path, required=True, metavar="FILE", help="examples to learn")
    test.add_argument(
        "--data",
        type=pathlib.Path,
        required=True,
        metavar="FILE",
        dest="questions",
        help='questions to ask, each with its "reply" or "label"; null means: should not be answered',
    )
    test.add_argument("--json", action="store_true", help="print one JSON object")
    _add_settings(test, data_folder=False)

    export = add("export", "export:export", "write the taught examples, one JSON object a line")
    export.add_argument("--out", type=pathlib.Path, metavar="FILE", help="file to write (default: standard output)")
    export.add_argument(
        "--format",
        choices=("prompt-reply", "chat", "preference"),
        default="prompt-reply",
        help="questions and answers with all that is known about them (default), or for fine-tuning: chats, or pairs of an answer to "
        "give and one to avoid",
    )
    _add_server(export)
    _add_settings(export)

    tune = add("finetune", "finetune:finetune", "train a language model on its server from what was taught")
    tune.add_argument(
        "--format",
        choices=("chat", "preference"),
        default="chat",
        help="what it learns from: questions with their answers (default), or pairs of an answer to give and one to avoid",
    )
    tune.add_argument("--dataset", metavar="NAME", help="dataset to train from (default: the active one)")
    tune.add_argument(
        "--follow", type=int, metavar="JOB", help="order nothing, but follow a job that was ordered before"
    )
    tune.add_argument("--dry-run", action="store_true", help="send nothing, but write the files and check them")
    tune.add_argument(
        "--out", type=pathlib.Path, metavar="DIR", help="folder for the files of --dry-run (default: the current one)"
    )
    tune.add_argument("--json", action="store_true", help="print one JSON object")
    _add_server(tune)
    _add_settings(tune)

    insights = add("insights", "insights:insights", "print how the bot is used: questions, answers, votes")
    insights.add_argument(
        "--days",
        type=_days,
        default=30,
        metavar="N",
        help="number of days up to today, 1 to 366 (default: %(default)s)",
    )
    insights.add_argument("--all", action="store_true", help="all servers and direct messages together")
    insights.add_argument("--json", action="store_true", help="print one JSON object")
    _add_server(insights)
    _add_settings(insights)

    backup = add("backup", "backup:backup", "write everything the bot keeps into one file, also while it runs")
    backup.add_argument(
        "--to", metavar="DIR", help="folder of the backup, or - for standard output (default: setting backup.folder)"
    )
    _add_settings(backup)

    restore = add("restore", "backup:restore", "restore a backup into an empty data folder and database")
    restore.add_argument("backup", type=pathlib.Path, metavar="FILE", help="a file that `backup` wrote")
    restore.add_argument(
        "--identity", type=pathlib.Path, metavar="FILE", help="file with the secret key of an encrypted backup"
    )
    _add_settings(restore)

    move = add(
        "migrate-store", "migrate_store:migrate_store", "copy everything from one database into another, empty one"
    )
    for name, role in (("source", "FROM"), ("target", "TO")):
        move.add_argument(
            name,
            metavar=role,
            help='a file of SQLite, an address ("postgresql+asyncpg://user@host/name"), or "configured": the database of the settings',
        )
    move.add_argument("--json", action="store_true", help="print one JSON object")
    _add_settings(move)

    transcribe = add("transcribe", "transcribe:transcribe", "transcribe the speech in sound files")
    transcribe.add_argument("files", type=pathlib.Path, nargs="+", metavar="FILE", help="MP3, M4A, OGG, WAV, video ...")
    transcribe.add_argument(
        "--language", metavar="CODE", help='the language spoken, such as "ru" (default: one of speech.languages)'
    )
    transcribe.add_argument("--json", action="store_true", help="print one JSON object, with times")
    _add_settings(transcribe)

    speak = add("speak", "speak:speak", "speak a text into a sound file")
    speak.add_argument("text", metavar="TEXT", nargs="?", help="text to speak; - reads standard input")
    speak.add_argument(
        "--out", type=pathlib.Path, metavar="FILE", help="file to write; its name ends in .wav, .ogg or .mp3"
    )
    speak.add_argument("--voice", metavar="ID", help="voice to use (default: one for the text's language)")
    speak.add_argument("--voices", action="store_true", help="list the available voices instead of speaking")
    _add_settings(speak)

    voices = add("voices", "voices:voices", "list and download voices of Piper, which speak on this machine")
    voices.add_argument(
        "action", choices=("list", "get"), nargs="?", default="list", help="list the voices (default), or get some"
    )
    voices.add_argument("names", nargs="*", metavar="NAME", help='voices to get: "ru_RU-denis-medium", or "denis"')
    voices.add_argument(
        "--language", metavar="CODE", help='list the voices of one language, such as "ru", with licences'
    )
    voices.add_argument("--json", action="store_true", help="print one JSON object")
    _add_settings(voices)

    check = add("check", "check:check", "print every setting with its source, and check what the bot needs")
    check.add_argument(
        "--deep",
        action="store_true",
        help="instead, compare the database, the files, corrections.jsonl and the engine's index with one another",
    )
    check.add_argument(
        "--repair",
        action="store_true",
        help="with --deep: mend what can be mended without deleting anything that people taught or sent",
    )
    _add_settings(check)

    health = add("health", "health:health", "tell whether the bot that uses this data folder is connected to Discord")
    _add_settings(health)

    init = add("init", "init:init", "write the config files into a folder, for you to edit")
    init.add_argument(
        "folder",
        type=pathlib.Path,
        nargs="?",
        default=pathlib.Path(),
        metavar="DIR",
        help="folder to write to (default: the current one); the files go to DIR/config",
    )
    init.add_argument("--force", action="store_true", help="overwrite existing files")
    init.set_defaults(configured=False)
    return program


def _add_settings(command: argparse.ArgumentParser, *, data_folder: bool = True) -> None:
    group = command.add_argument_group("settings")
    group.add_argument(
        "--config", type=pathlib.Path, metavar="FILE", help="settings file (default: config/chatterbot.toml)"
    )
    group.add_argument(
        "--set",
        type=_assignment,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="assignments",
        help="one setting, for example discord.prefix=?; may be repeated",
    )
    if data_folder:
        group.add_argument("--data", type=pathlib.Path, metavar="DIR", help="data folder (setting files.data)")
    group.add_argument(
        "--log-level",
        type=str.upper,
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
        help="lowest level that is logged (setting log.level)",
    )


def _add_shards(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--shards",
        metavar="RANGE",
        help="shards that this process runs: 0-3/16 (the first 4 of 16), auto/4 (a fourth that no other process runs), or auto (all)",
    )


def _add_page_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--port", type=int, metavar="PORT", help="port of the web page; 0 takes a free one (setting playground.port)"
    )
    command.add_argument(
        "--no-browser", action="store_true", help="print the address of the web page without opening it"
    )


def _add_server(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--server",
        type=int,
        default=0,  # the value of models.LOCAL_SCOPE; that module is not loaded for `--help`
        metavar="ID",
        help="id of the Discord server whose examples are used (default: the command line's own)",
    )


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= MOST_DAYS):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to {MOST_DAYS}")
    return int(text)


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        # The argument is not repeated: it may contain a secret.
        raise argparse.ArgumentTypeError("this argument is not NAME=VALUE, for example discord.prefix=?")
    return name.strip(), value

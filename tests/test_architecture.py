"""Who may import whom (never in a circle), which library lives where, who reads the environment; each rule is shown a sample that breaks it."""

from __future__ import annotations

import ast
import collections
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from tests.source import PACKAGE, Module, Rule, circles, import_graph, imports, the_source

pytestmark = pytest.mark.unit

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"cli"}),
    frozenset({"app"}),
    frozenset({"membership", "monitoring"}),
    frozenset({"assembly", "plugins"}),
    frozenset({"container"}),
    frozenset({"calls", "handover"}),
    frozenset({"digest", "finetune_messages", "proposals"}),
    frozenset({"discord"}),
    frozenset({"playground", "services"}),
    frozenset({"model_services"}),
    frozenset({"comparing", "importing", "service_options"}),  # what the services are made of
    frozenset({"consistency", "finetuning", "gaps"}),
    frozenset({"browsing", "conversation", "personas", "preferences", "privacy", "teaching"}),
    frozenset({"explaining", "generation"}),
    frozenset(
        {"answering", "archive", "backups", "citations", "cluster", "dialogue", "documents", "migrations"}
    ),  # parts made of other parts
    frozenset({"standin"}),  # stands alone but for the pure codecs of `voice`
    frozenset(
        {"engine", "store", "files", "datasets", "llm", "observability", "pictures", "speech", "voice", "lock", "logs"}
    ),
    frozenset({"catalogue", "settings"}),
    frozenset({"admission", "erasures", "redaction"}),
    frozenset(
        {
            *("", "aio", "audio", "errors", "folding", "markup", "models", "numbers", "private_files", "processes"),
            *("request_ids", "spans", "sentences", "texts", "time_counts"),
        }
    ),  # "": the package's version
)
"""Imports go down only; parts on one line never import each other."""

ONLY: Mapping[str, frozenset[str]] = {
    "standin": frozenset(
        {"audio", "voice.OpusDecoder", "voice.OpusEncoder", "voice.TransportCipher", "voice.samples_in"}
    ),
    "playground": frozenset({"standin", "catalogue", "settings", "errors", ""}),
    "speech": frozenset(
        {"admission", "audio", "errors", "models", "private_files", "processes", "redaction", "sentences"}
    ),
    "voice": frozenset({"aio", "audio", "errors", "models"}),
    "llm": frozenset({"aio", "errors", "redaction", "texts"}),
    "dialogue": frozenset({"audio", "errors", "folding", "models", "numbers", "speech", "time_counts"}),
    "app": frozenset().union(*LAYERS) - {"standin", "playground", "cli", "__main__"},
    "assembly": frozenset().union(*LAYERS) - {"standin", "playground", "cli", "__main__", "app", "plugins"},
}
"""What these parts may import at most: the stand-in knows nothing of the bot, and the page acts as a person does."""

LAZY = {("cli", "playground"), ("cli", "standin")}
"""Imported inside the function that needs them: on Discord neither is loaded."""

ENVIRONMENT = frozenset({"settings"})
"""Parts that read the environment."""
INHERITS = frozenset(
    {
        "chatterbot.documents.reading",
        "chatterbot.pictures.painter",
        "chatterbot.speech.codecs.decoding",
        "chatterbot.speech.openmp",
    }
)
"""Modules that hand the environment on to a process (or a library) of theirs, without reading a setting from it."""
TERMINAL = re.compile(r"environ\W+(?:get\W+)?(?:NO_COLOR|DISPLAY|WAYLAND_DISPLAY)\b|\bNO_COLOR\W+not in os\.environ")
"""Questions about the terminal, which is no setting of the bot's: https://no-color.org, the X and Wayland displays."""

STANDIN_LAYERS: tuple[frozenset[str], ...] = (
    frozenset({""}),  # the package itself: its public names
    frozenset({"standin"}),
    frozenset({"options"}),
    frozenset({"people", "rest"}),
    frozenset({"forums"}),
    frozenset({"threads", "voice.client"}),
    frozenset({"backend"}),
    frozenset({"actions", "gateway"}),
    frozenset({"rules", "voice.server"}),
    frozenset({"world"}),
    frozenset({"voice"}),  # what both sides of a call know: opcodes, datagrams
    frozenset({"errors"}),
    frozenset({"images", "protocol"}),
)
"""The same inside the stand-in: what Discord refuses (`rules`) knows the state (`world`), and what happens (`actions`) knows both."""

MOST_MODULES = 8
"""Modules in a package from which on it has public names, and nothing else of it is imported from outside."""


def layer(part: str, layers: tuple[frozenset[str], ...] = LAYERS) -> int | None:
    return next((index for index, parts in enumerate(layers) if part in parts), None)


def standin_layer(name: str) -> int | None:
    """The layer of a module of the stand-in, by the longest of its packages that has one."""
    parts = name.removeprefix(f"{PACKAGE}.standin").strip(".").split(".")
    heads = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((place for head in heads if (place := layer(head, STANDIN_LAYERS)) is not None), None)


def standin_imports_go_down(module: Module) -> Iterator[str]:
    if module.part != "standin":
        return
    if (own := standin_layer(module.name)) is None:
        yield f"{module.name}: has no place in the layers of the stand-in"
        return
    for found in imports(module):
        for name in found.names or ("",):
            target = f"{found.target}.{name}".removesuffix(".")
            if not target.startswith(f"{PACKAGE}.standin."):
                continue
            place = standin_layer(target)
            inside = module.name.split(".")[:3] == target.split(".")[:3]  # modules of one package
            if place is None or place < own or (place == own and not inside):
                yield f"{module.name}:{found.line}: imports {target}, which is not below it"


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
        for name in found.names or ("",):
            full = f"{target}.{name}".strip(".")
            if allowed is not None and not any(
                one in {target, full} or full.startswith(f"{one}.") for one in allowed if one or not target
            ):
                yield f"{module.name}:{found.line}: {module.part} must not know {found.target}"
        if (module.part, target.partition(".")[0]) in LAZY and not found.lazy:
            yield f"{module.name}:{found.line}: {found.target} is imported where it is needed, not at the top"


def public_names(modules: Sequence[Module]) -> Mapping[str, frozenset[str]]:
    """Return the `__all__` of every package that holds more than `MOST_MODULES` modules itself."""
    known = {module.name: module for module in modules}
    packages = {name.rpartition(".")[0] for name in known}
    sizes = collections.Counter(name.rpartition(".")[0] for name in known if name not in packages)
    large = (name for name, size in sizes.items() if size > MOST_MODULES and name != PACKAGE)
    return {name: frozenset(_all(known[name])) for name in large}


def _all(package: Module) -> Sequence[str]:
    for node in package.tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return ast.literal_eval(node.value)
    return ()


def behind_the_face(modules: Sequence[Module]) -> Iterator[str]:
    """Imports from outside a large package of anything that is not among its public names."""
    for package, names in public_names(modules).items():
        for module in modules:
            if module.name == package or module.name.startswith(f"{package}."):
                continue
            for found in imports(module):
                taken = {name for name in found.names if found.target == package} - names
                if found.target.startswith(f"{package}.") or taken:
                    yield f"{module.name}:{found.line}: imports {found.target} {sorted(taken)}: not a public name"


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
    standin_imports_go_down,
    some_parts_know_little,
    only_settings_read_the_environment,
)


def test_large_packages_are_used_by_their_public_names() -> None:
    assert [*behind_the_face(the_source())] == []
    package = [Module(f"chatterbot.big.m{number}", "") for number in range(MOST_MODULES + 1)]
    face = Module("chatterbot.big", "from chatterbot.big.m0 import X\n__all__ = ('X',)")
    user = Module(
        "chatterbot.user", "from chatterbot.big import X\nfrom chatterbot.big import m1\nimport chatterbot.big.m2"
    )
    assert [problem.partition(":")[2][:1] for problem in behind_the_face([face, user, *package])] == ["2", "3"]
    assert not [*behind_the_face([face, user, *package[2:]])]


def names_that_mean_two_things(modules: Sequence[Module]) -> Mapping[str, Sequence[str]]:
    """Return the names of public classes that are defined in more than one module, with these modules."""
    defined: dict[str, list[str]] = {}
    for module in modules:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                defined.setdefault(node.name, []).append(module.name)
    return {name: places for name, places in defined.items() if len(places) > 1}


def test_each_public_class_name_means_one_thing() -> None:
    assert names_that_mean_two_things(the_source()) == {}
    twice = [Module("chatterbot.a", "class Call: ..."), Module("chatterbot.b", "class Call: ...\nclass Turn: ...")]
    assert names_that_mean_two_things(twice) == {"Call": ["chatterbot.a", "chatterbot.b"]}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_source(rule: Rule) -> None:
    assert [problem for module in the_source() for problem in rule(module)] == []


def test_no_imports_run_in_a_circle(record_property: Callable[[str, object], None]) -> None:
    graph = import_graph(the_source())
    found = circles(graph)
    packages = {name.rpartition(".")[0] for name in graph} & graph.keys()
    summary = f"{len(graph)} modules, {len(packages)} packages, {len(LAYERS)} layers, {len(found)} circles"
    record_property("summary", f"Architecture: {summary}")
    assert found == []


SAMPLE: Mapping[str, str] = {
    "chatterbot": "",
    "chatterbot.pond": "from chatterbot.pond import duck",
    "chatterbot.pond.duck": "if TYPE_CHECKING:\n    from chatterbot.pond.egg import Egg",
    "chatterbot.pond.egg": "def hatch():\n    from chatterbot.pond import duck",
    "chatterbot.pond.reed": "import chatterbot.pond.duck\nfrom chatterbot import __version__",
    "chatterbot.shore": "from chatterbot import reeds\nfrom chatterbot.pond import Pond\nimport importlib",
    "chatterbot.reeds": "def grow():\n    import importlib\n    importlib.import_module('chatterbot.shore')",
}
"""Two circles: one through an import for type checkers and one within a function, one through `importlib`."""


def test_every_kind_of_import_counts_as_part_of_a_circle() -> None:
    graph = import_graph([Module(name, text) for name, text in SAMPLE.items()])
    assert graph["chatterbot.pond.reed"] == {"chatterbot.pond.duck", "chatterbot"}
    assert graph["chatterbot.shore"] == {"chatterbot.reeds", "chatterbot.pond"}
    assert circles(graph) == [
        ["chatterbot.pond.duck", "chatterbot.pond.egg"],
        ["chatterbot.reeds", "chatterbot.shore"],
    ]


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
        (imports_go_down, "chatterbot.discord.context", "from chatterbot.calls import manager"),
        (imports_go_down, "chatterbot.calls.manager", "from chatterbot.plugins import join"),
        (imports_go_down, "chatterbot.novelty", "import os"),
        (standin_imports_go_down, "chatterbot.standin.world.world", "from chatterbot.standin.rules import mentions"),
        (
            standin_imports_go_down,
            "chatterbot.standin.rules.modals",
            "from chatterbot.standin.actions.messages import x",
        ),
        (
            standin_imports_go_down,
            "chatterbot.standin.voice.server.call",
            "from chatterbot.standin.voice.client import x",
        ),
        (standin_imports_go_down, "chatterbot.standin.errors", "from chatterbot.standin import threads"),
        (standin_imports_go_down, "chatterbot.standin.novelty", "import os"),
        (imports_go_down, "chatterbot.engine", "from chatterbot import novelty"),
        (some_parts_know_little, "chatterbot.standin.world.world", "from chatterbot import models"),
        (some_parts_know_little, "chatterbot.standin.voice", "from chatterbot.voice import gateway"),
        (some_parts_know_little, "chatterbot.playground", "from chatterbot.conversation import Conversation"),
        (some_parts_know_little, "chatterbot.app", "from chatterbot import standin"),
        (some_parts_know_little, "chatterbot.app", "def f():\n    from chatterbot import playground"),
        (some_parts_know_little, "chatterbot.cli", "from chatterbot import playground"),
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
            "from chatterbot import audio\nfrom chatterbot.voice import OpusDecoder",
        ),
        (some_parts_know_little, "chatterbot.cli.serve", "def f():\n    from chatterbot import playground"),
        (only_settings_read_the_environment, "chatterbot.settings.sources", "import os\nos.environ"),
        (only_settings_read_the_environment, "chatterbot.cli", "import os\n'NO_COLOR' not in os.environ"),
    ],
)
def test_no_rule_cries_wolf(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Module(name, text))) == []

"""The house's rules about how files are written; each rule is shown a sample that breaks it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping

import pytest
from tests.source import ROOT, Module, Rule, called, imports, the_source, the_tests

pytestmark = pytest.mark.unit

MAX_LINES = 400
"""Of one source file: what can be read in one sitting."""
LONGER = {
    "chatterbot.standin.standin": 500,  # the alternative is a base class that only makes the file shorter
}
"""Files that may be longer, each with the reason."""


STATEFUL = re.compile(
    r"(?:(?:asyncio|threading|multiprocessing)\.(?:Lock|RLock|Event|Condition|Semaphore|Queue|Thread)|(?:queue\.)?\w*Queue"
    r"|(?:collections\.)?(?:defaultdict|deque|Counter|OrderedDict)|(?:itertools\.)?count|bytearray|set|list|dict|weakref\.\w+)"
)
"""Calls whose result changes while the program runs."""
MUTATORS = frozenset(
    {"append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "clear", "remove", "discard"}
)


def nothing_mutable_at_module_level(module: Module) -> Iterator[str]:
    constants: set[str] = set()
    for node in module.tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        display = isinstance(node.value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)
        stateful = isinstance(node.value, ast.Call) and STATEFUL.fullmatch(ast.unparse(node.value.func)) is not None
        for target in targets:
            name = ast.unparse(target)
            constants.add(name)
            if stateful or (display and not name.isupper()):
                yield f"{module.name}:{node.lineno}: `{name}` is state of the module; give it to an object"
    for node in ast.walk(module.tree):
        changed: list[ast.expr] = []
        if isinstance(node, ast.Global):
            yield f"{module.name}:{node.lineno}: `global`; give the state to an object"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
            changed = [node.func.value]
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            changed = [node.value]
        for target in changed:
            if isinstance(target, ast.Name) and target.id in constants and target.id.strip("_").isupper():
                yield f"{module.name}:{target.lineno}: `{target.id}` is a constant of the module and is changed"


def annotations_are_postponed(module: Module) -> Iterator[str]:
    if len(module.tree.body) > 1 and "from __future__ import annotations" not in module.text:
        yield f"{module.name}: no `from __future__ import annotations`"


def files_stay_short(module: Module) -> Iterator[str]:
    most = LONGER.get(module.name, MAX_LINES)
    if (lines := module.text.count("\n")) > most:
        yield f"{module.name}: {lines} lines; {most} are the most: it holds more than one concept"


MOST_PARAMETERS = 8
"""Of one function, `self` not counted; more belong together in a dataclass. Constructors that dataclasses make are not counted at all."""
SIGNATURES_OF_OTHERS: Mapping[str, str] = {
    "chatterbot.voice.connection.DiscordVoiceConnection.initialize": "hikari calls it",
}
"""Functions with more parameters, and whose signature it is."""


def functions(node: ast.AST, name: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    """Every function below a node: its full name, itself, and whether it is a method."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name}.{child.name}", child, isinstance(node, ast.ClassDef)
        inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        yield from functions(child, f"{name}.{child.name}" if inner else name)


def with_many_parameters(module: Module) -> Iterator[tuple[str, int, int]]:
    """Functions with more than `MOST_PARAMETERS`: name, parameters, line."""
    for name, function, is_method in functions(module.tree, module.name):
        given = function.args
        named = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
        static = "staticmethod" in {ast.unparse(decorator) for decorator in function.decorator_list}
        count = len(named) - (is_method and not static)
        if count > MOST_PARAMETERS:
            yield name, count, function.lineno


def functions_take_few_parameters(module: Module) -> Iterator[str]:
    for name, count, line in with_many_parameters(module):
        if name not in SIGNATURES_OF_OTHERS:
            yield f"{module.name}:{line}: {name} has {count} parameters; {MOST_PARAMETERS} are the most"


def every_test_says_what_it_is(module: Module) -> Iterator[str]:
    """A test module carries one of the three marks; no test mocks, none waits for time to pass."""
    marks = "".join(
        ast.unparse(node.value)
        for node in module.tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
    )
    if module.name.rpartition(".")[2].startswith("test_") and not re.search(r"mark\.(unit|protocol|e2e)\b", marks):
        yield f"{module.name}: no pytestmark"
    for found in imports(module):
        if found.target == "mock" or found.target.startswith("unittest.mock"):
            yield f"{module.name}:{found.line}: mocks agree with everything; use the real part or a scripted fake"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and called(node) in {"time.sleep", "asyncio.sleep"}:
            reason = module.text.splitlines()[node.lineno - 1].partition("#")[2]
            if ast.unparse(node.args[0]) != "0" and not reason:
                yield f"{module.name}:{node.lineno}: waits for time instead of for a condition"


MACHINE_PATH = re.compile(r"(?<![\w.~$}/-])(?:/(?:work|tmp|root|Users)/|/home/(?!user\b))\w|[A-Z]:\\\\?Users\\")
REGISTRY = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.com|anaconda\.org|artifactory|nexus|index[-_]url)\b",
    re.IGNORECASE,
)
THIS_FILE = "tests/test_house_rules.py"


def files_fit_every_machine(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if found := MACHINE_PATH.search(line):
            yield f"{name}:{number}: a path of one machine: {found.group()}"
        if found := REGISTRY.search(line):
            yield f"{name}:{number}: a package registry's host: {found.group()}"


SOURCE_RULES: tuple[Rule, ...] = (
    nothing_mutable_at_module_level,
    annotations_are_postponed,
    files_stay_short,
    functions_take_few_parameters,
)
TEST_RULES: tuple[Rule, ...] = (annotations_are_postponed, files_stay_short, every_test_says_what_it_is)


@pytest.mark.parametrize("rule", SOURCE_RULES, ids=lambda rule: rule.__name__)
def test_the_source(rule: Rule) -> None:
    assert [problem for module in the_source() for problem in rule(module)] == []


@pytest.mark.parametrize("rule", TEST_RULES, ids=lambda rule: rule.__name__)
def test_the_tests(rule: Rule) -> None:
    assert [problem for module in the_tests() for problem in rule(module)] == []


def test_functions_with_many_parameters_are_those_that_other_code_dictates() -> None:
    found = {name for module in the_source() for name, _, _ in with_many_parameters(module)}
    assert found == SIGNATURES_OF_OTHERS.keys()


def test_what_is_committed_fits_every_machine() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    problems: list[str] = []
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if name != THIS_FILE and path.is_file() and b"\0" not in (data := path.read_bytes()):
            problems += files_fit_every_machine(name, data.decode("utf-8"))
    assert problems == []


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (nothing_mutable_at_module_level, "chatterbot.app", "cache = {}"),
        (nothing_mutable_at_module_level, "chatterbot.app", "cache: dict[str, int] = {}"),
        (nothing_mutable_at_module_level, "chatterbot.app", "LOCK = asyncio.Lock()"),
        (nothing_mutable_at_module_level, "chatterbot.app", "NUMBERS = itertools.count()"),
        (nothing_mutable_at_module_level, "chatterbot.app", "SEEN = {1}\ndef f():\n    SEEN.add(2)"),
        (nothing_mutable_at_module_level, "chatterbot.app", "_SEEN = {1: 2}\ndef f():\n    _SEEN[2] = 3"),
        (nothing_mutable_at_module_level, "chatterbot.app", "x = 1\ndef f():\n    global x\n    x = 2"),
        (annotations_are_postponed, "chatterbot.app", '"""Text."""\nimport os'),
        (files_stay_short, "chatterbot.app", "\n" * 401),
        (functions_take_few_parameters, "chatterbot.app", "def f(a, b, c, d, e, f, *g, h, **i): ..."),
        (
            functions_take_few_parameters,
            "chatterbot.app",
            "class A:\n async def f(self, a, b, c, d, e, f, g, h, *, i): ...",
        ),
        (every_test_says_what_it_is, "tests.test_x", "import pytest"),
        (every_test_says_what_it_is, "tests.fakes", "from unittest.mock import Mock"),
        (every_test_says_what_it_is, "tests.fakes", "import time\ntime.sleep(0.1)"),
    ],
)
def test_each_rule_sees_what_breaks_it(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Module(name, text)))


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (
            nothing_mutable_at_module_level,
            "chatterbot.app",
            "NAMES = {'a': 1}\nloader = lightbulb.Loader()\ndef f():\n    x = []\n    x.append(1)",
        ),
        (functions_take_few_parameters, "chatterbot.app", "class A:\n def f(self, a, b, c, d, e, f, *g, h): ..."),
        (every_test_says_what_it_is, "tests.test_x", "pytestmark = [pytest.mark.unit]\nasyncio.sleep(0)"),
    ],
)
def test_no_rule_cries_wolf(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Module(name, text))) == []


@pytest.mark.parametrize(
    ("line", "bad"),
    [
        ("path = '/work/bot'", True),
        ("see /tmp/brief", True),
        ("/home/ada/bot", True),
        (r"C:\Users\ada", True),
        ("pip install --index-url=x", True),
        ("https://pypi.org/simple", True),
        ("https://example.org/work/in", False),
        ("${HOME}/tmp/x", False),
        ("./tmp/x", False),
        ("/data/chatterbot.sqlite3 and /etc/passwd", False),
    ],
)
def test_paths_and_hosts_are_told_apart(line: str, bad: bool) -> None:
    assert bool(list(files_fit_every_machine("x", line))) is bad

"""The repository's source, as the rules about it see it."""

from __future__ import annotations

import ast
import dataclasses
import functools
import pathlib
from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = pathlib.Path(__file__).parents[1]
PACKAGE = "chatterbot"


@dataclasses.dataclass(frozen=True)
class Module:
    name: str
    text: str

    @property
    def part(self) -> str:
        return self.name.partition(".")[2].partition(".")[0]

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @functools.cached_property
    def imports(self) -> Sequence[Import]:
        return tuple(_imports(self.tree))


@dataclasses.dataclass(frozen=True)
class Import:
    target: str
    line: int
    lazy: bool
    names: tuple[str, ...] = ()
    """What ``from target import ...`` takes from it; nothing where the target itself is imported."""

    @property
    def library(self) -> str:
        return self.target.split(".")[0]

    @property
    def below(self) -> str:
        """The name below the package: ``store.tables``."""
        return self.target.partition(".")[2]


def imports(module: Module) -> Sequence[Import]:
    """Every import, also within functions and through `importlib`."""
    return module.imports


def _imports(tree: ast.Module) -> Iterator[Import]:
    lazy = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        names: list[str] = []
        taken: tuple[str, ...] = ()
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            names = [f"{source}.{alias.name}" for alias in node.names] if source == PACKAGE else [source]
            taken = () if source == PACKAGE else tuple(alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in {"importlib.import_module", "__import__"}:
            names = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
        for name in names:
            yield Import(name, getattr(node, "lineno", 0), id(node) in lazy, taken)


def import_graph(modules: Sequence[Module]) -> Mapping[str, frozenset[str]]:
    """Return which of these modules each of them imports.

    Every import counts, also within functions and for type checkers. ``from package import name`` means the module of
    that name if there is one, else the package; a package that is imported only because a module lies in it does not
    count.
    """
    known = {module.name for module in modules}
    graph: dict[str, frozenset[str]] = {}
    for module in modules:
        wanted = {
            f"{found.target}.{name}".removesuffix(".") for found in imports(module) for name in found.names or ("",)
        }
        named = {name if name in known else name.rpartition(".")[0] for name in wanted}
        graph[module.name] = frozenset(named & known - {module.name})
    return graph


def circles(graph: Mapping[str, frozenset[str]]) -> Sequence[Sequence[str]]:
    """Return the groups of modules that all reach each other by imports (strongly connected components)."""
    reached: dict[str, set[str]] = {}
    for start in graph:
        found, ahead = set[str](), [start]
        while ahead:
            new = graph[ahead.pop()] - found
            found |= new
            ahead += new
        reached[start] = found
    groups = {frozenset(other for other in reached[name] if name in reached[other]) for name in graph}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def called(node: ast.Call) -> str:
    """The function's name as it is written: ``name`` or ``module.name``, else nothing."""
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        return f"{node.func.value.id}.{node.func.attr}"
    return node.func.id if isinstance(node.func, ast.Name) else ""


Rule = Callable[[Module], Iterator[str]]
"""Says what is wrong with a module, one line each."""


def modules(folder: pathlib.Path, base: pathlib.Path) -> Iterator[Module]:
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__")
        yield Module(name, path.read_text("utf-8"))


@functools.cache
def the_source() -> Sequence[Module]:
    found = list(modules(ROOT / "src", ROOT / "src"))
    assert len(found) > 20  # or the rules would hold for want of anything to break them
    return found


@functools.cache
def the_tests() -> Sequence[Module]:
    return list(modules(ROOT / "tests", ROOT))

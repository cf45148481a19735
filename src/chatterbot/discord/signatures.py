"""What a command's handler takes, read from its signature and compared with the options declared for it.

Whatever does not fit is a `TypeError` when the plugin is imported, so that no test and no person has to find it.
"""

from __future__ import annotations

import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from chatterbot.discord.context import Context
from chatterbot.discord.options import Option

__all__ = ("Handler", "Signature", "read")

Handler = Callable[..., Coroutine[Any, Any, None]]
"""``async (context, services, **options)``"""


@dataclasses.dataclass(frozen=True, slots=True)
class Signature:
    """What a handler takes."""

    context: type[Context]
    """The kind of context it asks for."""
    required: frozenset[str]
    """Options it cannot do without."""
    gathered: tuple[str, Callable[..., object]] | None = None
    """The one parameter that takes all options as a dataclass, and that class."""

    def bind(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return keyword arguments for the handler; options that are not among `values` keep their defaults."""
        if self.gathered is None:
            return dict(values)
        name, make = self.gathered
        return {name: make(**values)}


@dataclasses.dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    kinds: frozenset[object]
    """Its types, `None` not counted."""
    takes_none: bool
    default: object
    """`inspect.Parameter.empty`: it is required."""


def read(handler: Handler, options: Sequence[Option], *, where: str) -> Signature:
    """Return what a handler takes.

    Parameters
    ----------
    where
        What is declared, for the messages: ``/feedback``.

    Raises
    ------
    TypeError
        If it is no coroutine function, does not begin with the context and the services, or its other parameters are not
        the options.
    """
    name = getattr(handler, "__qualname__", repr(handler))
    if not inspect.iscoroutinefunction(handler):
        raise TypeError(f"{where}: {name} has to be an async function")
    hints = typing.get_type_hints(handler)
    first, *others = inspect.signature(handler).parameters.values()
    context = hints.get(first.name)
    if not (isinstance(context, type) and issubclass(context, Context)) or not others:
        raise TypeError(f"{where}: {name} has to begin with (context: Context, services: Container)")
    parameters = [_parameter(found.name, hints.get(found.name), found.default) for found in others[1:]]
    gathered: tuple[str, Callable[..., object]] | None = None
    if len(parameters) == 1 and dataclasses.is_dataclass(kind := hints.get(parameters[0].name)):
        gathered = parameters[0].name, typing.cast("type[object]", kind)
        parameters = _fields(typing.cast("type[object]", kind))
        name = getattr(kind, "__qualname__", name)
    _compare({found.name: found for found in parameters}, options, name, where)
    _required_first(options, parameters, where)
    required = frozenset(found.name for found in parameters if found.default is inspect.Parameter.empty)
    return Signature(context, required, gathered)


def _parameter(name: str, hint: object, default: object) -> _Parameter:
    union = typing.get_origin(hint) in {types.UnionType, typing.Union}
    kinds = frozenset(typing.get_args(hint) if union else (hint,))
    return _Parameter(name, kinds - {types.NoneType}, types.NoneType in kinds, default)


def _fields(kind: type[Any]) -> list[_Parameter]:
    hints = typing.get_type_hints(kind)
    empty = inspect.Parameter.empty
    return [
        _parameter(field.name, hints[field.name], empty if field.default is dataclasses.MISSING else field.default)
        for field in dataclasses.fields(kind)
    ]


def _compare(parameters: Mapping[str, _Parameter], options: Sequence[Option], name: str, where: str) -> None:
    declared = [option.name for option in options]
    if doubled := {one for one in declared if declared.count(one) > 1}:
        raise TypeError(f"{where}: the option {min(doubled)!r} is declared twice")
    if missing := [one for one in declared if one not in parameters]:
        raise TypeError(f"{where}: the option {missing[0]!r} is no parameter of {name}")
    if missing := [one for one in parameters if one not in declared]:
        raise TypeError(f"{where}: {name} takes {missing[0]!r}, which is not among the options")
    for option in options:
        parameter = parameters[option.name]
        if parameter.kinds != frozenset[object]({option.kind}):
            raise TypeError(f"{where}: {name} has to take {option.name!r} as {option.kind.__name__}")
        if parameter.default is None and not parameter.takes_none:
            raise TypeError(f"{where}: {name} has to take {option.name!r} as {option.kind.__name__} | None")


def _required_first(options: Sequence[Option], parameters: Sequence[_Parameter], where: str) -> None:
    """Raise unless the required options come first: Discord refuses the command otherwise."""
    defaults = {found.name: found.default for found in parameters}
    optional = [defaults[option.name] is not inspect.Parameter.empty for option in options]
    if optional != sorted(optional):
        late = options[optional.index(True) + optional[optional.index(True) :].index(False)]
        raise TypeError(f"{where}: the option {late.name!r} is required and has to come before those that are not")

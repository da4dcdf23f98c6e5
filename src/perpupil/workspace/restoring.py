"""Records made again of data that came through JSON, by the types that they declare."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

Record = TypeVar("Record")
Maker = Callable[[Any], Any]

_PLAIN = (str, int, bool)


def restored(record: type[Record], data: Mapping[str, Any]) -> Record:
    """Make a record of its fields.

    Raises:
        KeyError: A field has no value.
        TypeError: A value is of another type than the field, or a field is of a type that is not made here.

    """
    return typing.cast("Record", _maker(typing.cast("Any", record))(data))


@cache
def _maker(hint: Any) -> Maker:  # noqa: ANN401  as a field has it
    """Say once how values of a type are made: a record may hold thousands of one."""
    if hint in _PLAIN:
        return _plain(hint)
    if is_dataclass(hint):
        return _record(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        (only,) = (one for one in arguments if one is not type(None))
        make = _maker(only)
        return lambda value: None if value is None else make(value)
    if origin is tuple and arguments[1:] == (...,):
        make = _maker(arguments[0])
        return lambda value: tuple(map(make, value))
    if origin is tuple:
        makers = tuple(map(_maker, arguments))
        return lambda value: tuple(one(part) for one, part in zip(makers, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        key, make = map(_maker, arguments)
        return lambda value: {key(name): make(one) for name, one in value.items()}
    message = f"nothing is made of {hint}"
    raise TypeError(message)


def _plain(hint: type) -> Maker:
    def make(value: object) -> object:
        if type(value) is not hint:
            message = f"{type(value).__name__} in place of {hint.__name__}"
            raise TypeError(message)
        return value

    return make


def _record(record: Any) -> Maker:  # noqa: ANN401  a dataclass
    hints = typing.get_type_hints(record)
    makers = [(one.name, _maker(hints[one.name])) for one in fields(record) if one.init]
    names = {name for name, _ in makers}

    def make(data: Mapping[str, Any]) -> object:
        if data.keys() - names:
            message = f"{record.__name__} has no field {min(data.keys() - names)!r}"
            raise TypeError(message)
        return record(**{name: one(data[name]) for name, one in makers})

    return make

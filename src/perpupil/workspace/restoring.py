"""Records made again of data that came through JSON, by the types that they declare."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

Record = TypeVar("Record")

_PLAIN = (str, int, bool)


def restored(record: type[Record], data: Mapping[str, Any]) -> Record:
    """Make a record of its fields.

    Raises:
        KeyError: A field has no value.
        TypeError: A value is of another type than the field, or a field is of a type that is not made here.

    """
    hints = _hints(typing.cast("Any", record))
    names = [one.name for one in fields(record) if one.init]  # type: ignore[arg-type]  # a dataclass, by its use
    if set(data) - set(names):
        message = f"{record.__name__} has no field {min(set(data) - set(names))!r}"
        raise TypeError(message)
    return record(**{name: _value(hints[name], data[name]) for name in names})


@cache
def _hints(record: object) -> Mapping[str, Any]:
    return typing.get_type_hints(record)


def _value(hint: Any, value: Any) -> Any:  # noqa: ANN401  as a field has it
    if hint in _PLAIN:
        if type(value) is not hint:
            message = f"{type(value).__name__} in place of {hint.__name__}"
            raise TypeError(message)
        return value
    if is_dataclass(hint):
        return restored(typing.cast("type[Any]", hint), value)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType and value is None and type(None) in arguments:
        return None
    if origin is types.UnionType:
        (only,) = (one for one in arguments if one is not type(None))
        return _value(only, value)
    if origin is tuple and arguments[1:] == (...,):
        return tuple(_value(arguments[0], one) for one in value)
    if origin is tuple:
        return tuple(_value(one, part) for one, part in zip(arguments, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {_value(arguments[0], key): _value(arguments[1], one) for key, one in value.items()}
    message = f"nothing is made of {hint}"
    raise TypeError(message)

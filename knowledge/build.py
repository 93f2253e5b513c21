"""From checked plain data to rows: one generic builder that follows the type hints of `knowledge.rows`."""

from __future__ import annotations

import types
from collections import abc
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from knowledge.frozen import FrozenMapping

T = TypeVar("T")


def build(cls: type[T], data: Mapping[str, Any]) -> T:
    """An instance of the dataclass `cls`. Absent keys become the field's default, None, () or an empty mapping.

    `data` has passed its JSON schema, so a wrong type here is a fault of ours. Raises ValueError for a date that does
    not exist.
    """
    values: dict[str, Any] = {}
    for name, (hint, default) in _hints(cast(Any, cls)).items():
        if name in data:
            values[name] = _convert(hint, data[name])
        elif default is not MISSING:
            values[name] = default
        else:
            values[name] = _empty(hint)
    return cls(**values)


@cache
def _hints(cls: Any) -> dict[str, tuple[Any, Any]]:
    hints = get_type_hints(cls)
    return {item.name: (hints[item.name], item.default) for item in fields(cls)}


def _empty(hint: Any) -> Any:
    origin = get_origin(hint)
    if origin is tuple:
        return ()
    if origin is abc.Mapping:
        return FrozenMapping()
    return None


def _convert(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _convert(next(arm for arm in get_args(hint) if arm is not type(None)), value)
    if origin is tuple:
        arms = get_args(hint)
        if len(arms) == 2 and arms[1] is Ellipsis:
            return tuple(_convert(arms[0], item) for item in value)
        return tuple(_convert(arm, item) for arm, item in zip(arms, value, strict=True))
    if origin is abc.Mapping:
        inner = get_args(hint)[1]
        return FrozenMapping({key: _convert(inner, item) for key, item in value.items()})
    if origin is Literal:
        return value
    if hint is date:
        return date.fromisoformat(value)
    if hint is float:
        return float(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return build(hint, value)
    return value

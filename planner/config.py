"""planner.toml: what a team may set, and the defaults that need no file."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planner import reader
from planner.diagnostics import Kind, Subject
from planner.errors import PlannerError
from planner.texts import LANGUAGES, T

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "planner.toml"
_HIGHEST = 100_000
"""No threshold makes sense above it, and calendars end a few million days from now."""
_SEPARATORS = ("-", "_", ".")
SEVERITIES = ("error", "warning", "info", "off")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The figures that rules compare with. Each may be set under ``[thresholds]``."""

    description_min: float = 40
    """Characters that describe an audience."""
    audiences_max: float = 2
    evidence_days: float = 365
    interests_min: float = 3
    interests_known_min: float = 2
    collision_minutes: float = 120
    learned_min: float = 20
    """Characters that say what was learned."""
    tolerance_days: float = 3
    """Added to the review rhythm before a review or an observation is late."""
    soon_days: float = 7
    offer_share: float = 40
    video_share: float = 20
    clip_days: float = 14
    percent_base: float = 30
    """Below this many, a share is not given in per cent."""
    goals_max: float = 5


@dataclass(frozen=True, slots=True)
class Links:
    """How the links to a business's pages say where a visitor came from."""

    separator: str = "-"
    """What stands between the words of a name: ``open-yard`` or ``open_yard``."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a plan's folder."""

    content: str = "content"
    language: str | None = None
    select: tuple[str, ...] = ()
    """Rules by slug, code or the letters before the code's number; empty: all."""
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    thresholds: Thresholds = Thresholds()
    links: Links = Links()
    exports: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The business's own tables, by the name that the ledger calls them."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What columns of exports are called, and as :mod:`planner.tracking.layouts` knows them."""


DEFAULT = Config()


def load(path: Path) -> Config:
    """Read ``planner.toml``; without the file everything is at its default.

    Raises:
        PlannerError: If the file cannot be read or says something unknown.
    """
    if not os.path.lexists(path):
        return DEFAULT
    try:
        data = tomllib.loads(reader.read_bytes(path, Subject(Kind.PLAN)).decode("utf-8"))
    except reader.Refused as refused:
        raise _broken(path, refused.findings[0].message) from refused
    except RecursionError as error:
        raise _broken(path, T("lists and keys are nested too deeply here")) from error
    except ValueError as error:
        raise _broken(path, T("{reason}", reason=str(error))) from error
    return _config(path, data)


def _broken(path: Path, reason: T) -> PlannerError:
    return PlannerError(T("{file} cannot be used: {reason}", file=path.name, reason=reason))


def _config(path: Path, data: dict[str, Any]) -> Config:
    known = {item.name.replace("_", "-"): item.name for item in dataclasses.fields(Config)}
    values: dict[str, Any] = {}
    for key, value in data.items():
        name = known.get(key) or (key if key in known.values() else None)
        if name is None:
            raise _broken(path, T("there is no setting “{key}”", key=key))
        values[name] = _CHECKS[name](path, key, value)
    return Config(**values)


def _text(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _broken(path, T("“{key}” should be a text", key=key))
    return value


def _language(path: Path, key: str, value: object) -> str:
    if value not in LANGUAGES:
        raise _broken(path, T("“{key}” should be en or fi", key=key))
    return str(value)


def _texts(path: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _broken(path, T("“{key}” should be a list of texts", key=key))
    return tuple(value)


def _table(path: Path, key: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _broken(path, T("“{key}” should be a table", key=key))
    return value


def _severity(path: Path, key: str, value: object) -> dict[str, str]:
    table = _table(path, key, value)
    for slug, level in table.items():
        if level not in SEVERITIES:
            raise _broken(path, T("“{key}” should be error, warning, info or off", key=slug))
    return table


def _ignores(path: Path, key: str, value: object) -> dict[str, tuple[str, ...]]:
    return {glob: _texts(path, glob, slugs) for glob, slugs in _table(path, key, value).items()}


def _tables(path: Path, key: str, value: object) -> dict[str, dict[str, Any]]:
    return {name: _table(path, name, facts) for name, facts in _table(path, key, value).items()}


def _names(path: Path, key: str, value: object) -> dict[str, str]:
    return {header: _text(path, header, it) for header, it in _table(path, key, value).items()}


def _thresholds(path: Path, key: str, value: object) -> Thresholds:
    known = {item.name for item in dataclasses.fields(Thresholds)}
    given = _table(path, key, value)
    for name, number in given.items():
        if name not in known:
            raise _broken(path, T("there is no threshold “{key}”", key=name))
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise _broken(path, T("“{key}” should be a number", key=name))
        if not 0 <= number <= _HIGHEST:
            message = T("“{key}” should be between 0 and {most}", key=name, most=_HIGHEST)
            raise _broken(path, message)
    return Thresholds(**given)


def _links(path: Path, key: str, value: object) -> Links:
    given = _table(path, key, value)
    for name in given:
        if name != "separator":
            raise _broken(path, T("there is no setting “{key}”", key=f"{key}.{name}"))
    links = Links(**given)
    if links.separator not in _SEPARATORS:
        raise _broken(
            path, T("“{key}” should be a hyphen, an underscore or a point", key="separator")
        )
    return links


_CHECKS = {
    "content": _text,
    "language": _language,
    "select": _texts,
    "ignore": _texts,
    "severity": _severity,
    "per_file_ignores": _ignores,
    "thresholds": _thresholds,
    "links": _links,
    "exports": _tables,
    "headers": _names,
}

"""The plan for other programs: the forms there are, each in one row."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.exporters.orders import Made, Order

POSTS = frozenset({"channel", "person", "campaign", "drafts"})
"""The options of a form that holds posts, and may hold some of them only."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a plan can be put into."""

    make: Callable[[Order], Made]
    suffix: str
    """The ending of its files."""
    about: T
    """What it is, in a line of the help."""
    understands: frozenset[str] = POSTS
    """The options that mean something to it, by their names."""


def _by(module: str) -> Callable[[Order], Made]:
    """Return what asks a module here, which is not read before it is needed."""

    def make(order: Order) -> Made:
        found = import_module(f"planner.exporters.{module}")
        return cast("Made", found.export(order))

    return make


EXPORTS: Mapping[str, Form] = {
    "ics": Form(
        _by("ics"),
        ".ics",
        T("a calendar for a phone or a computer, with the text of each post"),
        POSTS | {"remind"},
    ),
    "atom": Form(_by("atom"), ".atom", T("a feed of what has gone out and what will")),
    "json": Form(
        _by("json_plan"), ".json", T("all of the plan, for programs of your own"), frozenset()
    ),
}
"""The forms, by their names on the command line."""

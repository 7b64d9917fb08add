"""The plan for other programs: the forms there are, each in one row."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from planner.errors import PlannerError
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from planner.exporters.orders import Made, Order

CHOICE = frozenset({"channel", "person", "campaign"})
"""The options of a form that may hold some posts only."""
POSTS = CHOICE | {"drafts"}
"""The options of a form that holds what is ready, and may hold drafts too."""


class Refused(PlannerError):
    """A service would not take the file, so that none is made."""

    def __init__(self, faults: Iterable[T], service: str) -> None:
        """Keep what is to be mended, post by post."""
        super().__init__(T("Nothing was made for {service}.", service=service))
        self.faults = tuple(faults)


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


def _by(module: str, *names: str) -> Callable[[Order], Made]:
    """Return what asks a module here, which is not read before it is needed."""

    def make(order: Order) -> Made:
        found = import_module(f"planner.exporters.{module}")
        return cast("Made", found.export(order, *names))

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
    "csv": Form(
        _by("table"),
        ".csv",
        T("a table of all posts for a spreadsheet, which can be read back"),
        CHOICE,
    ),
    "links": Form(
        _by("links"),
        ".csv",
        T("every address that a post leads to, as each channel gets it"),
        CHOICE,
    ),
    "buffer": Form(
        _by("schedulers", "buffer"), ".csv", T("what is still to go out on one channel, for Buffer")
    ),
    "publer": Form(_by("schedulers", "publer"), ".csv", T("the same for Publer")),
    "sprout": Form(_by("schedulers", "sprout"), ".csv", T("the same for Sprout Social")),
    "socialbee": Form(
        _by("schedulers", "socialbee"), ".csv", T("the same for SocialBee"), POSTS | {"header"}
    ),
    "metricool": Form(
        _by("schedulers", "metricool"),
        ".csv",
        T("the same for Metricool, all channels in one file"),
        POSTS | {"header"},
    ),
    "postiz": Form(
        _by("schedulers", "postiz"), ".json", T("the same for Postiz, as drafts for its interface")
    ),
}
"""The forms, by their names on the command line."""

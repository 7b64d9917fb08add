"""What nobody would write, tried: one function for each way in, and what must hold for any bytes.

Each target is a module with ``run(content)``, which raises where something is wrong, ``starts()``,
the inputs to begin with, ``WORDS`` that inputs are put together of, and ``KEPT``, the inputs that
once made it fail. ``make fuzz`` lets atheris look for more; tests/test_fuzz.py tries some without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Tried(Protocol):
    """The module of a target."""

    KEPT: Mapping[str, bytes]
    WORDS: tuple[str, ...]

    @staticmethod
    def run(content: bytes) -> None:
        """Try an input; raise where something is wrong."""

    @staticmethod
    def starts() -> Iterator[bytes]:
        """Yield the inputs to begin with."""


class Target(NamedTuple):
    """One way in."""

    module: str
    led_by: tuple[str, ...]
    """The modules whose branches lead the fuzzer, each with all that is in it."""
    longest: int = 4096
    """The bytes of an input."""

    def load(self) -> Tried:
        """Return the target's module."""
        return cast("Tried", import_module(f"tests.fuzz.{self.module}"))


_READING = ("planner.reader", "planner.source", "planner.simple", "planner.syntax")
_MODEL = ("planner.fields", "planner.values", "planner.places", "planner.references")
TARGETS = {
    "frontmatter": Target("frontmatter", (*_READING, *_MODEL, "planner.loader", "planner.cures")),
    "body": Target("body", ("planner.site.markup", "planner.outgoing", "markdown_it")),
    "csv": Target("tables", ("planner.tracking", "planner.importers", "planner.values")),
    "feed": Target("feed", ("planner.tracking", "feedparser")),
    "ics": Target("ics", ("planner.exporters", "planner.outgoing", "planner.agenda")),
    "edit": Target("edit", (*_READING, "planner.edits", "planner.splicing", "planner.lines")),
    "cli": Target("commands", ("planner",), longest=8192),
}
"""What can be tried, in the order in which it is."""

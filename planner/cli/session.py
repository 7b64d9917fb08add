"""A plan's folder with its settings, as the options of a command name them."""

from __future__ import annotations

import gc
import os
import re
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.beside import finish
from planner.cli.output import tell

if TYPE_CHECKING:
    from planner.cli.options import Options
    from planner.config import Config
    from planner.loader import Content
    from planner.model import PlanFile
    from planner.texts import T


_LANGUAGE_LINE = re.compile(r"^(?:language|kieli)\s*:\s*(en|fi)\b", re.IGNORECASE | re.MULTILINE)
_BEGINNING = 4096
_FINNISH = 0x0B
"""What Windows calls the language, whatever the country."""


class Session:
    """A plan that was read, its settings, and the day it is judged on."""

    def __init__(self, options: Options, before: Content | None = None) -> None:
        """Read the settings and the plan; of the latter what is not as it was ``before``.

        Raises:
            PlannerError: If there is no plan, or the settings cannot be used.
        """
        from planner import checker, config, loader, remembering, today

        finish()  # what the last session keeps is of use to this one
        self.options = options
        given = Path(options.content) if options.content else None
        self.root = Path(os.path.realpath(given)).parent if given else Path()
        self.config: Config = config.load(self.root / config.NAME)
        self.config = replace(
            self.config,
            select=_names(options.select) or self.config.select,
            ignore=(*self.config.ignore, *_names(options.ignore)),
        )
        checker.Choice(self.config)
        self.folder = given or self.root / self.config.content
        # Thousands of small objects come to stay here; looking them over finds no garbage.
        gc.disable()
        kept = remembering.Kept(self.folder)
        content = loader.load(self.folder, memory=loader.Earlier(before) if before else kept)
        if before is None:
            kept.keep(content)
        self.content: Content = content.with_separator(self.config.links.separator)
        gc.freeze()
        gc.enable()
        self.day = today.check_day(self.content.plan, options.today)

    @property
    def language(self) -> str:
        """The language of the texts: asked for, else the plan's, the settings', the environment's."""
        return self.options.language or self.own_language

    @property
    def own_language(self) -> str:
        """The language that the plan's files are written in."""
        return _language_of(self.content.plan.file, self.config)

    def say(self, text: T) -> None:
        """Tell the person something that is not a result."""
        if not self.options.quiet:
            tell(text.to(self.language))


def forget() -> None:
    """Make room for the next session of a program that goes on: what the last one kept is garbage."""
    gc.unfreeze()
    gc.collect()


def _names(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for text in given for name in text.split(",") if name.strip())


def language_here() -> str:
    """Return the language of the plan in this folder, else of the settings or the environment."""
    from planner import config, loader

    settings = config.load(Path(config.NAME))
    return _language_of(loader.plan_file(Path(settings.content)), settings)


def _language_of(file: PlanFile, config: Config) -> str:
    own = file.language if "language" in file.model_fields_set else None
    return own or config.language or environment_language()


def nearest_language() -> str:
    """Return the language of what is said before a plan is read: that of a plan here, else the environment's."""
    plan = Path("content", "plan.md")
    with suppress(OSError, ValueError):
        if plan.is_file():  # a pipe would be waited for
            with plan.open(encoding="utf-8") as file:
                found = _LANGUAGE_LINE.search(file.read(_BEGINNING))
            if found:
                return found[1].lower()
    return environment_language()


def environment_language() -> str:
    """Return the language that the environment asks for."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "fi" if value.lower().startswith("fi") else "en"
    if sys.platform == "win32":  # it has no such variables
        import ctypes

        return (
            "fi" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == _FINNISH else "en"
        )
    return "en"

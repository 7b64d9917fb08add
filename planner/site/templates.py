"""Where the templates, styles and scripts of the site lie, and where compiled ones are kept."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from planner.version import VERSION


def templates_folder() -> Path:
    """Return the folder: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "site_templates"
    return inside if inside.is_dir() else package.parent / "site_templates"


class _Compiled(FileSystemBytecodeCache):
    """Takes nothing that another Jinja, or another version of the program, has compiled."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), f"%s.{sys.implementation.cache_tag}")
        self._versions = f"{version('jinja2')} {VERSION} "

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(self._versions + source)


def compiled_templates() -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept: beside them, as Python keeps its own modules.

    Nobody who may not change the templates can put anything there. Nothing is kept where Python
    is asked to write no bytecode, or where the folder cannot be written.
    """
    folder = templates_folder() / "__pycache__"
    if sys.dont_write_bytecode or not os.access(folder.parent, os.W_OK):
        return None
    folder.mkdir(exist_ok=True)
    return _Compiled(folder)

"""The programs of others that ours are measured beside, where they are not in the lock.

Each is fetched by name and version into a folder of its own; Hugo is the system's package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import MissingError
from tests.programs import MATERIAL, PROPERDOCS, ROOT, ZENSICAL, installed, run, why

if TYPE_CHECKING:
    from collections.abc import Callable

YAMLLINT = "yamllint==1.38.0"
CHECK_JSONSCHEMA = "check-jsonschema==0.39.0"
ELEVENTY = "@11ty/eleventy@3.1.8"


@dataclass
class Peers:
    """The programs of others; each is fetched when it is asked for."""

    may_install: bool = True
    """Whether what is not there may be fetched."""
    folder: Path = ROOT / "build/bench"
    _missing: dict[str, str] = field(default_factory=dict)

    def yamllint(self) -> Path:
        """Return the program that looks at the form of YAML."""
        return self._of_python(YAMLLINT)

    def check_jsonschema(self) -> Path:
        """Return the program that compares files with a schema."""
        return self._of_python(CHECK_JSONSCHEMA)

    def properdocs(self) -> Path:
        """Return what goes on where MkDocs 1 stopped, with Material."""
        return self._of_python(PROPERDOCS, MATERIAL)

    def zensical(self) -> Path:
        """Return what the makers of Material write in its place."""
        return self._of_python(ZENSICAL)

    def eleventy(self) -> Path:
        """Return Eleventy's main file, which node runs."""
        home = self.folder / ELEVENTY.replace("@", "").replace("/", "-")
        main = home / "node_modules/@11ty/eleventy/cmd.cjs"

        def fetch() -> None:
            home.mkdir(parents=True, exist_ok=True)
            run("npm", "install", "--no-audit", "--no-fund", "--prefix", home, ELEVENTY)

        self._have("Eleventy", main.is_file(), fetch)
        return main

    def hugo(self) -> Path:
        """Return Hugo; root may install it."""
        self._have("Hugo", bool(shutil.which("hugo")), _install_hugo)
        return Path(shutil.which("hugo") or "hugo")

    def _of_python(self, package: str, *others: str) -> Path:
        name, packages = package.partition("==")[0], (package, *others)
        home = self.folder / package.replace("==", "-")
        is_there = (home / "packages.txt").is_file()
        self._have(name, is_there, lambda: installed(home, packages, name))
        return home / "bin" / name

    def _have(self, name: str, is_there: bool, fetch: Callable[[], object]) -> None:  # noqa: FBT001
        if is_there:
            return
        if not self.may_install:
            message = "it is not installed"
            raise MissingError(message)
        if name not in self._missing:
            try:
                fetch()
            except (OSError, subprocess.CalledProcessError) as error:
                said = why(error) if isinstance(error, subprocess.CalledProcessError) else error
                self._missing[name] = f"it cannot be installed: {said}"
            else:
                return
        raise MissingError(self._missing[name])


def _install_hugo() -> None:
    if getattr(os, "geteuid", int)() or not shutil.which("apt-get"):
        message = "only root can, by apt-get"
        raise OSError(message)
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-qq", "--no-install-recommends", "hugo")

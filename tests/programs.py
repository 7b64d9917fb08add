"""Programs of others, fetched by name and version into environments of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MATERIAL = "mkdocs-material==9.8.1"
PROPERDOCS = "properdocs==1.6.7"
ZENSICAL = "zensical==0.0.73"
"""The newest whose theme can be fetched."""


def run(*command: str | Path, folder: Path = ROOT) -> None:
    """Run a command, and keep what it says for its failure.

    Raises:
        subprocess.CalledProcessError: If it fails.
    """
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **quiet},
        check=True,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )


def why(error: subprocess.CalledProcessError) -> str:
    """Return the last line of what a command said of its failure."""
    said = (error.stderr or error.stdout or "").strip() or f"exit code {error.returncode}"
    lines = said.splitlines()
    return next((line for line in reversed(lines) if "error" in line.lower()), lines[-1])[:120]


def installed(home: Path, packages: tuple[str, ...], command: str) -> Path:
    """Return a program in an environment of its own, made where it is not there yet.

    Raises:
        subprocess.CalledProcessError: If the packages cannot be had.
    """
    stamp = home / "packages.txt"
    if not stamp.is_file() or stamp.read_text("utf-8") != str(packages):
        shutil.rmtree(home, ignore_errors=True)
        run(sys.executable, "-m", "venv", home)
        run(home / "bin/python", "-m", "pip", "install", "--quiet", *packages)
        stamp.write_text(str(packages), "utf-8")
    return home / "bin" / command

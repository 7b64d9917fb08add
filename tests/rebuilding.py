"""A site that follows many edits, beside one that is built of the last state alone."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, cast

from planner.cli.making import Show
from planner.cli.options import Options
from planner.errors import PlannerError
from planner.values import a_day
from tests.environments import DAY, tree

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from planner.serving import Files, Server

SETTINGS = ("", '[severity]\noutside-window = "error"\n', "[thresholds]\naudiences_max = 1\n")
LOOKS = ("site_name: Ours\n", "extra_css: [own.css]\n", "extra_css: [own.css]\ncopyright: Us\n")
BROKEN = "site_name: 'ours\n"
STYLES = ("p { margin: 0 }\n", "p { margin: 1em }\n")
SLIPS = (b": ", b'"', b"\xff", b"#", b"\r\n", "Ää😀".encode(), b"---\n", b"\nstatus: published\n")


class _Shown:
    """In the place of the server: what there would be to see."""

    address = "http://127.0.0.1/"

    files: Files

    def show(self, files: Files) -> None:
        self.files = files


def follow(
    content: Path, steps: int, chance: Random
) -> tuple[dict[str, bytes], dict[str, bytes], list[str]]:
    """Make random edits, each after the one before has been followed, and build the last state.

    Returns:
        What is served in the end, what a clean build makes, and what was done.
    """
    shown = _Shown()
    gone = {
        f"{above}posts/{it.stem.lower()}.html" for it in _files(content) for above in ("", "fi/")
    }
    done: list[str] = []

    def wait(_: float) -> None:
        if len(done) == steps:
            raise KeyboardInterrupt
        edit = chance.choice(_EDITS) if len(done) < steps - 1 else _settle
        done.append(f"{edit.__name__} {edit(content, chance)}")

    options = Options(content=str(content), today=a_day(DAY), quiet=True)
    show = Show(cast("Server", shown), content.parent / "scratch", options)
    try:
        show.follow(wait)
    except (KeyboardInterrupt, PlannerError):
        built = _clean(content, content.parent / "site")
        names = [*sorted(built, key=lambda name: not name.endswith(".html")), *gone]
        served = {name: it for name in names if (it := shown.files.content(name)) is not None}
        return served, built, done
    raise AssertionError(done)


def _clean(content: Path, target: Path) -> dict[str, bytes]:
    """Build a site with nothing remembered: by a program of its own, that compiles all anew."""
    options = ("--content", str(content), "--today", DAY, "--output", str(target), "--quiet")
    subprocess.run(
        [sys.executable, "-m", "planner", "build", *options],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )
    return {name: it for name, it in tree(target).items() if name[0] != "."}


def _files(content: Path) -> list[Path]:
    return sorted(it for it in content.rglob("*") if it.suffix in (".md", ".csv", ".jpg"))


def _spoil(content: Path, chance: Random) -> str:
    file = chance.choice([it for it in _files(content) if it.suffix != ".jpg"])
    text = file.read_bytes()
    spot = chance.randrange(len(text) + 1)
    file.write_bytes(text[:spot] + chance.choice(SLIPS) + text[spot + chance.choice((0, 0, 5)) :])
    return f"{file.name} at {spot}"


def _copy(content: Path, chance: Random) -> str:
    file = chance.choice(_files(content))
    made = file.with_stem(f"{file.stem}-{chance.randrange(9)}ä")
    made.write_bytes(file.read_bytes())
    return made.name


def _rename(content: Path, chance: Random) -> str:
    file = chance.choice([it for it in _files(content) if it.name != "plan.md"])
    made = file.with_stem(f"{file.stem}{chance.randrange(9)}")
    file.rename(made)
    return made.name


def _delete(content: Path, chance: Random) -> str:
    file = chance.choice([it for it in _files(content) if it.name != "plan.md"])
    file.unlink()
    return file.name


def _swap(content: Path, chance: Random) -> str:
    """Let two files change places: the same names, sizes and ages, in another order."""
    one, other = chance.sample([it for it in _files(content) if it.name != "plan.md"], k=2)
    aside = content / "aside"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    return f"{one.name} and {other.name}"


def _tell(content: Path, chance: Random) -> str:
    text = chance.choice((*SETTINGS, "nonsense = 1\n"))
    (content.parent / "planner.toml").write_text(text, "utf-8")
    return repr(text)


def _look(content: Path, chance: Random) -> str:
    text = chance.choice((*LOOKS, BROKEN))
    (content.parent / "mkdocs.yml").write_text(text, "utf-8")
    return repr(text)


def _style(content: Path, chance: Random) -> str:
    text = chance.choice((*STYLES, "@import 'x'"))
    (content.parent / "own.css").write_text(text, "utf-8")
    return repr(text)


def _settle(content: Path, chance: Random) -> str:
    """Make unusable settings usable, so that the last state can be built."""
    for name, texts in {"planner.toml": SETTINGS, "mkdocs.yml": LOOKS, "own.css": STYLES}.items():
        file = content.parent / name
        if not file.exists() or file.read_text("utf-8") not in texts:
            file.write_text(chance.choice(texts), "utf-8")
    return "all settings"


_EDITS = (_spoil, _copy, _rename, _delete, _swap, _tell, _look, _style)

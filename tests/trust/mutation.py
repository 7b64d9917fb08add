"""How many faults put into the modules that can do harm the tests notice, by mutmut.

It works on a copy in ``build/mutation`` and goes on there where it was stopped. A text for people
is no code and is left as it is; that it is right is tested over the catalogues.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
COPY = ROOT / "build" / "mutation"
MUTMUT = "mutmut==3.8.1"
MODULES = {
    "planner/reader.py": "the guarded reader",
    "planner/source.py": "the guarded front matter",
    "planner/edits.py": "edits",
    "planner/writing.py": "writing",
    "planner/site/markup.py": "people's text as HTML",
    "planner/tracking/fetching.py": "fetching",
}
TESTS = ["reading", "simple", "edits", "writing", "undo", "repairs", "fetching", "feeds", "site"]
TARGET = 85  # per cent, of the modules together
SETTINGS = r"""
[tool.mutmut]
source_paths = ["planner"]
only_mutate = {modules}
do_not_mutate_patterns = ['\bT\(', '^\s*"']
also_copy = {names}
pytest_add_cli_args = ["--no-cov", "-p", "no:randomly", "-p", "no:xdist"]
pytest_add_cli_args_test_selection = {tests}
track_dependencies = false
use_git_change_detection = false
"""


def measure() -> Iterator[Figure]:
    """Yield a figure for each module, and one for them together."""
    prepare()
    mutmut("run")
    counts = {module: Counter[str]() for module in MODULES}
    for line in mutmut("results", "--all", "true").splitlines():
        name, _, state = line.strip().partition(": ")
        module = f"{name.rpartition('.')[0].replace('.', '/')}.py"
        if module in counts:
            counts[module][state] += 1
    together = sum(counts.values(), Counter[str]())
    for what, found in [*((MODULES[it], counts[it]) for it in MODULES), ("together", together)]:
        noticed = found["killed"] + found["timeout"] + found["suspicious"] + found["segfault"]
        share = 100 * noticed // max(found.total(), 1)
        said = f"{noticed:,} of {found.total():,} ({share} %)"
        target = f"{TARGET} %" if what == "together" else ""
        yield Figure("Mutations", f"noticed by the tests: {what}", target, said, share >= TARGET)


def prepare() -> None:
    """Copy what git knows of, and add the settings."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout
    names = [name for name in said.decode().split("\0") if name and (ROOT / name).exists()]
    for name in names:
        target = COPY / name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (ROOT / name).read_bytes()
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)
    with (COPY / "pyproject.toml").open("a", encoding="utf-8", newline="\n") as file:
        file.write(
            SETTINGS.format(
                modules=json.dumps([*MODULES]),
                names=json.dumps(sorted({name.split("/")[0] for name in names})),
                tests=json.dumps([f"tests/test_{name}.py" for name in TESTS]),
            )
        )


def mutmut(*arguments: str) -> str:
    """Run mutmut on the copy, in an environment of its own."""
    packages = (
        "--with-requirements",
        "requirements.lock",
        "--with",
        MUTMUT,
        "--with-editable",
        ".",
    )
    uv = (sys.executable, "-m", "uv", "run", "--no-project", "--quiet", *packages)
    done = subprocess.run(
        [*uv, "mutmut", *arguments], cwd=COPY, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    return done.stdout

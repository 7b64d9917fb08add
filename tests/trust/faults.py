"""What a fault at any call to the system leaves behind, for every way of writing to a plan.

One trial each for every call that has to do with files, from the first byte that is read to the
last word that is printed; see :mod:`tests.tracing`.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.tracing import Program, Trial, Untraceable, small_plan, where_nothing_waits
from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COMMANDS: tuple[Sequence[str], ...] = (
    ("fix",),
    ("move", "b", "+7"),
    ("track", "a", "reach=10", "likes=3", "--on", "2026-05-20"),
    ("track", "a", "reach=10", "--on", "2027-05-20", "--today", "2027-05-20"),
    ("new", "post", "--title", "Uusi idea"),
    ("copy", "b", "2026-06-08", "2026-06-15"),
    ("check", "--write-baseline"),
)
UNDONE = ("fix", "track", "new", "copy")
"""The commands that are taken back, with a fault while that is done."""
FAULTS = {
    "SIGKILL": "signal=KILL",
    "EIO": "error=EIO",
    "ENOSPC": "error=ENOSPC",
    "EDQUOT": "error=EDQUOT",
    "EINTR": "error=EINTR",
    "EROFS": "error=EROFS",
}


def measure() -> Iterator[Figure]:
    """Try every fault at every call of every command."""
    tried: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    target = "0 of all calls"
    try:
        for trial in _trials():
            for fault, injected in FAULTS.items():
                for call in trial.calls:
                    tried[fault] += 1
                    found = list(trial.wrong(call, injected))
                    wrong[fault] += bool(found)
                    for text in found:
                        print(f"{trial.arguments} {fault} {call}: {text}", flush=True)
            print(f"{trial.arguments}: {len(trial.calls)} calls", flush=True)
    except Untraceable as error:
        yield Figure(
            "Faults", "damaged, lost or left behind", target, f"not tried: {error}", met=False
        )
        return
    for fault in FAULTS:
        measure = f"{fault} at any call of {len(COMMANDS)} commands and of undo: damaged, lost, left behind"
        found_ = f"{wrong[fault]} of {tried[fault]:,}"
        yield Figure("Faults", measure, target, found_, not wrong[fault] and tried[fault] > 0)


def _trials() -> Iterator[Trial]:
    with TemporaryDirectory(dir=where_nothing_waits()) as name:
        folder = Path(name)
        home = small_plan(folder / "plan")
        with Program(folder, home, COMMANDS) as program:
            for number, arguments in enumerate(COMMANDS):
                yield Trial(program, folder, home, arguments)
                if arguments[0] in UNDONE:
                    done = Path(shutil.copytree(home, folder / f"done{number}"))
                    assert program.run(done, arguments).code == 0
                    yield Trial(program, folder, done, ["undo"])

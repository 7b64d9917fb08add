"""One target, led by atheris: the process that :mod:`tests.fuzz.__main__` starts.

python -m tests.fuzz.led TARGET CRASHES [OPTION OF LIBFUZZER ...]

An exception is noted once for each spot that raises it, and the search goes on; so does what takes
too long. libFuzzer itself ends the process for what hangs, takes too much memory or breaks Python.
"""

from __future__ import annotations

import sys
import time
import traceback
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

from tests.fuzz import TARGETS

if TYPE_CHECKING:
    from tests.fuzz import Tried

ROOT = Path(__file__).parents[2]
PATIENCE = 20
"""The seconds of the processor that an input may take, with all the counting of branches."""
_MOST = 30
"""More crashes than these tell nothing new."""


def main(name: str, crashes: str, *options: str) -> None:
    """Try a target until the time is up."""
    led_by = TARGETS[name].led_by
    paths = (path.relative_to(ROOT).with_suffix("") for path in ROOT.glob("planner/**/*.py"))
    modules = {".".join(path.parts).removesuffix(".__init__") for path in paths}
    own = {it for it in modules if f"{it}.".startswith(tuple(f"{led}." for led in led_by))}
    with atheris.instrument_imports(include=led_by, exclude=sorted(modules - own)):
        target = TARGETS[name].load()
        for module in sorted(own):  # also what is imported only once it is needed
            if not module.endswith("__main__"):
                import_module(module)
    noted = Noted(target, Path(crashes))
    atheris.Setup([sys.argv[0], *options], noted)
    atheris.Fuzz()


class Noted:
    """Tries inputs, and keeps those that make a target fail in a way not seen before."""

    def __init__(self, target: Tried, folder: Path) -> None:
        """Begin with none."""
        self._run = target.run
        self._folder = folder
        self._seen: set[tuple[object, ...]] = set()

    def __call__(self, content: bytes) -> None:
        """Try an input."""
        try:
            self._try(content)
        except Exception as error:
            spots = traceback.extract_tb(error.__traceback__)
            ours = [spot for spot in spots if "/planner/" in spot.filename] or spots
            key = (type(error), ours[-1].filename, ours[-1].lineno, spots[-1].lineno)
            if key in self._seen:
                return
            self._seen.add(key)
            if len(self._seen) > _MOST:
                raise
            name = f"{type(error).__name__}-{sha256(content).hexdigest()[:12]}"
            self._folder.joinpath(name).write_bytes(content)
            print(f"\n== {name}\n{traceback.format_exc()}", file=sys.stderr, flush=True)

    def _try(self, content: bytes) -> None:
        began = time.process_time()
        self._run(content)
        took = time.process_time() - began
        if took > PATIENCE:
            message = f"it took {took:.0f} seconds"
            raise TimeoutError(message)


if __name__ == "__main__":
    main(*sys.argv[1:])

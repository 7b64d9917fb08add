"""Golden files: whole outputs, kept below ``tests/golden`` and compared byte for byte.

After a change that is meant, ``PLANNER_RENEW_GOLDEN=1 pytest tests/test_formats.py`` writes them
anew; ``git diff`` then shows what a reader would see change.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> str:
    """Return what the golden file ``name`` says, to be compared with ``text``.

    With ``PLANNER_RENEW_GOLDEN`` set the file says ``text`` from now on.
    """
    path = FOLDER / name
    if os.environ.get("PLANNER_RENEW_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return path.read_bytes().decode()

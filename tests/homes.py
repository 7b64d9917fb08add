"""A small plan of one's own, and the commands that run on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner import cli

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

FRAME = """---
title: Plan
language: {language}
timezone: Europe/Helsinki
period: {{start: 2026-04-27, end: 2026-07-19}}
as_of: 2026-05-01
---
"""


class Home:
    """A small plan, and the commands that run on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.content = folder / "content"
        self._capsys = capsys

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def post(self, name: str, matter: str, body: str = "Text\n") -> Path:
        return self.write(f"posts/{name}.md", f"---\n{matter}---\n{body}")

    def read(self, name: str) -> str:
        return (self.content / f"posts/{name}.md").read_bytes().decode()

    def state(self) -> dict[str, bytes]:
        files = (path for path in self.content.rglob("*") if path.is_file())
        return {path.relative_to(self.content).as_posix(): path.read_bytes() for path in files}

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        self._capsys.readouterr()
        found = cli.run([*arguments])
        out, err = self._capsys.readouterr()
        assert found == code, out + err
        return out, err


def alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the commands from a folder, as on a computer of somebody who reads English."""
    monkeypatch.chdir(folder)
    for name in ("CI", "GITHUB_ACTIONS", "NO_COLOR", "SOURCE_DATE_EPOCH", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

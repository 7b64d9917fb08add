"""Files of a plan changed and made in memory: what the plan says then, and writing them in one run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner import edits, reader, source, writing
from planner.diagnostics import Kind
from planner.lines import model_of
from planner.model import fields, key_of
from planner.writing import Reason, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.edits import Value
    from planner.loader import Content
    from planner.model import Part
    from planner.source import Data, Source


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What becomes of a plan's files; paths are below the content folder."""

    content: Content
    language: str
    """The language of the plan's files."""
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    """The files that are changed."""
    new: dict[str, bytes] = field(default_factory=dict)
    """The files that are made."""
    begun: list[str] = field(default_factory=list)
    """The files that were written, or may have been."""

    @property
    def halfway(self) -> bool:
        """Whether some files were written before it broke off; of a single one the writer takes care."""
        return len(self.begun) > 1

    def change(self, path: str, kind: Kind, changes: Mapping[tuple[str, ...], Value]) -> None:
        """Change a file in memory.

        Raises:
            Refusal: If it cannot be changed as it should be, or was saved since it was read.
        """
        self.before[path], self.after[path] = self._edited(path, self._changing(kind, changes))

    def copy(self, path: str, to: str, changes: Mapping[tuple[str, ...], Value]) -> None:
        """Make a post's file of another one, with changes; refuses as :meth:`change` does."""
        _, self.new[to] = self._edited(path, self._changing(Kind.POST, changes))

    def add_years(self, path: str) -> None:
        """Write behind each day of a file the year that the plan's period gives it.

        What else is changed in the file stays; refuses as :meth:`change` does.
        """

        def edit(content: bytes, read: Source) -> bytes:
            if path in self.after:
                content = self.after[path]
                read = source.take_apart(content, read.subject)
            period = self.content.plan.reading.period
            return edits.with_years(content, read, read.subject.kind, period)

        self.before[path], self.after[path] = self._edited(path, edit)

    def _changing(
        self, kind: Kind, changes: Mapping[tuple[str, ...], Value]
    ) -> Callable[[bytes, Source], bytes]:
        def edit(content: bytes, read: Source) -> bytes:
            language = tongue(kind, read.data or {}, self.language)
            return edits.edited(content, read, kind, changes, language)

        return edit

    def _edited(self, path: str, edit: Callable[[bytes, Source], bytes]) -> tuple[bytes, bytes]:
        read = self.content.sources[path]
        place = self.content.folder.resolve() / path
        try:
            content = reader.read_bytes(place, read.subject)
            if reader.decode(content, read.subject) != read.text:
                raise Refusal(place, Reason.CHANGED_MEANWHILE)
            return content, edit(content, read)
        except edits.NotEdited as error:
            raise Refusal(place, Reason.FAILED, error.text) from error
        except reader.Refused as refused:
            raise Refusal(place, Reason.FAILED, refused.findings[0].message) from refused

    def outcome(self) -> Content:
        """Return the plan as it would be."""
        edited = {**self.after, **self.new}
        return self.content.again(edited, from_disk=False)

    def write(self, stamp: str) -> None:
        """Write all of it in one run, the new files first.

        Raises:
            Refusal: If a file was saved since it was read, or there is one where a new one is
                to be, and nothing is written; or the system does not allow it.
        """
        folder = self.content.folder.resolve()
        with writing.writer(folder.parent, stamp) as pen:
            olds = {
                path: writing.original(folder / path, folder).expected(self.before[path])
                for path in self.after
            }
            for path in self.new:
                if os.path.lexists(folder / path):
                    raise Refusal(folder / path, Reason.EXISTS)
            for path, content in self.new.items():
                self.begun.append(path)
                pen.create(folder / path, folder, reader.with_own_line_ends(folder, content))
            for path, old in olds.items():
                self.begun.append(path)
                pen.replace(old, self.after[path])


def tongue(kind: Kind, data: Data, language: str) -> str:
    """Return the language in which most keys of a file are written, else the given one."""
    named = [(key.lower(), key_of(model_of(kind), key)) for key in data]
    english = sum(key == name for key, name in named if name)
    finnish = sum(key != name for key, name in named if name)
    return language if english == finnish else "en" if english > finnish else "fi"


def written(kind: Kind, data: Data, *path: str) -> str | None:
    """Return a value as it stands in a file; None where there is none, or it holds others."""
    found: object = data
    part: type[Part] | None = model_of(kind)
    for name in path:
        inside = found if isinstance(found, dict) else {}
        found = next((it for key, it in inside.items() if part and key_of(part, key) == name), None)
        row = fields(part).get(name) if part else None
        part = row.part if row else None
    return found if isinstance(found, str) else None

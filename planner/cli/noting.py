"""What the commands have in common that write figures and lines into a plan."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.fixing import below, diff_of, shown_name
from planner.cli.options import CANNOT, CLEAN, FAILED
from planner.cli.output import Progress, result
from planner.texts import N, T

if TYPE_CHECKING:
    from planner.cli.session import Session
    from planner.due import Asked
    from planner.model import Plan
    from planner.recording import Changes, Written
    from planner.rewriting import Rewriting
    from planner.schedule import Schedule
    from planner.writing import Refusal


class Noting:
    """A plan to write into, and how."""

    def __init__(self, session: Session, *, diff: bool) -> None:
        """Take a plan; ``diff`` says that nothing is to be written but shown."""
        self.session = session
        self.diff = diff

    @property
    def plan(self) -> Plan:
        """The plan as it was read."""
        return self.session.content.plan

    def say(self, text: T) -> str:
        """Return a text in the person's language."""
        return text.to(self.session.language)

    def schedule(self) -> Schedule:
        """Return the plan as it is seen on the day."""
        from planner.schedule import Schedule

        return Schedule(self.plan, self.session.day, self.session.config.thresholds)

    def waiting(self) -> list[Asked]:
        """Return what still waits to be noted."""
        from planner import due

        return list(due.asked(self.schedule()))

    def put(self, files: Rewriting) -> None:
        """Write files in one run; where it breaks off, say how to take back what is there.

        Raises:
            Refusal: If the files cannot be written.
        """
        from planner import today

        n = len(files.after) + len(files.new)
        try:
            with Progress(self.session.language)(N("Writing {n} file …", "Writing {n} files …", n)):
                files.write(today.stamp())
        except BaseException:  # Ctrl-C too
            if files.halfway:
                self.session.say(
                    T("It broke off halfway: planner undo takes back what was written.")
                )
            raise

    def write(self, changes: Changes) -> int:
        """Write everything in one run and report it, or show what would be written."""
        from planner import recording, today, writing

        language = self.session.own_language
        try:
            if self.diff:
                rows = recording.new_rows(self.plan, changes.rows)
                wanted = recording.Changes(rows, changes.edits)
                steps = recording.steps(self.session.content, wanted, language)
                lines = (
                    line
                    for step in steps
                    for line in diff_of(
                        self.name(step.path), step.old.content if step.old else b"", step.after
                    )
                )
                result("".join(lines), self.session.options)
                return CLEAN
            done = recording.record(self.session.content, changes, language, today.stamp())
        except writing.Refusal as refusal:
            return self.refused(refusal)
        self.session.content = self.session.content.again()
        self.report(done)
        return self.refused(done.refused) if done.refused else CLEAN

    def report(self, done: Written) -> None:
        """Say what was written."""
        raise NotImplementedError

    def name(self, path: Path) -> str:
        """Return a file's name as the person knows it."""
        folder = Path(os.path.realpath(self.session.folder))
        if not path.is_relative_to(folder):
            return str(path)
        return shown_name(below(path, folder), self.session)

    def refused(self, refusal: Refusal) -> int:
        """Say why a file is left as it is, and return the exit code."""
        name = self.name(refusal.path)
        self.session.say(T("{file} is left as it is: {why}", file=name, why=refusal.why))
        return CANNOT if refusal.of_system else FAILED

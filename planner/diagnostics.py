"""What a check says: rules, their severity, and findings with a place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.texts import T


class Severity(StrEnum):
    """How much a finding weighs; errors fail a check, warnings do with ``--strict``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """How a condition is met, by a post or by the plan; the weakest stands first."""

    MISSING = "missing"
    PARTLY = "partly"
    MET = "met"
    NOT_YET = "not-yet"


class Kind(StrEnum):
    """The kinds of things that a finding is about."""

    PLAN = "plan"
    AUDIENCE = "audience"
    GOAL = "goal"
    CHANNEL = "channel"
    POST = "post"
    REVIEW = "review"
    OFFER = "offer"
    CAMPAIGN = "campaign"
    FIGURES = "figures"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check looks for. The slug is its identity, the code a short alias."""

    slug: str
    code: str
    severity: Severity
    """For a post that is ready or later; the status of a post may lower it."""
    condition: int | None = None
    source: str = ""
    """The lines it rests on, such as ``S0:37``."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file. Lines and columns count from 1, columns in code points.

    The end points just past the last character.
    """

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Place:
        """Return the place of a stretch of a text, given by where it begins and ends."""
        line, end_line = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
        column, end_column = (at - text.rfind("\n", 0, at) for at in (start, end))
        return cls(line, column, end_line, end_column)


OPENING = Place(1, 1, 1, 4)
"""The opening ``---``: where a finding on a missing key points."""

KeyPath = tuple[str | int, ...]
"""Steps from the top of a file's front matter: keys by their English name, items of a
list by their number from 0, or by their own value or ``id``."""

BODY: KeyPath = ("body",)
"""The text below the front matter: a finding on it points at its first line."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing a finding is about."""

    kind: Kind
    id: str | None = None
    path: str = ""
    """The file, below the content folder; empty where kind and id tell it."""


@dataclass(frozen=True, slots=True)
class Fix:
    """How ``planner fix`` mends a finding: what to write in place of a stretch of the file."""

    text: str = ""
    place: Place | None = None
    """The finding's own unless given."""
    encoding: str = ""
    """Not a stretch but the whole file: it is read in this encoding and saved as UTF-8."""
    safe: bool = True
    """False where it is a guess at what somebody meant."""
    blocked: bool = False
    """True where another fault of the file has to be mended by hand first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule has to say about one subject."""

    rule: Rule
    subject: Subject
    message: T
    help: T
    at: Place | KeyPath = ()
    on_key: bool = False
    severity: Severity | None = None
    """Where it differs from the rule's."""
    grade: Verdict | None = None
    """What it does to the condition's verdict; None where it stands beside the verdict."""
    told: bool = True
    """False where another finding names the cause already: it counts and stays silent."""
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding as it is reported: with its severity, file and place."""

    rule: Rule
    severity: Severity
    message: T
    help: T
    path: str
    place: Place
    kind: Kind
    id: str | None
    excerpt: str = ""
    """The line of the file, for the text with caret."""
    fix: Fix | None = None

    @property
    def fixable(self) -> bool:
        """Whether ``planner fix`` mends it without being asked for guesses."""
        return self.fix is not None and self.fix.safe and not self.fix.blocked

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Where it stands in a report: by path, line, column, code."""
        return (self.path, self.place.line, self.place.column, self.rule.code)

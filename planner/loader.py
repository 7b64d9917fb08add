"""A content folder becomes a plan, and everything that is wrong with its files."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from planner import beside, fields, places, reader, references, source, values
from planner.diagnostics import BODY, Finding, KeyPath, Kind, Place, Rule, Severity, Subject
from planner.entry import MODELS, MOST, Entry, Setting, from_row, is_id, surely
from planner.errors import PlannerError
from planner.model import (
    ENTITIES,
    Entity,
    Figure,
    Page,
    Part,
    Plan,
    PlanFile,
    Post,
    Reading,
    accepted,
    key_of,
)
from planner.model import fields as rows_of
from planner.texts import T
from planner.tracking import ledger
from planner.values import slug
from planner.vocabulary import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from planner.entry import Row

MISPLACED_FILE = Rule("misplaced-file", "SRC012", Severity.ERROR)
RULES = (MISPLACED_FILE,)

_UNREADABLE = (source.YAML_SYNTAX, source.YAML_FEATURE_REFUSED, source.NESTING_TOO_DEEP)

FOLDERS = {
    "audiences": Kind.AUDIENCE,
    "goals": Kind.GOAL,
    "channels": Kind.CHANNEL,
    "posts": Kind.POST,
    "reviews": Kind.REVIEW,
    "offers": Kind.OFFER,
    "campaigns": Kind.CAMPAIGN,
}
_PLAN = "plan.md"
_SUFFIX = ".md"


@dataclass(frozen=True)
class Content:
    """A content folder as it was read: the plan, what is wrong, and the files behind it."""

    folder: Path
    plan: Plan
    findings: tuple[Finding, ...]
    sources: dict[str, source.Source] = field(default_factory=dict)
    """The Markdown files, by their path below the folder."""
    paths: dict[tuple[Kind, str | None], str] = field(default_factory=dict)
    """The file of each thing."""
    ledgers: dict[str, str] = field(default_factory=dict)
    """The text of each ledger, by its path below the folder."""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    """What each file of the plan's folders says by itself, by its path below the folder."""

    def with_separator(self, separator: str) -> Content:
        """Return the same with another sign between the words of the names that links carry."""
        return replace(self, plan=replace(self.plan, link_separator=separator))

    def again(
        self, edited: Mapping[str, bytes] | None = None, *, from_disk: bool = True
    ) -> Content:
        """Return the folder as it is now, or would be; what the settings say of it stays.

        Args:
            edited: See :func:`load`.
            from_disk: Whether what is not edited is looked at again; else it is as it was read.
        """
        again = load(self.folder, edited, None if from_disk else self, Earlier(self))
        return again.with_separator(self.plan.link_separator)

    @property
    def text(self) -> str:
        """The text of plan.md."""
        return self.sources[_PLAN].text if _PLAN in self.sources else ""

    @cached_property
    def hopeless(self) -> frozenset[str]:
        """The files whose front matter nobody but a person can make readable."""
        return frozenset(
            self.path(finding.subject)
            for finding in self.findings
            if finding.fix is None
            and finding.rule in _UNREADABLE
            and (file := self.sources.get(self.path(finding.subject)))
            and file.data is None
        )

    def path(self, subject: Subject) -> str:
        """Return the file of what a finding is about, below the content folder."""
        return subject.path or self.paths.get((subject.kind, subject.id), _PLAN)

    def place(self, finding: Finding) -> Place:
        """Return where a finding points in its file."""
        if isinstance(finding.at, Place):
            return finding.at
        subject = finding.subject
        return self._find(subject.kind, self.path(subject), finding.at, on_key=finding.on_key)

    def where(self, kind: Kind, name: str, *keys: str) -> str:
        """Return the file of a thing and the line of a key in it; nothing where it has no file."""
        path = self.paths.get((kind, name), "")
        return f"{path}:{self._find(kind, path, keys, on_key=True).line}" if path else ""

    def _find(self, kind: Kind, path: str, keys: KeyPath, *, on_key: bool) -> Place:
        found = self.sources.get(path)
        if found is None:
            return Place()
        if keys == BODY:
            return places.first_line(found)
        same = _SameKey(MODELS.get(kind), self.plan.reading)
        return places.locate(found, keys, same, on_key=on_key)

    def line(self, path: str, number: int) -> str:
        """Return a line of a file, or nothing where it has none."""
        text = self.sources[path].text if path in self.sources else self.ledgers.get(path, "")
        lines = reader.lines(text)
        return lines[number - 1] if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class _SameKey:
    """Whether a key as it is written means a wanted field, in a file of this kind."""

    model: type[Entity] | None
    reading: Reading

    def __call__(self, above: tuple[str, ...], written: str, wanted: str) -> bool:
        part: type[Part] | None = self.model
        for step in above:
            part = self._inside(part, step)
        if part is None:
            return written == wanted or values.normal(written) == wanted
        if part.others and self.reading.list(part.others[1]).find(written) == wanted:
            return True
        name = key_of(part, written)
        if name is None:
            return written == wanted
        return wanted in (name, rows_of(part)[name].attribute, written)

    @staticmethod
    def _inside(part: type[Part] | None, step: str) -> type[Part] | None:
        if part is None:
            return None
        for name, row in rows_of(part).items():
            if step in (name, row.attribute):
                return row.part
        return part


class Memory(Protocol):
    """What files said when they were read before."""

    def fits(self, plan: str, files: int) -> bool:
        """Whether that holds in a plan of so many files, whose plan.md has this text."""

    def recall(self, subject: Subject, content: bytes, digest: bytes) -> Entry | None:
        """Return what a file says, if it held the same bytes then."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The memory of a folder that this very program has read before."""

    content: Content

    def fits(self, plan: str, files: int = 0) -> bool:  # noqa: ARG002 - small plans gain as well
        """Whether that was below the same plan.md."""
        return plan == self.content.text

    def recall(self, subject: Subject, content: bytes, digest: bytes) -> Entry | None:  # noqa: ARG002 - the digest tells
        """Return what a file says, if it held the same bytes then."""
        found = self.content.entries.get(subject.path)
        return found if found and found.digest == digest else None


def load(
    folder: Path,
    edited: Mapping[str, bytes] | None = None,
    known: Content | None = None,
    memory: Memory | None = None,
) -> Content:
    """Read a content folder.

    Args:
        folder: The folder with plan.md, posts/ and the rest.
        edited: What some Markdown files are to hold, by path below the folder, whether they are
            there already or not; they are read from here instead of the disk.
        known: The folder as it was read, whose files are not to be read again unless edited.
        memory: What files said before, so that only those that hold something else are taken apart.

    Returns:
        The plan with everything that could be read, and findings on what could not.

    Raises:
        PlannerError: If there is no such folder.
    """
    inside = folder / "content"
    # The functions of os.path answer for every name, however long or odd.
    if not os.path.exists(folder / _PLAN) and os.path.isfile(inside / _PLAN):  # noqa: PTH110, PTH113
        raise PlannerError(
            T(
                "There is no plan.md in {folder}. Did you mean --content {content}?",
                folder=str(folder),
                content=str(inside),
            )
        )
    if not os.path.isdir(folder):  # noqa: PTH112
        raise PlannerError(
            T(
                "There is no content folder {folder} here. If you have a plan, go to its folder first (cd), or name it with --content; planner init begins a new one.",
                folder=str(folder),
            )
        )
    return _Loading(folder, edited, known, memory).content()


def plan_file(folder: Path) -> PlanFile:
    """Read plan.md alone; without it, or where it cannot be used, everything is at its default."""
    return _Loading(folder).plan_file(os.path.isfile(folder / _PLAN))  # noqa: PTH113 - as above


class _Loading:
    """Collects a folder's files; lives as long as the reading does."""

    def __init__(
        self,
        folder: Path,
        edited: Mapping[str, bytes] | None = None,
        known: Content | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.folder = folder
        self.edited = edited or {}
        self.known = known
        self.memory = memory
        self.root = os.fspath(folder)
        self.findings: list[Finding] = []
        self.sources: dict[str, source.Source] = {}
        self.entries: dict[str, Entry] = {}
        self.paths: dict[tuple[Kind, str | None], str] = {}
        self.ledgers: dict[str, str] = {}
        self.entities: dict[Kind, dict[str, Entity]] = {kind: {} for kind in Kind}
        self.pages: dict[str, Page] = {}
        self.unread: set[tuple[Kind, str]] = set()
        self.addresses: dict[tuple[Kind, str], str] = {}
        self.media: set[str] = set()
        self.reading = Reading()
        self.language = "en"
        self.setting = Setting(PlanFile(), self.reading, None)

    def content(self) -> Content:
        files = _files(self.folder, "", self.findings)
        if new := self.edited.keys() - set(files):  # they stand where they will be
            files = sorted([*files, *new], key=lambda name: name.split("/"))
        plan_file = self.plan_file(_PLAN in files)
        if self.memory and not self.memory.fits(self.text, len(files)):
            self.memory = None
        subjects = {name: subject for name in files if (subject := _subject(name))}
        self._entities([*subjects.values()])
        tables = []
        for name in files:
            if name in subjects:
                continue
            if name.startswith("media/"):
                self.media.add(unicodedata.normalize("NFC", name))
            elif name.startswith("tracking/") and name.endswith(".csv"):
                tables.append(name)
            elif name.endswith(_SUFFIX) and name != _PLAN:
                self._page(name)
        figures = self._figures(tables)
        plan = Plan(
            plan_file,
            **{f"{kind.value}s": self.entities[kind] for kind in FOLDERS.values()},  # type: ignore[arg-type]
            figures=figures,
            pages=self.pages,
            media=frozenset(self.media),
            unread=frozenset(self.unread),
            reading=self.reading,
        )
        self.findings += self._bad_elsewhere(files)
        self.findings += references.check(plan)
        self.findings += islice(self._unknown_subjects(plan), MOST)
        return Content(
            self.folder,
            plan,
            tuple(self.findings),
            self.sources,
            self.paths,
            self.ledgers,
            self.entries,
        )

    @property
    def text(self) -> str:
        """The text of plan.md."""
        return self.sources[_PLAN].text if _PLAN in self.sources else ""

    def _bad_elsewhere(self, files: list[str]) -> Iterator[Finding]:
        """Find the names that Windows cannot hold, and those that it and Mac take for one."""
        folded = unicodedata.normalize("NFC", "\0".join(files).casefold()).split("\0")
        told = {finding.subject.path for finding in self.findings}  # of an id that is there twice
        first: dict[str, str] = {}
        for name, seen in zip(files, folded, strict=False):  # of no files: one empty name
            other = first.setdefault(seen, name)
            if other != name and name not in told:
                message = T("Windows and Mac take this file and {other} for one", other=other)
                cure = T("Give it another name, so that the plan can be opened on every computer.")
                yield _not_everywhere(name, message, cure)
            elif values.NOT_ON_WINDOWS.search(name) and not _is_bad_id(name):  # says it itself
                message = T("Windows cannot hold a file of this name")
                cure = T(
                    "Give it a name of letters, digits and hyphens that does not mean a device there."
                )
                yield _not_everywhere(name, message, cure)

    # plan.md

    def plan_file(self, there: bool) -> PlanFile:  # noqa: FBT001 - whether plan.md exists
        """Read plan.md, which tells how everything else is to be read."""
        subject = Subject(Kind.PLAN, None, _PLAN)
        if not there:
            self.unread.add((Kind.PLAN, ""))
            message = T("there is no plan.md in the content folder")
            cure = T("Make the file plan.md: title, time zone and period are enough to begin.")
            self.findings.append(Finding(reader.UNREADABLE_FILE, subject, message, cure, Place()))
            return PlanFile()
        found = self._source(_PLAN, subject)
        if found.data is None:
            self.unread.add((Kind.PLAN, ""))
            return PlanFile(body=found.body)
        # The period gives dates their year and the words extend the lists, so they come first.
        form = fields.Form(subject, self.reading, self.language, [])
        first = form.fill(PlanFile, found.data, id="plan")
        self.reading = reading_of(first)
        self.language = first.language
        form = fields.Form(subject, self.reading, self.language, self.findings)
        plan_file = form.fill(PlanFile, found.data, found.body, id="plan")
        plan_file = self._checked_period(form, plan_file)
        self.setting = Setting(plan_file, self.reading, _zone(plan_file.timezone))
        return plan_file

    @staticmethod
    def _checked_period(form: fields.Form, plan_file: PlanFile) -> PlanFile:
        """Return the plan without an end of its period that is before its beginning."""
        period = plan_file.period
        if not (period and period.start and period.end and period.end < period.start):
            return plan_file
        form.say(
            fields.INVALID_VALUE,
            T("the period ends before it begins"),
            T("Check the two days of the period."),
            ("period", "end"),
        )
        misread = plan_file.misread | {"period.end"}
        open_ended = period.model_copy(update={"end": None})
        return plan_file.model_copy(update={"period": open_ended, "misread": misread})

    # The other files

    def _source(self, name: str, subject: Subject) -> source.Source:
        found = self._read(name, subject)
        self.sources[name] = found
        self.findings += [surely(finding, found) for finding in found.findings]
        return found

    def _read(self, name: str, subject: Subject) -> source.Source:
        if name in self.edited:
            return source.take_apart(self.edited[name], subject)
        known = self.known.sources.get(name) if self.known else None
        return known or source.read(f"{self.root}/{name}", subject)

    def _entry(self, subject: Subject) -> Entry:
        name = subject.path
        if name in self.edited:
            content = self.edited[name]
        elif self.known and name in self.known.entries:
            old = self.known.entries[name]
            same = Earlier(self.known).fits(self.text)
            return old if same else self.setting.entry(old.source, old.digest)
        else:
            try:
                content = reader.read_bytes(f"{self.root}/{name}", subject)
            except reader.Refused as refused:
                return self.setting.entry(source.Source(subject, findings=refused.findings))
        digest = blake2b(content, digest_size=16).digest()
        entry = self.memory.recall(subject, content, digest) if self.memory else None
        return entry or self.setting.entry(source.take_apart(content, subject), digest)

    def _entities(self, subjects: list[Subject]) -> None:
        """Read the files of the plan's folders; of very many, a second process the later half.

        It makes a row of each file that is without fault, all of them at once; the others are read here.
        """
        apart = self.memory is None and self.known is None and beside.pays(len(subjects))
        half = len(subjects) // 2 if apart else len(subjects)
        later = subjects[half:]
        with beside.meanwhile(lambda: [self._rows(later)], apart=apart) as made:
            for subject in subjects[:half]:
                self._entity(subject)
            for rows in made:
                for subject, row in zip(later, rows, strict=True):
                    self._entity(subject, row and from_row(*row, subject))

    def _rows(self, subjects: list[Subject]) -> list[tuple[Row, bytes] | None]:
        entries = map(self._entry, subjects)
        return [(row, it.source.utf8) if (row := it.row) else None for it in entries]

    def _entity(self, subject: Subject, entry: Entry | None = None) -> None:
        name = subject.path
        entry = self.entries[name] = entry or self._entry(subject)
        self.sources[name] = entry.source
        self.findings += entry.findings
        kind, default, entity = subject.kind, subject.id or "", entry.entity
        if entity is None:
            self.unread.add((kind, default))
            self.paths.setdefault((kind, default), name)
        elif self._is_new(Subject(kind, entity.id or default, name)):
            self.findings += entry.closer
            self.paths[kind, entity.id] = name
            self.entities[kind][entity.id] = entity

    def _is_new(self, subject: Subject) -> bool:
        address = (subject.kind, slug(subject.id or ""))
        first = self.addresses.setdefault(address, subject.path)
        if first != subject.path:
            self.findings.append(references.duplicate(subject, first))
        return first == subject.path

    def _page(self, name: str) -> None:
        stem = name.rpartition("/")[2].removesuffix(_SUFFIX)
        subject = Subject(Kind.PAGE, values.normal(stem), name)
        found = self._read(name, subject)
        plain = source.FRONT_MATTER_MISSING in {finding.rule for finding in found.findings}
        kind = _kind_of(found.data) if found.data else None
        if kind is not None:
            self.findings.append(_misplaced(subject, kind))
        self.sources[name] = found
        self.findings += [f for f in found.findings if f.rule is not source.FRONT_MATTER_MISSING]
        if kind is None and (plain or found.data is not None):
            title = (found.data or {}).get("title") or (found.data or {}).get("otsikko")
            identity = name.removesuffix(_SUFFIX)
            body = found.text if plain else found.body
            shown = title if isinstance(title, str) else _heading(body) or stem
            self.pages[identity] = Page(identity, shown, body, name)

    # Figures

    def _figures(self, tables: list[str]) -> dict[str, tuple[Figure, ...]]:
        gathered: ledger.Gathered = {}
        for entity in self.entities[Kind.POST].values():
            if isinstance(entity, Post) and entity.metrics:
                noted = entity.metrics
                gathered[f"post:{entity.id}"] = [
                    Figure(metric, value, noted.checked_on)
                    for metric, value in noted.figures.items()
                ]
        for name in tables:
            found, findings, self.ledgers[name] = ledger.read(
                self.folder / name, name, self.reading
            )
            for subject, rows in found.items():
                gathered.setdefault(subject, []).extend(rows)
            self.findings += findings
        figures = {}
        for subject, all_of_it in gathered.items():
            figures[subject], contradictions = ledger.merge(all_of_it)
            self.findings += [self._contradiction(*pair) for pair in contradictions]
        return figures

    def _contradiction(self, later: Figure, earlier: Figure) -> Finding:
        path, line = later.row or ("", 1)
        return Finding(
            ledger.FIGURES_CONTRADICT,
            Subject(Kind.FIGURES, None, path),
            T(
                "two values of one day for {metric}: {earlier} and {later}",
                metric=self.reading.list("metric").get(later.metric, later.metric),
                earlier=earlier.value,
                later=later.value,
            ),
            T("Keep the right one; as long as both are there, this row counts."),
            ledger.row_place(self.ledgers.get(path, ""), line),
        )

    def _unknown_subjects(self, plan: Plan) -> Iterator[Finding]:
        for subject, figures in plan.figures.items():
            kind, _, name = subject.partition(":")
            if plan.knows(Kind(kind), name):
                continue
            for figure in figures:
                path, line = figure.row or (_PLAN, 1)
                about = Subject(Kind.FIGURES, None, path)
                found = references.unknown(about, kind, name, plan.entities(Kind(kind)), ())
                place = ledger.row_place(self.ledgers[path], line)
                yield Finding(found.rule, about, found.message, found.help, place)


def _subject(name: str) -> Subject | None:
    """Return what a file of the plan's folders is about; None for any other file."""
    above, _, rest = name.partition("/")
    kind = FOLDERS.get(above) if name.endswith(_SUFFIX) else None
    if kind is None or (kind is not Kind.POST and "/" in rest):
        return None
    return Subject(kind, values.normal(rest.rpartition("/")[2].removesuffix(_SUFFIX)), name)


_DEEPEST = 20
_JUNCTION = 0xA0000003
"""What Windows calls IO_REPARSE_TAG_MOUNT_POINT."""


def files(folder: Path) -> list[str]:
    """Return every file below a content folder that the reader looks at, following no link."""
    return _files(folder, "", [])


def _files(folder: Path, below: str, findings: list[Finding]) -> list[str]:
    """Return the files below a folder in a fixed order, following no link."""
    names: list[str] = []
    try:
        with os.scandir(folder / below if below else folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        message = T("the folder cannot be read: {reason}", reason=error.strerror or "?")
        findings.append(_not_read(below or _PLAN, message, T("Check that you may read it.")))
        return names
    for entry in found:
        name = f"{below}/{entry.name}" if below else entry.name
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        is_folder = entry.is_dir(follow_symlinks=False) and not entry.name.endswith(_SUFFIX)
        if not _is_utf8(name):
            name = name.encode("utf-8", "replace").decode("utf-8")
            message = T("the name of the file or folder is not UTF-8")
            findings.append(_not_read(name, message, T("Give it a new name.")))
        elif _is_link(entry, is_folder=is_folder) and not _refused_later(name):
            message = T("this is a link to another place, and links are not followed")
            cure = T("Put the file itself here instead of a link to it.")
            findings.append(_not_read(name, message, cure))
        elif is_folder and name.count("/") >= _DEEPEST:
            message = T("this folder lies too deep in others to be read")
            findings.append(_not_read(name, message, T("Move it further up.")))
        elif is_folder:
            names += _files(folder, name, findings)
        else:
            names.append(name)
    return names


def _is_link(entry: os.DirEntry[str], *, is_folder: bool) -> bool:
    """Whether it leads elsewhere; a junction of Windows does, though it calls itself a folder."""
    if entry.is_symlink():
        return True
    tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0) if is_folder else 0
    return tag == _JUNCTION


def _not_read(name: str, message: T, cure: T) -> Finding:
    subject = Subject(Kind.PAGE, None, name)
    return Finding(reader.UNREADABLE_FILE, subject, message, cure, Place())


def _is_bad_id(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    is_read = folder.split("/")[0] in FOLDERS and file.endswith(_SUFFIX)
    return is_read and not is_id(file.removesuffix(_SUFFIX))


def _not_everywhere(name: str, message: T, cure: T) -> Finding:
    subject = Subject(Kind.PAGE, None, name)
    warning = Severity.WARNING
    return Finding(reader.UNREADABLE_FILE, subject, message, cure, Place(), severity=warning)


def _is_utf8(name: str) -> bool:
    """Whether a name can be written anywhere; others come from old disks and archives."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _refused_later(name: str) -> bool:
    """Whether the reader itself refuses a link of this name, so that its id is kept."""
    return name.endswith(_SUFFIX) and (name == _PLAN or name.split("/", 1)[0] in FOLDERS)


def reading_of(plan_file: PlanFile) -> Reading:
    """Return how values are read in a plan: its period, and the lists with its own words."""
    period = plan_file.period
    days = (period.start, period.end) if period and period.start and period.end else None
    own = plan_file.words
    added: dict[str, list[Word]] = {
        "metric": [_word(item.id, item.title, family=item.family) for item in own.metrics],
        "format": [_word(item.id, item.title) for item in own.formats],
        "content-type": [
            _word(item.id, item.title, stages=list(item.stage)) for item in own.content_types
        ],
        "purpose": [
            _word(item.id, item.title, metrics=list(item.metrics)) for item in own.purposes
        ],
    }
    return Reading(days, fields.own_words(added))


def _word(name: str, title: str, **facts: Any) -> Word:  # noqa: ANN401 - what a word list keeps of it
    return Word(name, title or name, title or name, (), facts)


def _zone(name: str) -> ZoneInfo | None:
    if not name:
        return None
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


_COMMON = {"id", "title", "status", "date", "description"}


def _kind_of(data: source.Data) -> Kind | None:
    """Return which kind of plan file some front matter looks like, if it looks like any."""
    best, most = None, 1
    for model in ENTITIES:
        keys = {key_of(model, key) for key in data} - _COMMON - {None}
        if len(keys) > most:
            best, most = model.kind, len(keys)
    return best


def _misplaced(subject: Subject, kind: Kind) -> Finding:
    folder = next((name for name, found in FOLDERS.items() if found is kind), None)
    message = T("this looks like a file of the plan, but its folder is not one of the plan's")
    cure = (
        T(
            "Move it to the folder {folder}; the names of the folders are English in every plan.",
            folder=f"{folder}/",
        )
        if folder
        else T("The plan itself is the file plan.md at the top of the content folder.")
    )
    return Finding(MISPLACED_FILE, subject, message, cure, ())


def _heading(body: str) -> str:
    match = re.search(r"^#[ \t]+(.+?)[ \t#]*$", body, re.MULTILINE)
    return match[1] if match else ""


__all__ = ["FOLDERS", "RULES", "Content", "accepted", "load", "slug"]

"""A content folder becomes a plan, and everything that is wrong with its files."""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from planner import fields, places, reader, references, source, values
from planner.diagnostics import BODY, Finding, KeyPath, Kind, Place, Rule, Severity, Subject
from planner.errors import PlannerError
from planner.lines import Key, is_free_text
from planner.model import (
    ENTITIES,
    READY,
    Campaign,
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
    row_of,
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
_MODELS = {model.kind: model for model in ENTITIES}
_PLAN = "plan.md"
_MOST = 100
"""More findings of one kind in one file help nobody, and placing them takes time."""
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

    def with_separator(self, separator: str) -> Content:
        """Return the same with another sign between the words of the names that links carry."""
        return replace(self, plan=replace(self.plan, link_separator=separator))

    def again(
        self,
        edited: Mapping[str, bytes] | None = None,
        known: Mapping[str, source.Source] | None = None,
    ) -> Content:
        """Return the folder as it is now, or would be; what the settings say of it stays.

        See :func:`load`.
        """
        return load(self.folder, edited, known).with_separator(self.plan.link_separator)

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
        same = _SameKey(_MODELS.get(kind), self.plan.reading)
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


def load(
    folder: Path,
    edited: Mapping[str, bytes] | None = None,
    known: Mapping[str, source.Source] | None = None,
) -> Content:
    """Read a content folder.

    Args:
        folder: The folder with plan.md, posts/ and the rest.
        edited: What some Markdown files are to hold, by path below the folder, whether they are
            there already or not; they are read from here instead of the disk.
        known: The files that have been read, and are not to be read again unless edited.

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
    return _Loading(folder, edited, known).content()


def plan_file(folder: Path) -> PlanFile:
    """Read plan.md alone; without it, or where it cannot be used, everything is at its default."""
    return _Loading(folder).plan_file(os.path.isfile(folder / _PLAN))  # noqa: PTH113 - as above


class _Loading:
    """Collects a folder's files; lives as long as the reading does."""

    def __init__(
        self,
        folder: Path,
        edited: Mapping[str, bytes] | None = None,
        known: Mapping[str, source.Source] | None = None,
    ) -> None:
        self.folder = folder
        self.edited = edited or {}
        self.known = known or {}
        self.root = os.fspath(folder)
        self.findings: list[Finding] = []
        self.sources: dict[str, source.Source] = {}
        self.paths: dict[tuple[Kind, str | None], str] = {}
        self.ledgers: dict[str, str] = {}
        self.entities: dict[Kind, dict[str, Entity]] = {kind: {} for kind in Kind}
        self.pages: dict[str, Page] = {}
        self.unread: set[tuple[Kind, str]] = set()
        self.addresses: dict[tuple[Kind, str], str] = {}
        self.media: set[str] = set()
        self.reading = Reading()
        self.language = "en"
        self.zone: ZoneInfo | None = None
        self.file = PlanFile()

    def content(self) -> Content:
        files = _files(self.folder, "", self.findings)
        if new := self.edited.keys() - set(files):  # they stand where they will be
            files = sorted([*files, *new], key=lambda name: name.split("/"))
        plan_file = self.plan_file(_PLAN in files)
        tables = []
        for name in files:
            if name.startswith("media/"):
                self.media.add(unicodedata.normalize("NFC", name))
            elif name.startswith("tracking/") and name.endswith(".csv"):
                tables.append(name)
            elif name.endswith(_SUFFIX) and name != _PLAN:
                self._markdown(name)
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
        self.findings += islice(self._unknown_subjects(plan), _MOST)
        return Content(
            self.folder, plan, tuple(self.findings), self.sources, self.paths, self.ledgers
        )

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
        self.zone = _zone(plan_file.timezone)
        self.file = plan_file
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
        self.findings += [_surely(finding, found) for finding in found.findings]
        return found

    def _read(self, name: str, subject: Subject) -> source.Source:
        if name in self.edited:
            return source.take_apart(self.edited[name], subject)
        return self.known.get(name) or source.read(f"{self.root}/{name}", subject)

    def _markdown(self, name: str) -> None:
        folder, _, file = name.rpartition("/")
        kind = FOLDERS.get(name.split("/", 1)[0])
        if kind is None or (
            kind is not Kind.POST and "/" in name[len(name.split("/", 1)[0]) + 1 :]
        ):
            self._page(name)
            return
        del folder
        self._entity(name, kind, file.removesuffix(_SUFFIX))

    def _entity(self, name: str, kind: Kind, stem: str) -> None:
        default = values.normal(stem)
        found = self._source(name, Subject(kind, default, name))
        if found.data is None:
            self.unread.add((kind, default))
            self.paths.setdefault((kind, default), name)
            return
        form = fields.Form(Subject(kind, default, name), self.reading, self.language, [])
        given = _from_name(kind, default, found.data)
        entity = form.fill(_MODELS[kind], found.data, found.body, **given)
        subject = Subject(kind, entity.id or default, name)
        self.findings += [_about(finding, subject) for finding in form.findings[:_MOST]]
        if not self._is_new(subject):
            return
        if given["id"] != default and entity.id == given["id"]:
            self.findings.append(_bad_name(subject, default))
        if isinstance(entity, Campaign):
            entity = _checked_days(subject, entity, self.findings)
        self.paths[kind, entity.id] = name
        self.entities[kind][entity.id] = entity
        if isinstance(entity, Post):
            form = fields.Form(subject, self.reading, self.language, self.findings)
            _check_post(form, entity, found.data, self.zone, self.file)

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
    return is_read and not _valid(file.removesuffix(_SUFFIX))


def _not_everywhere(name: str, message: T, cure: T) -> Finding:
    subject = Subject(Kind.PAGE, None, name)
    warning = Severity.WARNING
    return Finding(reader.UNREADABLE_FILE, subject, message, cure, Place(), severity=warning)


_KEY = re.compile(r"(?P<indent>\s*(?:- )?)(?P<key>[^\s:#-][^:#]*):(?:\s|$)")


def _surely(finding: Finding, found: source.Source) -> Finding:
    """Return a finding without its cure, where text between quotation marks would be no value."""
    if finding.rule is not source.YAML_SYNTAX or not finding.fix or found.data is None:
        return finding
    keys: list[str] = []
    place = finding.fix.place or Place()
    indent = len(found.text)
    for line in reversed(reader.lines(found.text)[1 : place.line]):
        key = _KEY.match(line)
        if key and len(key["indent"]) < indent:
            keys.insert(0, key["key"].strip())
            indent = len(key["indent"])
    return finding if is_free_text(found.subject.kind, keys) else replace(finding, fix=None)


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


_DAY_IN_NAME = re.compile(r"\d{4}-\d{2}-\d{2}(?=-|\Z)")


def _from_name(kind: Kind, name: str, data: source.Data) -> dict[str, object]:
    """Return what a file's name says where its front matter does not."""
    given: dict[str, object] = {"id": name if _valid(name) else _made_id(name)}
    match = _DAY_IN_NAME.match(name)
    if match and kind in (Kind.POST, Kind.REVIEW):
        at = rows_of(_MODELS[kind]).get("publish_at")
        if not (at and [key for key in data if row_of(_MODELS[kind], key) is at and data[key]]):
            given["date"] = match.group()
    return given


def _made_id(name: str) -> str:
    return slug(name)[: values.MAX_ID].strip("-") or "x"


def _valid(name: str) -> bool:
    try:
        return bool(values.an_id(name))
    except values.BadValue:
        return False


def _bad_name(subject: Subject, name: str) -> Finding:
    return Finding(
        fields.INVALID_VALUE,
        subject,
        T("the file's name “{name}” cannot be an id", name=name),
        T("Use letters, digits and single hyphens in the name, at most 80, such as season-box.md."),
        (),
    )


def _about(finding: Finding, subject: Subject) -> Finding:
    if finding.subject == subject:
        return finding
    return Finding(
        finding.rule,
        subject,
        finding.message,
        finding.help,
        finding.at,
        finding.on_key,
        finding.severity,
    )


def _checked_days(about: Subject, campaign: Campaign, findings: list[Finding]) -> Campaign:
    """Return a campaign without an end that is before its beginning."""
    if not (campaign.start and campaign.end and campaign.end < campaign.start):
        return campaign
    message, cure = T("the campaign ends before it begins"), T("Check its two days.")
    findings.append(Finding(fields.INVALID_VALUE, about, message, cure, ("end",)))
    return campaign.model_copy(update={"end": None, "misread": campaign.misread | {"end"}})


_NEEDED_WHEN_READY = ("stage", "content_type", "format", "owner")
"""What a post needs from ready on and no condition asks for."""


def _check_post(
    form: fields.Form, post: Post, data: source.Data, zone: ZoneInfo | None, plan: PlanFile
) -> None:
    """Check what a single post's values mean together."""
    lacking = [name for name in _NEEDED_WHEN_READY if not getattr(post, name)]
    if lacking and post.status in READY:
        given = {key_of(Post, key) for key, value in data.items() if value is not None}
        for name in lacking:
            if name not in given and not post.misread_at(name):
                form.missing((name,), Severity.WARNING, _example(form, post, name, plan))
    if post.variants:
        form.findings += references.merged(form.subject, _inside(data, "variants"))
    if post.publish_at or (post.time and post.date and post.date.clock):
        _check_moments(form, post)
    if zone and post.at:
        _check_clock(form, post.at, zone, ("time",) if post.time else ("date",))


def _example(form: fields.Form, post: Post, name: str, plan: PlanFile) -> object:
    """Return what could stand in a field: a role of the plan, else words of its list."""
    if name != "owner":
        return form.choices(name, post.stage)
    return next((role.id for role in plan.roles if role.id), "owner")


def _inside(data: source.Data, name: str) -> source.Data:
    found = next((value for key, value in data.items() if key_of(Post, key) == name), None)
    return found if isinstance(found, dict) else {}


def _check_moments(form: fields.Form, post: Post) -> None:
    """Find a day or a time that is given twice and differs; the one that counts comes first."""
    date, both = post.date, post.publish_at
    days = (("date", date and date.day), ("publish_at", both and both.day))
    clocks = (
        ("time", post.time),
        ("date", date and date.clock),
        ("publish_at", both and both.clock),
    )
    for given in (days, clocks):
        there = [(name, value) for name, value in given if value]
        other = next((it for it in there if it[1] != there[0][1]), None)
        if other:
            _say_two(form, there[0], other)
            return


def _say_two(form: fields.Form, first: tuple[str, object], other: tuple[str, object]) -> None:
    (name, value), (second, differs) = first, other
    form.say(
        fields.INVALID_VALUE,
        T(
            "“{second}” says {differs}, and “{key}” says {value}",
            second=Key(Kind.POST, (second,)),
            differs=differs,
            key=Key(Kind.POST, (name,)),
            value=value,
        ),
        T("Keep the right one and delete the other; until then {value} counts.", value=value),
        (second,),
    )


def _check_clock(form: fields.Form, at: dt.datetime, zone: ZoneInfo, path: KeyPath) -> None:
    first = at.replace(tzinfo=zone, fold=0)
    second = at.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return
    if first.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != at:
        form.say(
            fields.IMPOSSIBLE_DATE,
            T(
                "the clocks go forward on {day}, so {time} does not exist",
                day=at.date(),
                time=at.time(),
            ),
            T("Choose a time an hour later."),
            path,
        )
    else:
        form.say(
            fields.AMBIGUOUS_TIME,
            T("the clocks go back on {day}, so {time} comes twice", day=at.date(), time=at.time()),
            T("The first of the two is meant; choose another time if it matters."),
            path,
        )


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

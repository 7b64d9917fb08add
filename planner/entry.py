"""One file of a plan by itself: what it says below its plan.md, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner import fields, reader, references, source, values
from planner.diagnostics import Finding, KeyPath, Kind, Place, Severity, Subject
from planner.lines import Key, is_free_text
from planner.model import ENTITIES, READY, Campaign, Entity, Post, key_of, row_of
from planner.model import fields as rows_of
from planner.texts import T
from planner.values import slug

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from planner.model import PlanFile, Reading

MODELS = {model.kind: model for model in ENTITIES}
MOST = 100
"""More findings of one kind in one file help nobody, and placing them takes time."""


Row = tuple[bytes, "Entity", "source.Data", int, int]
"""What a file said about which there was nothing to say: the digest of its bytes, the entity, the
data, where the front matter ends and in which line the text begins. The texts are in its bytes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says: the same bytes say the same below the same plan.md."""

    source: source.Source
    entity: Entity | None = None
    """None where its front matter cannot be used."""
    findings: tuple[Finding, ...] = ()
    closer: tuple[Finding, ...] = ()
    """What is told of it unless another file has its id already."""
    digest: bytes = b""
    """Of its bytes; nothing where they could not be read."""

    @property
    def row(self) -> Row | None:
        """The same in short, if there is nothing to say of it."""
        found, entity = self.source, self.entity
        if entity is None or self.findings or self.closer or found.matter_end is None:
            return None
        return self.digest, entity, found.data or {}, found.matter_end, found.body_line


def from_row(row: Row, utf8: bytes, subject: Subject) -> Entry:
    """Return what a file says by its row and its text."""
    digest, entity, data, end, line = row
    return Entry(source.Source(subject, utf8, end, data, entity.body, line), entity, digest=digest)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the meaning of a file depends on outside it; all of that stands in plan.md."""

    plan: PlanFile
    reading: Reading
    zone: ZoneInfo | None

    def entry(self, found: source.Source, digest: bytes = b"") -> Entry:
        """Return what a file says that was taken apart."""
        kind, default = found.subject.kind, found.subject.id or ""
        findings = [surely(finding, found) for finding in found.findings]
        if found.data is None:
            return Entry(found, None, tuple(findings), digest=digest)
        form = self._form(found.subject)
        given = _from_name(kind, default, found.data)
        entity = form.fill(MODELS[kind], found.data, found.body, **given)
        subject = Subject(kind, entity.id or default, found.subject.path)
        findings += [_about(finding, subject) for finding in form.findings[:MOST]]
        form = self._form(subject)
        if given["id"] != default and entity.id == given["id"]:
            form.findings.append(_bad_name(subject, default))
        if isinstance(entity, Campaign):
            entity = _checked_days(subject, entity, form.findings)
        if isinstance(entity, Post):
            _check_post(form, entity, found.data, self.zone, self.plan)
        return Entry(found, entity, tuple(findings), tuple(form.findings), digest)

    def _form(self, subject: Subject) -> fields.Form:
        return fields.Form(subject, self.reading, self.plan.language, [])


_KEY = re.compile(r"(?P<indent>\s*(?:- )?)(?P<key>[^\s:#-][^:#]*):(?:\s|$)")


def surely(finding: Finding, found: source.Source) -> Finding:
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


_DAY_IN_NAME = re.compile(r"\d{4}-\d{2}-\d{2}(?=-|\Z)")


def _from_name(kind: Kind, name: str, data: source.Data) -> dict[str, object]:
    """Return what a file's name says where its front matter does not."""
    given: dict[str, object] = {"id": name if is_id(name) else _made_id(name)}
    match = _DAY_IN_NAME.match(name)
    if match and kind in (Kind.POST, Kind.REVIEW):
        at = rows_of(MODELS[kind]).get("publish_at")
        if not (at and [key for key in data if row_of(MODELS[kind], key) is at and data[key]]):
            given["date"] = match.group()
    return given


def _made_id(name: str) -> str:
    return slug(name)[: values.MAX_ID].strip("-") or "x"


def is_id(name: str) -> bool:
    """Whether a file's name can be an id as it is."""
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

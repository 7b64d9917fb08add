"""From a file's plain data to a model: keys put into English, values read, faults named.

A bad value is reported and then treated as absent, so that one fault never hides the
rest of a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from planner.diagnostics import Finding, Fix, KeyPath, Kind, Rule, Severity, Subject
from planner.model import Entity, FieldRow, Part, Reading, accepted, fields, row_of
from planner.texts import T
from planner.values import normal
from planner.vocabulary import Word, lists, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

    from planner.source import Data

UNKNOWN_FIELD = Rule("unknown-field", "FLD101", Severity.ERROR)
MISSING_FIELD = Rule("missing-field", "FLD102", Severity.ERROR)
INVALID_VALUE = Rule("invalid-value", "FLD103", Severity.ERROR)
UNKNOWN_WORD = Rule("unknown-word", "FLD104", Severity.ERROR)
IMPOSSIBLE_DATE = Rule("impossible-date", "FLD105", Severity.ERROR)
AMBIGUOUS_TIME = Rule("ambiguous-time", "FLD106", Severity.WARNING)
DUPLICATE_FIELD = Rule("duplicate-field", "FLD107", Severity.ERROR)
RULES = (
    UNKNOWN_FIELD,
    MISSING_FIELD,
    INVALID_VALUE,
    UNKNOWN_WORD,
    IMPOSSIBLE_DATE,
    AMBIGUOUS_TIME,
    DUPLICATE_FIELD,
)

E = TypeVar("E", bound=Entity)


def nearest(text: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that somebody most likely meant, if one is near enough."""
    some = [name for name in candidates if abs(len(name) - len(text)) <= 3][:500]  # noqa: PLR2004 - near in length
    return next(iter(get_close_matches(text, some, n=1, cutoff=0.7)), None)


@dataclass(slots=True)
class Form:
    """Reads the data of one file into its model and collects what is wrong with it."""

    subject: Subject
    reading: Reading
    language: str
    findings: list[Finding]
    mistyped: set[str] = field(default_factory=set)
    """The fields that an unknown key was meant for, as dotted paths."""

    def fill(self, model: type[E], data: Data, body: str = "", **defaults: object) -> E:
        """Return the model of a file.

        Args:
            model: The kind of file.
            data: The front matter as plain data.
            body: The text below it.
            defaults: Values for fields that are not given, or not usable, such as the id.
        """
        plain = self._english(model, data, ())
        misread = set(self.mistyped)
        filled = self._validated(model, plain, {"body": body, **defaults}, misread)
        self._needed(model, filled, (), misread)
        # Copying takes as long as a third of the reading, and most files hold no fault.
        return filled.model_copy(update={"misread": frozenset(misread)}) if misread else filled

    # Keys

    def _english(self, part: type[Part], data: Mapping[str, Any], above: KeyPath) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        written: dict[str, str] = {}
        for key, value in data.items():
            row = row_of(part, key)
            if row is None:
                self._other_key(part, key, value, above, plain, written)
                continue
            if row.name in written:
                self._twice(above, written[row.name], key)
                continue
            written[row.name] = key
            if value is not None:
                plain[row.attribute] = (
                    self._inner(row.part, value, (*above, row.name), by_name=row.by_name)
                    if row.part
                    else value
                )
        return plain

    def _inner(self, part: type[Part], value: Any, above: KeyPath, *, by_name: bool) -> Any:  # noqa: ANN401 - plain data
        if isinstance(value, list):
            return [
                self._inner(part, item, (*above, number), by_name=False)
                for number, item in enumerate(value)
                if item is not None
            ]
        if not isinstance(value, dict):
            return value
        if by_name:
            return {
                normal(key): self._inner(part, item, (*above, key), by_name=False)
                for key, item in value.items()
                if item is not None
            }
        return self._english(part, value, above)

    def _other_key(
        self,
        part: type[Part],
        key: str,
        value: object,
        above: KeyPath,
        plain: dict[str, Any],
        written: dict[str, str],
    ) -> None:
        field, name = part.others or ("", "")
        word = self.reading.list(name).find(key) if part.others else None
        if word is None:
            self._unknown_key(part, key, above, lost=bool(above) and value is None)
        elif word in written:
            self._twice(above, written[word], key)
        else:
            written[word] = key
            if value is not None:
                plain.setdefault(field, {})[word] = value

    def _unknown_key(self, part: type[Part], key: str, above: KeyPath, *, lost: bool) -> None:
        known = list(accepted(part))
        if part.others:
            known += [
                name
                for word in self.reading.list(part.others[1]).values()
                for name in (word.en, word.fi)
            ]
        near = nearest(key.strip().lower(), known)
        if near:
            meant = accepted(part).get(near, near)
            row = fields(part).get(meant)
            # The key is named in the reader's language, whichever it was near to.
            shown = Key(self.subject.kind, (*above, meant)) if row else near
            cure = T("Did you mean “{near}”?", near=shown)
            path = (*above, row.attribute if row else meant)
            self.mistyped.add(".".join(str(step) for step in path))
        elif lost:
            cure = T(
                "If these words belong to the value before them, put that whole value in quotation marks."
            )
        else:
            cure = T("Delete the line, or write it below the closing --- as text.")
        self.say(UNKNOWN_FIELD, T("unknown key “{key}”", key=key), cure, (*above, key), on_key=True)

    def _twice(self, above: KeyPath, first: str, second: str) -> None:
        self.say(
            DUPLICATE_FIELD,
            T(
                "“{first}” and “{second}” are the same key in two languages",
                first=first,
                second=second,
            ),
            T("Keep one of them and delete the other."),
            (*above, second),
            on_key=True,
        )

    # Values

    def _validated(
        self, model: type[E], plain: dict[str, Any], defaults: dict[str, object], misread: set[str]
    ) -> E:
        for _ in range(len(plain) + len(defaults) + 2):
            for name in defaults.keys() - plain.keys():
                plain[name] = defaults.pop(name)
            try:
                return model.model_validate(plain, context=self.reading)
            except ValidationError as error:
                details = error.errors(include_url=False, include_input=True)
                for detail in details:
                    self._bad_value(detail, misread)
                for detail in reversed(details):
                    _prune(plain, detail["loc"])
        return model.model_validate({"body": plain["body"]}, context=self.reading)

    def _bad_value(self, detail: ErrorDetails, misread: set[str]) -> None:
        path = tuple(step for step in detail["loc"] if step != "figures")
        misread.add(".".join(str(step) for step in path))
        kind = detail["type"]
        value = str(detail.get("ctx", {}).get("value", ""))
        if kind == "word":
            self._unknown_word(str(detail["ctx"]["list"]), value, path)
            return
        if kind in _SEVERAL:
            key = Key(self.subject.kind, path)
            message = T("“{key}” has several parts, and here they are not told apart", key=key)
            listed = kind == "tuple_type" or any(isinstance(step, int) for step in path)
            example = Shape(self.subject.kind, path, listed=listed)
            cure = T("Write it like this: {example}", example=example)
        else:
            message, cure = _bad(kind, value, detail.get("input"))
        self.say(
            IMPOSSIBLE_DATE if kind == "impossible-date" else INVALID_VALUE, message, cure, path
        )

    def _unknown_word(self, name: str, value: str, path: KeyPath) -> None:
        known = self.reading.list(name)
        near = known.near(value, self.language)
        cure = (
            T("Did you mean “{near}”?", near=near)
            if near
            else T("Choose one of these: {choices}.", choices=[*known.values()])
        )
        key = Key(self.subject.kind, path)
        message = T("“{value}” is not a word that “{key}” knows", value=value, key=key)
        only = near if near and len(known.alike(value)) == 1 else None
        self.say(UNKNOWN_WORD, message, cure, path, fix=Fix(only, safe=False) if only else None)

    def _needed(self, part: type[Part], filled: Part, above: KeyPath, misread: set[str]) -> None:
        for name, row in needed(part):
            value = getattr(filled, row.attribute)
            if not value or (isinstance(value, str) and value.isspace()):
                path = (*above, name)
                if row.always and value not in ((), {}) and ".".join(map(str, path)) not in misread:
                    self.missing(path)
            elif row.part and isinstance(value, tuple):
                for number, inner in enumerate(value):
                    self._needed(row.part, inner, (*above, name, number), misread)
            elif row.part:
                self._needed(row.part, value, (*above, name), misread)

    def missing(self, path: KeyPath, severity: Severity | None = None) -> None:
        """Report a key that the file needs and does not have."""
        key = Key(self.subject.kind, path)
        self.say(
            MISSING_FIELD,
            T("“{key}” is missing", key=key),
            self._example(key, str(path[-1])),
            path,
            severity=severity,
        )

    def _example(self, key: Key, name: str) -> T:
        known = self.reading.words.get(name.replace("_", "-"))
        if name == "timezone":
            return T("Add the line “{key}: Europe/Helsinki”, or your own time zone.", key=key)
        if known:
            return T(
                "Add the line “{key}:” with one of these: {choices}.",
                key=key,
                choices=[*known.values()],
            )
        return T("Add the line “{key}:” and its value.", key=key)

    def say(
        self,
        rule: Rule,
        message: T,
        cure: T,
        at: KeyPath,
        *,
        on_key: bool = False,
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> None:
        """Add a finding on this file."""
        self.findings.append(
            Finding(
                rule,
                self.subject,
                message,
                cure,
                at,
                on_key=on_key,
                severity=severity,
                fix=fix,
            )
        )


@dataclass(frozen=True, slots=True)
class Key:
    """A key's name as it is written in the reader's language."""

    kind: Kind
    path: KeyPath

    def to(self, language: str) -> str:
        """Return the key's last name: English, or the first Finnish one."""
        part: type[Part] | None = model_of(self.kind)
        name = str(self.path[-1])
        for step in self.path:
            if isinstance(step, int) or part is None:
                continue
            rows = fields(part).values()
            row = next((row for row in rows if step in (row.name, row.attribute)), None)
            if row is None:
                break
            name = row.fi[0] if language == "fi" else row.name
            part = row.part
        return name


@cache
def needed(part: type[Part]) -> tuple[tuple[str, FieldRow], ...]:
    """Return the fields without which a part is not complete, or in which one may lack."""
    return tuple(
        (name, row)
        for name, row in fields(part).items()
        if row.always or (row.part and not row.by_name and needed(row.part))
    )


_SEVERAL = {"model_type", "model_attributes_type", "dict_type", "tuple_type"}
_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """How a value with keys of its own is written, in the reader's language."""

    kind: Kind
    path: KeyPath
    listed: bool = False

    def to(self, language: str) -> str:
        """Return the first keys of the field, such as ``cta: {type: …, text: …}``."""
        part: type[Part] | None = model_of(self.kind)
        name, by_name = "", False
        for step in self.path:
            row = fields(part).get(str(step)) if part else None
            if row:
                name = row.fi[0] if language == "fi" else row.name
                part, by_name = row.part, row.by_name
        rows = fields(part).values() if part else ()
        names = [row.fi[0] if language == "fi" else row.name for row in rows]
        if part and part.others:
            names += [word.label(language) for word in words(part.others[1]).values()]
        keys = "{" + ", ".join(f"{inner}: …" for inner in names[:_SHOWN]) + "}"
        if by_name:
            return f"{name}: {{…: {keys}}}"
        return f"{name}: [{keys}]" if self.listed else f"{name}: {keys}"


def model_of(kind: Kind) -> type[Entity]:
    """Return the model of a kind of file."""
    from planner.model import ENTITIES

    return next(model for model in ENTITIES if model.kind is kind)


def _prune(plain: Any, path: tuple[int | str, ...]) -> None:  # noqa: ANN401 - plain data
    """Take out the value at a path, or the nearest one above it that there is."""
    holder, step = plain, path[0]
    for inner in path[1:]:
        inside = holder[step] if _has(holder, step) else None
        if not isinstance(inside, dict | list) or not _has(inside, inner):
            break
        holder, step = inside, inner
    if _has(holder, step):
        del holder[step]


def _has(plain: dict[Any, Any] | list[Any], step: int | str) -> bool:
    return step in plain if isinstance(plain, dict) else isinstance(step, int) and step < len(plain)


_BAD = {
    "date": (
        T("“{value}” is not a date"),
        T("Write the day like this: 2026-04-27 or 27.4.2026."),
    ),
    "impossible-date": (
        T("there is no day “{value}”"),
        T("Check the day and the month."),
    ),
    "time": (
        T("“{value}” is not a time of day"),
        T("Write the time like this: 18:30 or 18.30."),
    ),
    "number": (
        T("“{value}” is not a number"),
        T("Write digits only, such as 1480 or 18.50."),
    ),
    "ambiguous-number": (
        T("“{value}” can be read in two ways"),
        T("Write a thousand without a comma, 1480; write decimals with two digits, 1.48."),
    ),
    "range": (
        T("{value} is out of range here"),
        T("Write a number that makes sense here: not below zero, and a share not above 100."),
    ),
    "boolean": (
        T("“{value}” is neither yes nor no"),
        T("Write yes or no."),
    ),
    "id": (
        T("“{value}” cannot be an id"),
        T("Use letters, digits and single hyphens, at most 80, such as season-box."),
    ),
    "window": (
        T("“{value}” is not a window of hours"),
        T("Write days and hours like this: Mon-Thu 18:00-20:00."),
    ),
    "timezone": (
        T("“{value}” is not a time zone"),
        T("In Finland write Europe/Helsinki."),
    ),
}


def _bad(kind: str, value: str, given: object) -> tuple[T, T]:
    """Return what to say of a value that is not what its field holds."""
    if kind == "text":
        return _not_text(given)
    if kind in _BAD:
        message, cure = _BAD[kind]
        return T(message.msgid, value=value), cure
    return (
        T("this value has another form than the key expects"),
        T("Look at the example of this kind of file in the manual."),
    )


def not_a_value(kind: str, value: str) -> T:
    """Return what to say of a text that is not the ``kind`` of value it should be."""
    return _bad(kind, value, value)[0]


def _not_text(given: object) -> tuple[T, T]:
    if isinstance(given, dict):
        return (
            T("there are keys inside this value, and one plain value is expected"),
            T("Write one value; if it has a colon in it, put it in quotation marks."),
        )
    return (
        T("there is a list here, and one value is expected"),
        T("Write one value, without brackets."),
    )


def own_words(entries: Mapping[str, Iterable[Word]]) -> dict[str, Any]:
    """Return the fixed lists with a plan's own words added."""
    extended = {name: words(name).extended(added) for name, added in entries.items() if added}
    return {**lists(), **extended}

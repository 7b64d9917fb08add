"""From a file's plain data to a model: keys put into English, values read, faults named.

A bad value is reported and then treated as absent, so that one fault never hides the
rest of a file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import VERSION, ValidationError

from planner import cures, guesses
from planner.cures import Spot
from planner.diagnostics import Finding, Fix, KeyPath, Kind, Rule, Severity, Subject
from planner.lines import Filled, Key, Line, field_at, is_listed
from planner.model import ENTITIES, Entity, FieldRow, Part, Period, Reading, fields, row_of
from planner.texts import T
from planner.values import normal
from planner.vocabulary import lists, normalise, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

    from planner.source import Data
    from planner.vocabulary import Word

UNKNOWN_FIELD = Rule("unknown-field", "FLD101", Severity.ERROR)
MISSING_FIELD = Rule("missing-field", "FLD102", Severity.ERROR)
INVALID_VALUE = Rule("invalid-value", "FLD103", Severity.ERROR)
UNKNOWN_WORD = Rule("unknown-word", "FLD104", Severity.ERROR)
IMPOSSIBLE_DATE = Rule("impossible-date", "FLD105", Severity.ERROR)
AMBIGUOUS_TIME = Rule("ambiguous-time", "FLD106", Severity.WARNING)
DUPLICATE_FIELD = Rule("duplicate-field", "FLD107", Severity.ERROR)
PYDANTIC = VERSION
"""What the models are made with."""
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


@dataclass(slots=True)
class Form:
    """Reads the data of one file into its model and collects what is wrong with it."""

    subject: Subject
    reading: Reading
    language: str
    findings: list[Finding]
    mistyped: set[str] = field(default_factory=set)
    """The fields that an unknown key was meant for, as dotted paths."""
    left_out: dict[KeyPath, set[int]] = field(default_factory=dict)
    """Which items of a list are not in the model, so that the others keep their numbers."""

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
        if misread:
            misread |= self._by_their_ids(filled, misread)
            return filled.model_copy(update={"misread": frozenset(misread)})
        return filled

    def _by_their_ids(self, filled: Entity, misread: set[str]) -> set[str]:
        """Return the paths through items of a list once more, with ids instead of numbers."""
        named = set()
        for path in misread:
            name, _, rest = path.partition(".")
            number, _, rest = rest.partition(".")
            if rest and number.isdecimal():
                gone = self.left_out.get((name,), set())
                there = int(number) - sum(left_out < int(number) for left_out in gone)
                item = getattr(filled, name)[there : there + 1]
                named |= {f"{name}.{entry.id}.{rest}" for entry in item if hasattr(entry, "id")}
        return named

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
                    self._inner(part, row, value, (*above, row.name))
                    if row.part
                    else [*value]  # what cannot be read is taken out of it; the file keeps it
                    if isinstance(value, list)
                    else value
                )
        return plain

    def _inner(self, owner: type[Part], row: FieldRow, value: Any, above: KeyPath) -> Any:  # noqa: ANN401 - plain data
        part = row.part or Part
        listed = is_listed(owner, row.attribute)
        if isinstance(value, list) and listed:
            self._leave_out(above, (n for n, item in enumerate(value) if item is None))
            return [
                self._item(part, item, (*above, number))
                for number, item in enumerate(value)
                if item is not None
            ]
        if not isinstance(value, dict):
            return value
        if row.by_name:
            return {
                normal(key): self._item(part, item, (*above, key))
                for key, item in value.items()
                if item is not None
            }
        if listed:
            return _by_name(part, value, self.reading) or value
        return self._english(part, value, above)

    def _item(self, part: type[Part], item: Any, above: KeyPath) -> Any:  # noqa: ANN401 - plain data
        if not isinstance(item, dict):
            return item
        named = _by_name(part, item, self.reading) if len(item) == 1 else ""
        return named or self._english(part, item, above)

    def _leave_out(self, above: KeyPath, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.left_out.setdefault(above, set()).add(number)

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
            self._unknown_key(part, key, value, above)
        elif word in written:
            self._twice(above, written[word], key)
        else:
            written[word] = key
            if value is not None:
                plain.setdefault(field, {})[word] = value

    def _unknown_key(self, part: type[Part], key: str, value: object, above: KeyPath) -> None:
        more = self.reading.list(part.others[1]).values() if part.others else ()
        is_text = not above and self.subject.kind is Kind.POST and guesses.is_body(key)
        spellings = (name for word in more for name in (word.en, word.fi))
        meant = None if is_text else guesses.meant(part, key, value, self.reading, spellings)
        if meant:
            self._note_mistyped((*above, *meant))
            cure = self._meant(part, meant, value, above)
        elif is_text:
            cure = T("Write the text below the closing ---, without a key.")
        elif above and value is None:
            cure = T(
                "If these words belong to the value before them, put that whole value in quotation marks."
            )
        else:
            cure = self._elsewhere(key, above) or T(
                "Delete the line, or write it below the closing --- as text."
            )
        self.say(UNKNOWN_FIELD, T("unknown key “{key}”", key=key), cure, (*above, key), on_key=True)

    def _note_mistyped(self, path: KeyPath) -> None:
        found = field_at(self.subject.kind, path)
        last = found[1].attribute if found and found[1].name == path[-1] else path[-1]
        self.mistyped.add(".".join(str(step) for step in (*path[:-1], last)))

    def _meant(self, part: type[Part], meant: KeyPath, value: object, above: KeyPath) -> T:
        """Return the cure for a key under another name, with a line where the name is not all."""
        shown = Key(self.subject.kind, (*above, *meant))
        row = fields(part).get(str(meant[0]))
        if row is None or row.part is None or not isinstance(value, str):
            # The key is named in the reader's language, whichever it was near to.
            return T("Did you mean “{near}”?", near=shown)
        outer = Key(self.subject.kind, (*above, meant[0]))
        inside = (
            Filled(row.part, ((str(meant[1]), value),))
            if len(meant) > 1
            else guesses.filled(row.part, value, self.reading)
        )
        if inside is None or row.by_name:
            return T("Did you mean “{near}”?", near=shown)
        several = is_listed(part, row.attribute)
        return T(
            "Write the line like this: {line}", line=Line(outer, [inside] if several else inside)
        )

    def _elsewhere(self, key: str, above: KeyPath) -> T | None:
        """Return the cure for a key that only another kind of file has."""
        kinds = [] if above else [model.kind for model in ENTITIES if row_of(model, key)]
        if len(kinds) != 1:
            return None
        file = "plan.md" if kinds[0] is Kind.PLAN else f"{kinds[0].value}s/….md"
        return T("Move the line to {file}, where it belongs.", file=file)

    def _twice(self, above: KeyPath, first: str, second: str) -> None:
        alike = normalise(first) == normalise(second)
        message = (
            T("“{first}” and “{second}” are the same key", first=first, second=second)
            if alike
            else T(
                "“{first}” and “{second}” are the same key in two languages",
                first=first,
                second=second,
            )
        )
        cure = T("Keep one of them and delete the other.")
        self.say(DUPLICATE_FIELD, message, cure, (*above, second), on_key=True)

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
                self._bad_values(details, misread)
                for detail in reversed(details):
                    *above, last = self._numbered(_prune(plain, detail["loc"]))
                    if isinstance(last, int):
                        self._leave_out(tuple(above), [last])
        return model.model_validate({"body": plain["body"]}, context=self.reading)

    def _bad_values(self, details: list[ErrorDetails], misread: set[str]) -> None:
        told: set[KeyPath] = set()
        for detail in details:
            path = self._numbered(detail["loc"])
            misread.add(".".join(str(step) for step in path))
            if detail["type"] in cures.SEVERAL:
                listed = path[:-1] if isinstance(path[-1], int) else path
                if listed not in told:  # the others of a list are written in the same way
                    self._not_told_apart(detail, path)
                told.add(listed)
            else:
                self._bad_value(detail, path)

    def _numbered(self, loc: KeyPath) -> KeyPath:
        """Return the path in the file of a path in the model."""
        path: list[str | int] = []
        for step in loc:
            gone = self.left_out.get(tuple(path)) if isinstance(step, int) else None
            if gone:
                there = (n for n in range(len(gone) + int(step) + 1) if n not in gone)
                step = [*there][int(step)]  # noqa: PLW2901 - the number in the file
            if step != "figures":
                path.append(step)
        return tuple(path)

    def _not_told_apart(self, detail: ErrorDetails, path: KeyPath) -> None:
        listed = detail["type"] == "tuple_type"
        spot = Spot(self.subject.kind, path, self.reading)
        message, cure = cures.not_told_apart(detail.get("input"), spot, listed=listed)
        self.say(INVALID_VALUE, message, cure, path)

    def _bad_value(self, detail: ErrorDetails, path: KeyPath) -> None:
        kind = detail["type"]
        value = str(detail.get("ctx", {}).get("value", ""))
        if kind == "word":
            self._unknown_word(str(detail["ctx"]["list"]), value, path)
            return
        spot = Spot(self.subject.kind, path, self.reading)
        message, cure = cures.bad_value(kind, value, detail.get("input"), spot)
        self.say(
            IMPOSSIBLE_DATE if kind == "impossible-date" else INVALID_VALUE, message, cure, path
        )

    def _unknown_word(self, name: str, value: str, path: KeyPath) -> None:
        known = self.reading.list(name)
        near = known.near(value, self.language)
        key = Key(self.subject.kind, path)
        several = [word.strip() for word in value.split(",")]
        if len(several) > 1 and isinstance(path[-1], int) and all(map(known.find, several)):
            cure = T("Write the line like this: {line}", line=Line(key, several))
        elif near:
            cure = T("Did you mean “{near}”?", near=near)
        else:
            cure = T("Choose one of these: {choices}.", choices=[*known.values()])
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
                    path = self._numbered((*above, name, number))
                    self._needed(row.part, inner, path, misread)
            elif row.part:
                self._needed(row.part, value, (*above, name), misread)

    def missing(
        self, path: KeyPath, severity: Severity | None = None, example: object = None
    ) -> None:
        """Report a key that the file needs and does not have; ``example`` is a value for it."""
        key = Key(self.subject.kind, path)
        self.say(
            MISSING_FIELD,
            T("“{key}” is missing", key=key),
            self._to_add(key, example),
            path,
            severity=severity,
        )

    def _to_add(self, key: Key, example: object) -> T:
        name = str(key.path[-1])
        if name == "timezone":
            return T("Add the line “{key}: Europe/Helsinki”, or your own time zone.", key=key)
        if isinstance(example, list):
            line, others = Line(key, example[0]), example[1:]
            return T(
                "Add a line such as “{line}”, or choose another: {choices}.",
                line=line,
                choices=others,
            )
        line = Line(key, example or self._example(name))
        if len(key.path) > 1:
            return T("Add what is missing, such as “{line}”.", line=line)
        return T("Add a line such as “{line}”.", line=line)

    def _example(self, name: str) -> object:
        first = guesses.first_day(self.reading)
        if name == "period":
            days = (("start", first), ("end", first + dt.timedelta(weeks=12, days=-1)))
            return Filled(Period, days)
        if name == "title":
            return _TITLES[self.subject.kind]
        return {"value": 27, "what": _DECISION, "id": _ID}.get(name, first)

    def choices(self, name: str, stage: str | None = None) -> list[Word | T]:
        """Return the words for a field; of content types those of a stage, where it is known."""
        every = list(self.reading.list(name.replace("_", "-")).values())
        fitting = [word for word in every if stage in word.facts.get("stages", ())] or every
        more = len(fitting) - _SHOWN
        return [*fitting[:_SHOWN], T("{n} more", n=more)] if more > 1 else [*fitting]

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


_SHOWN = 9
_TITLES = {
    Kind.PLAN: T("The farm in summer 2026"),
    Kind.AUDIENCE: T("Families with children"),
    Kind.GOAL: T("Sell 60 season boxes"),
    Kind.CHANNEL: T("Facebook page"),
    Kind.POST: T("The first tomatoes are ripe"),
    Kind.OFFER: T("Season box"),
    Kind.CAMPAIGN: T("Open-yard day"),
}
_DECISION = T("A live broadcast about pests")
_ID = T("season-box")


def _by_name(part: type[Part], value: Mapping[str, Any], reading: Reading) -> str:
    """Return as plain text what was written with its name for a key, such as Midsummer: 20.6."""
    if "id" not in fields(part) or any(
        row_of(part, key) or guesses.meant(part, key, it, reading) for key, it in value.items()
    ):
        return ""
    return ", ".join(f"{key}: {it}" if isinstance(it, str) else key for key, it in value.items())


@cache
def needed(part: type[Part]) -> tuple[tuple[str, FieldRow], ...]:
    """Return the fields without which a part is not complete, or in which one may lack."""
    return tuple(
        (name, row)
        for name, row in fields(part).items()
        if row.always or (row.part and not row.by_name and needed(row.part))
    )


def _prune(plain: Any, path: KeyPath) -> KeyPath:  # noqa: ANN401 - plain data
    """Take out the value at a path, or the nearest one above it that there is."""
    holder, step, gone = plain, path[0], path[:1]
    for inner in path[1:]:
        inside = holder[step] if _has(holder, step) else None
        if not isinstance(inside, dict | list) or not _has(inside, inner):
            break
        holder, step, gone = inside, inner, (*gone, inner)
    if _has(holder, step):
        del holder[step]
    return gone


def _has(plain: dict[Any, Any] | list[Any], step: int | str) -> bool:
    return step in plain if isinstance(plain, dict) else isinstance(step, int) and step < len(plain)


def own_words(entries: Mapping[str, Iterable[Word]]) -> dict[str, Any]:
    """Return the fixed lists with a plan's own words added."""
    extended = {name: words(name).extended(added) for name, added in entries.items() if added}
    return {**lists(), **extended}

"""JSON Schema of every kind of file, for editors and other programs, made from the models.

The values of a plan are text in several spellings, so the schema is made from the field
rows and not by pydantic. It knows the spellings of both languages as they are shown;
the checker takes more: any case, and a hyphen or underscore for a space.
"""

from __future__ import annotations

import builtins
import json
import types
import typing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from planner import model
from planner.diagnostics import Kind
from planner.lines import model_of
from planner.model import ENTITIES, FieldRow, Part, WordOf, fields
from planner.texts import T
from planner.vocabulary import WordList, lists, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS = tuple(entity.kind for entity in ENTITIES)

ABOUT = {
    Kind.PLAN: T("The plan's own facts, in plan.md"),
    Kind.AUDIENCE: T("An audience: whom the plan is for"),
    Kind.GOAL: T("A goal: why the plan is made"),
    Kind.CHANNEL: T("A channel: where the plan is published"),
    Kind.POST: T("A post: what is said, to whom, why, where and when, and what came of it"),
    Kind.REVIEW: T("A review: a look back at a few weeks"),
    Kind.OFFER: T("An offer: the eight questions of the service description test"),
    Kind.CAMPAIGN: T("A campaign: a named set of posts"),
}
_LENIENT = T("The checker takes more: any case, and a hyphen or an underscore in place of a space")
_FROM_THE_FILE_NAME = {(model.Review, "date")}

_DAY = r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}(\.\s?(\d{4})?)?)"
_CLOCK = r"([Kk][Ll][Oo]?\.?|[Aa][Tt])?\s*\d{1,2}([.:]\d{2}([.:]\d{2})?)?\s*([AaPp][Mm])?"
_WINDOW = r"\D+\d[\d:.]*\s*[-–—]\s*\d[\d:.]*"
_ZONE = r"[A-Za-z]+([/_+-][A-Za-z0-9]+)*"
_ID = r"[^\s!-,./:-@\[-`{-~]{1,80}"
# A comma or point before three digits is refused: 1.480 can be read in two ways.
_AMOUNT = r"(?![1-9]\d{0,2}[.,]\d{3}\s*$)(\d{1,18}([.,]\d{1,9})?|\d{1,3}(\s\d{3})+([.,]\d+)?)"


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": rf"^\s*{pattern}\s*$"}


def _read(pattern: str, **limits: float) -> Schema:
    """Return a text that is read, which YAML's own types may have made a number of."""
    return _either(_text(pattern), {"type": "number", **limits})


def _either(*found: Schema) -> Schema:
    # A key without a value is one that nobody has filled in yet.
    return {"anyOf": [*found, {"type": "null"}]}


_VALUES: Mapping[Any, tuple[str, Schema]] = {
    model.Text: ("text", {"type": ["string", "number", "boolean", "null"]}),
    model.Ref: ("ref", {"type": ["string", "integer", "null"]}),
    model.Id: ("id", _either(_text(_ID), {"type": "integer"})),
    model.Zone: ("zone", _either(_text(_ZONE))),
    model.Day: ("day", _read(_DAY, minimum=1, exclusiveMaximum=32)),
    model.When: ("moment", _read(rf"{_DAY}([ Tt,]+{_CLOCK})?", minimum=1, exclusiveMaximum=32)),
    model.Clock: ("clock", _read(_CLOCK, minimum=0, exclusiveMaximum=24)),
    model.Hours: ("hours", _either(_text(_WINDOW))),
    model.Yes: (
        "yes",
        _either(
            {"type": "boolean"},
            {"enum": [said for word in words("boolean").values() for said in word.spellings]},
        ),
    ),
    model.Number: ("number", _read(f"-?{_AMOUNT}")),
    model.Amount: ("amount", _read(_AMOUNT, minimum=0)),
    model.Days: ("days", _read(_AMOUNT, minimum=0, maximum=3660)),
    model.Percent: ("percent", _read(_AMOUNT, minimum=0, maximum=100)),
}


def schemas(known: Mapping[str, WordList] | None = None) -> dict[str, Schema]:
    """Return the schema of every kind of file, by the kind's name."""
    return {kind.value: schema(kind, known) for kind in KINDS}


def schema(kind: Kind, known: Mapping[str, WordList] | None = None) -> Schema:
    """Return the schema of a kind of file.

    Args:
        kind: One of :data:`KINDS`.
        known: The fixed lists, where a plan has added words of its own to them.
    """
    name = words("file-kind")[kind.value]
    made = _Schemas(known or lists())
    entity = made.part(model_of(kind))
    return {
        "$schema": DIALECT,
        "$id": f"urn:planner:schema:{kind.value}",
        "title": f"{name.en} – {name.fi}",
        "description": _said(ABOUT[kind], _LENIENT),
        **entity,
        "$defs": dict(sorted(made.defs.items())),
    }


def text(found: Schema | Mapping[str, Schema]) -> str:
    """Return a schema, or several, as the text of a file."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def about(part: type[Part], row: FieldRow) -> tuple[T, ...]:
    """Return what a field is for, and when it is needed, sentence by sentence."""
    sentence = T(str(part.model_fields[row.attribute].description))
    status = from_status(part, row)
    if not status:
        return (sentence,)
    return sentence, T("Needed from the status “{status}” on", status=words("status")[status])


def from_status(part: type[Part], row: FieldRow) -> str:
    """Return the status of a post from which on it needs a field, if there is one."""
    facts = part.model_fields[row.attribute].json_schema_extra
    return str(facts.get("from_status", "")) if isinstance(facts, dict) else ""


def _said(*texts: T) -> str:
    """Return sentences in English and, after a dash, in Finnish: an editor shows one text."""
    return " – ".join(sentences(texts, language) for language in ("en", "fi"))


def sentences(texts: Iterable[T], language: str) -> str:
    """Return sentences in a row, each with its full stop."""
    return " ".join(_sentence(text.to(language)) for text in texts)


def _sentence(text: str) -> str:
    return text if text.endswith("…") else f"{text}."


@dataclass(slots=True)
class _Schemas:
    """Makes the schemas of parts and gathers what they refer to."""

    known: Mapping[str, WordList]
    defs: dict[str, Schema] = field(default_factory=dict)

    def part(self, part: type[Part], at: str = "#") -> Schema:
        """Return the schema of a mapping; ``at`` is where it stands."""
        hints = get_type_hints(part, include_extras=True)
        rows = fields(part)
        properties = {name: self._field(part, row, hints) for name, row in rows.items()}
        for name, row in rows.items():
            for finnish in row.fi:
                properties.setdefault(finnish, {"$ref": f"{at}/properties/{name}"})
        for spelling in self._spellings(part.others[1]) if part.others else ():
            properties.setdefault(spelling, self._schema(model.Amount))
        found = {"type": "object", "properties": properties, "additionalProperties": False}
        needed = [
            {"anyOf": [{"required": [name]} for name in (row.name, *row.fi)]}
            for row in rows.values()
            if row.always and (part, row.name) not in _FROM_THE_FILE_NAME
        ]
        return {**found, "allOf": needed} if needed else found

    def _field(self, part: type[Part], row: FieldRow, hints: Mapping[str, Any]) -> Schema:
        found = {"description": _said(*about(part, row)), **self._schema(hints[row.attribute])}
        default = part.model_fields[row.attribute].default
        if default != "" and isinstance(default, str | int | float):
            found["default"] = default
        return found

    def _schema(self, hint: Any) -> Schema:  # noqa: ANN401 - any annotation
        if hint in _VALUES:
            return self._define(*_VALUES[hint])
        inner = get_args(hint)
        match get_origin(hint):
            case typing.Annotated:
                return self._word_or_list(hint)
            case typing.Union | types.UnionType:
                return self._schema(next(one for one in inner if one is not types.NoneType))
            case builtins.tuple:
                return {"type": ["array", "null"], "items": self._schema(inner[0])}
            case builtins.dict:
                return {"type": ["object", "null"], "additionalProperties": self._schema(inner[1])}
        return self._mapping(hint)

    def _word_or_list(self, hint: Any) -> Schema:  # noqa: ANN401 - as above
        (fact,) = hint.__metadata__
        if isinstance(fact, WordOf):
            return self._define(f"word-{fact.list}", {"enum": [*self._spellings(fact.list), None]})
        item = self._schema(get_args(hint.__origin__)[0])
        return {"anyOf": [item, {"type": "array", "items": item}]}

    def _mapping(self, part: type[Part]) -> Schema:
        name = part.__name__
        made = {**self.part(part, f"#/$defs/{name}"), "type": ["object", "null"]}
        return self._define(name, made)

    def _define(self, name: str, made: Schema) -> Schema:
        self.defs[name] = made
        return {"$ref": f"#/$defs/{name}"}

    def _spellings(self, name: str) -> list[str]:
        """Return the words of a list as they may be written, each spelling once."""
        every = (said for word in self.known[name].values() for said in word.spellings)
        return list(dict.fromkeys(every))

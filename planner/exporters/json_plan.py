"""All of a plan as JSON, as the model has it, and the schema of that.

Keys are the English names of the fields; values have one form each, however they were
written: days as ``2026-05-27``, times as ``18:30``, words of the fixed lists by their ids.
A key without a value is left out. Where a file lies and what in it could not be read is no
part of the plan. Within one ``schema_version`` keys are added, never renamed or taken away.
"""

from __future__ import annotations

import builtins
import datetime as dt
import json
import re
import types
import typing
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from planner import model
from planner.exporters.orders import Made
from planner.model import ENTITIES, Entity, Part, PlanFile, WordOf, fields
from planner.outgoing import without_remarks
from planner.schema import DIALECT
from planner.values import Moment, Window
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.exporters.orders import Order
    from planner.model import Plan
    from planner.vocabulary import WordList

    Schema = dict[str, Any]

SCHEMA_VERSION = 1
_LISTED = tuple(entity for entity in ENTITIES if entity is not PlanFile)
_UNFIT = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What JSON allows, and terminals or other programs take for something else."""
_NOTHING: tuple[object, ...] = (None, "", (), {})


def export(order: Order) -> Made:
    """Return the whole plan."""
    text = json.dumps(plain(order.plan, order.as_of), ensure_ascii=False, indent=2)
    return Made(f"{_UNFIT.sub(_escaped, text)}\n".encode())


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def plain(plan: Plan, as_of: dt.date) -> dict[str, Any]:
    """Return a plan as plain data."""
    lists = {f"{it.kind.value}s": plan.entities(it.kind).values() for it in _LISTED}
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": as_of.isoformat(),
        "plan": _value(plan.file),
        **{name: [_value(it) for it in found] for name, found in lists.items()},
        "pages": [
            {"id": it.id, "title": it.title, "body": without_remarks(it.body)}
            for it in plan.pages.values()
        ],
        "media": sorted(plan.media),
        "figures": [
            {"subject": subject, **{name: _value(value) for name, value in noted.items()}}
            for subject, figures in sorted(plan.figures.items())
            for noted in (_figure(figure) for figure in figures)
        ],
    }


def _figure(figure: model.Figure) -> dict[str, object]:
    found = {"metric": figure.metric, "value": figure.value, "checked_on": figure.checked_on}
    known = {name: value for name, value in found.items() if value is not None}
    return {**known, "paid": figure.paid, "source": figure.source}


def _value(value: Any) -> Any:  # noqa: ANN401, PLR0911 - any value of the model, a case for each kind
    match value:
        case Part():
            return _part(value)
        case dict():
            return {name: _value(it) for name, it in value.items()}
        case tuple():
            return [_value(it) for it in value]
        case Moment():
            clock = f"T{value.clock:%H:%M}" if value.clock else ""
            return f"{value.day}{clock}"
        case Window():
            names = list(words("weekday"))
            days = [names[day] for day in sorted(value.days)]
            return {"days": days, "start": f"{value.start:%H:%M}", "end": f"{value.end:%H:%M}"}
        case dt.date():
            return value.isoformat()
        case dt.time():
            return f"{value:%H:%M}"
    return value


def _part(part: Part) -> dict[str, Any]:
    found = {name: getattr(part, row.attribute) for name, row in fields(type(part)).items()}
    if part.others:
        found[part.others[0]] = getattr(part, part.others[0])
    if isinstance(part, Entity):
        found["body"] = without_remarks(part.body)
    return {name: _value(value) for name, value in found.items() if value not in _NOTHING}


# Its schema

_TEXT = {"type": "string"}
_DAY = {"type": "string", "format": "date"}
_NUMBER = {"type": "number"}
_CLOCK = {"type": "string", "pattern": r"^\d{2}:\d{2}$"}
_FORMS: Mapping[Any, Schema] = {
    **dict.fromkeys((str, model.Text, model.Ref, model.Id, model.Zone), _TEXT),
    **dict.fromkeys((model.Number, model.Amount, model.Days, model.Percent), _NUMBER),
    model.Day: _DAY,
    model.Clock: _CLOCK,
    model.Yes: {"type": "boolean"},
    model.When: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$"},
}


def schema(known: Mapping[str, WordList]) -> Schema:
    """Return the JSON Schema of what :func:`export` makes.

    Args:
        known: The fixed lists, with the plan's own words where there is a plan.
    """
    made = _Forms(known)
    figure = {"subject": _TEXT, "metric": _TEXT, "value": _NUMBER, "checked_on": _DAY}
    figure |= {"paid": {"type": "boolean"}, "source": _TEXT}
    listed = {f"{it.kind.value}s": _list(made.part(it)) for it in _LISTED}
    properties = {
        "schema_version": {"const": SCHEMA_VERSION},
        "as_of": _DAY,
        "plan": made.part(PlanFile),
        **listed,
        "pages": _list(_object({"id": _TEXT, "title": _TEXT, "body": _TEXT}, "id", "title")),
        "media": _list(_TEXT),
        "figures": _list(_object(figure, "subject", "metric", "value", "paid", "source")),
    }
    return {
        "$schema": DIALECT,
        "$id": f"urn:planner:schema:export:{SCHEMA_VERSION}",
        **_object(properties, *properties),
    }


def _object(properties: Schema, *required: str) -> Schema:
    made = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": list(required)} if required else made


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


class _Forms:
    """Makes the schemas of the model's parts."""

    def __init__(self, known: Mapping[str, WordList]) -> None:
        self._known = known
        weekday = {"enum": list(words("weekday"))}
        hours = {"days": _list(weekday), "start": _CLOCK, "end": _CLOCK}
        self._forms = {**_FORMS, model.Hours: _object(hours, *hours)}

    def part(self, part: type[Part]) -> Schema:
        hints = get_type_hints(part, include_extras=True)
        rows = fields(part)
        properties = {
            name: {
                "description": str(part.model_fields[row.attribute].description),
                **self._form(hints[row.attribute]),
            }
            for name, row in rows.items()
        }
        if part.others:
            properties[part.others[0]] = {"type": "object", "additionalProperties": _NUMBER}
        if issubclass(part, Entity):
            properties["body"] = {"description": "The text below the front matter", **_TEXT}
            return _object(properties, "id")
        return _object(properties)

    def _form(self, hint: Any) -> Schema:  # noqa: ANN401 - any annotation
        if hint in self._forms:
            return self._forms[hint]
        inner = get_args(hint)
        match get_origin(hint):
            case typing.Annotated:
                return self._word_or_list(hint)
            case typing.Union | types.UnionType:
                return self._form(next(it for it in inner if it is not types.NoneType))
            case builtins.tuple:
                return _list(self._form(inner[0]))
            case builtins.dict:
                return {"type": "object", "additionalProperties": self._form(inner[1])}
        return self.part(hint)

    def _word_or_list(self, hint: Any) -> Schema:  # noqa: ANN401 - as above
        (fact,) = hint.__metadata__
        if isinstance(fact, WordOf):
            return {"enum": list(self._known[fact.list])}
        return _list(self._form(get_args(hint.__origin__)[0]))

"""Makes the schemas, the snippets and the forms from the models.

``python -m editors.generate`` renews them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner import schema as schemas
from planner.diagnostics import Kind
from planner.lines import model_of
from planner.loader import FOLDERS
from planner.model import Review, fields
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.model import FieldRow, Part
    from planner.schema import Schema

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "fi")


def main() -> None:
    """Write every generated file."""
    for name, content in files().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")


def files() -> dict[str, str]:
    """Return the text of every generated file, by its path below this folder."""
    made: dict[str, Mapping[str, Any]] = {
        f"schemas/{name}.schema.json": found for name, found in schemas.schemas().items()
    }
    made["vscode/planner.code-snippets"] = dict(_snippets())
    made["frontmatter-cms/frontmatter.json"] = front_matter("en")
    made["frontmatter-cms/fi/frontmatter.json"] = front_matter("fi")
    return {name: schemas.text(found) for name, found in made.items()}


@dataclass(frozen=True, slots=True)
class Entry:
    """A field as an editor needs to know it."""

    part: type[Part]
    row: FieldRow
    shape: str
    """What its value is: the name of a definition of the schema, such as ``day``."""
    many: bool
    inside: tuple[Entry, ...] = ()
    language: str = "en"

    @property
    def key(self) -> str:
        """The key as people of the language write it."""
        return self.row.fi[0] if self.language == "fi" else self.row.name

    @property
    def about(self) -> str:
        """What it is for."""
        return schemas.about(self.part, self.row)[0].to(self.language)

    @property
    def choices(self) -> dict[str, str]:
        """The words that may be chosen, as they are written and as they are shown."""
        english = self.language == "en"
        if self.shape == "yes":
            return {word.label(self.language): "" for word in words("boolean").values()}
        known = words(self.shape.removeprefix("word-")).values()
        return {word.id if english else word.fi: word.label(self.language) for word in known}


def entries(kind: Kind, language: str) -> list[Entry]:
    """Return the fields of a kind of file, those it cannot do without first."""
    found = schemas.schema(kind)
    return sorted(_entries(model_of(kind), found, found["$defs"], language), key=_rank)


def _entries(
    part: type[Part], found: Schema, defs: Mapping[str, Schema], language: str
) -> Iterator[Entry]:
    for name, row in fields(part).items():
        shown = found["properties"][name]
        item = shown.get("items") or next(iter(shown.get("anyOf", ())), shown)
        if "$ref" not in item:
            continue  # a mapping by names
        shape = item["$ref"].rpartition("/")[2]
        inner = _entries(row.part, defs[shape], defs, language) if row.part else ()
        inside = tuple(sorted(inner, key=_rank))
        yield Entry(part, row, shape, item is not shown, inside, language)


def _rank(entry: Entry) -> int:
    """Return 0 for what is always needed, more for what is needed later or never."""
    if entry.row.always or entry.row.name == "status":
        return not entry.row.always
    return _STEPS.index(schemas.from_status(entry.part, entry.row))


_STEPS = ("always", "status", "draft", "ready", "reviewed", "")


# Snippets of VS Code

_MOST_INSIDE = 3
_TODAY = {
    "en": "$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE",
    "fi": "$CURRENT_DATE.$CURRENT_MONTH.$CURRENT_YEAR",
}
_EXAMPLES = {
    "day": _TODAY,
    "moment": _TODAY,
    "clock": {"en": "18:00", "fi": "18.00"},
    "hours": {"en": "Mon-Thu 18:00-20:00", "fi": "ma-to 18.00-20.00"},
}


def _snippets() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind in FOLDERS.values():
        for language in LANGUAGES:
            name = words("file-kind")[kind.value].label(language)
            lines = _Snippet().lines(_of_a_snippet(kind, language))
            yield (
                f"Planner: {name}",
                {
                    "scope": "markdown",
                    "prefix": f"planner-{name}",
                    "description": schemas.ABOUT[kind].to(language),
                    "body": ["---", *lines, "---", "$0"],
                },
            )


def _of_a_snippet(kind: Kind, language: str) -> list[Entry]:
    """Return what a new file begins with: of a post's many fields those a ready one needs."""
    last = _STEPS.index("ready" if kind is Kind.POST else "")
    every = entries(kind, language)
    return [entry for entry in every if entry.row.name != "id" and _rank(entry) <= last]


@dataclass(slots=True)
class _Snippet:
    """Numbers the places to fill in."""

    last: int = 0

    def lines(self, fields: list[Entry]) -> Iterator[str]:
        for entry in fields:
            if entry.inside and entry.many:
                yield f"{entry.key}:  # {entry.about}"
                yield f"  - {self._mapping(entry)}"
            else:
                yield f"{entry.key}: {self._value(entry)}  # {entry.about}"

    def _mapping(self, entry: Entry) -> str:
        inside = [f"{one.key}: {self._value(one)}" for one in entry.inside[:_MOST_INSIDE]]
        return "{" + ", ".join(inside) + "}"

    def _value(self, entry: Entry) -> str:
        if entry.inside:
            return self._mapping(entry)
        self.last += 1
        example = _EXAMPLES.get(entry.shape, {}).get(entry.language, "")
        if entry.shape == "yes" or entry.shape.startswith("word-"):
            value = f"${{{self.last}|{','.join(entry.choices)}|}}"
        else:
            value = f"${{{self.last}:{example}}}" if example else f"${self.last}"
        return f"[{value}]" if entry.many else value


# Forms of Front Matter CMS


def front_matter(language: str) -> dict[str, Any]:
    """Return the configuration of Front Matter CMS for a plan in a language."""
    named = words("file-kind")
    folders = [
        {
            "title": named[kind.value].label(language).capitalize(),
            "path": f"[[workspace]]/content/{folder}",
            "contentTypes": [kind.value],
            # It would write a key "type" of its own into a new file.
            "disableCreation": True,
        }
        for folder, kind in FOLDERS.items()
    ]
    types = [
        {
            "name": kind.value,
            "pageBundle": False,
            "clearEmpty": True,
            "fields": [*filter(None, map(_form, entries(kind, language)))],
        }
        for kind in FOLDERS.values()
    ]
    unmeasured = ("seoTitleLength", "seoSlugLength", "seoDescriptionLength", "seoContentLengh")
    return {
        "$schema": "https://frontmatter.codes/frontmatter.schema.json",
        "frontMatter.content.pageFolders": folders,
        "frontMatter.taxonomy.contentTypes": types,
        "frontMatter.taxonomy.seoTitleField": "otsikko" if language == "fi" else "title",
        **{f"frontMatter.taxonomy.{name}": -1 for name in unmeasured},
    }


_DATES = {"en": "yyyy-MM-dd", "fi": "d.M.yyyy"}
_TIMES = {"en": "HH:mm", "fi": "HH.mm"}
_NUMBERS = ("number", "amount", "days", "percent")


def _form(entry: Entry) -> dict[str, Any] | None:
    """Return a field of a form; None for what its forms cannot hold and is written by hand."""
    kind = _widget(entry)
    if kind is None:
        return None
    title = entry.key.replace("_", " ").capitalize()
    needed = entry.row.always and not (entry.part is Review and entry.row.name == "date")
    found = {"title": title, "name": entry.key, "description": entry.about, **kind}
    return {**found, "required": True} if needed else found


def _widget(entry: Entry) -> dict[str, Any] | None:  # noqa: PLR0911 - one for each kind of value
    if entry.row.part:
        if entry.many or entry.row.part.others:
            return None
        return {"type": "fields", "fields": [*filter(None, map(_form, entry.inside))]}
    if entry.shape == "yes" and entry.language == "en":
        return {"type": "boolean"}
    if entry.shape == "yes" or entry.shape.startswith("word-"):
        return _choice(entry)
    if entry.many:
        return {"type": "list"}
    if entry.shape in ("day", "moment"):
        timed = entry.shape == "moment" and entry.row.name != "date"
        formats = (_DATES, _TIMES) if timed else (_DATES,)
        return {"type": "datetime", "dateFormat": " ".join(it[entry.language] for it in formats)}
    if entry.shape in _NUMBERS:
        return {"type": "number", "numberOptions": {"isDecimal": True}}
    return {"type": "string"} if entry.shape == "text" else {"type": "string", "single": True}


def _choice(entry: Entry) -> dict[str, Any]:
    choices = [{"id": id_, "title": title or id_} for id_, title in entry.choices.items()]
    return {"type": "choice", "choices": choices, **({"multiple": True} if entry.many else {})}


if __name__ == "__main__":
    main()

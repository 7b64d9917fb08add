"""The tables that services export: how each is recognised, and what its columns mean.

``data/exports.toml`` holds those that are known, with the day and the place where each was
seen; ``planner.toml`` adds a business's own in the same form.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from planner import values
from planner.texts import T
from planner.tracking.cells import name_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from planner.tracking.exported import Sheet

ROLES = ("address", "id", "when", "text", "link_id", "post")
"""What a column may be beside a figure: where, which, when and what, and to whom it leads."""


class BadLayout(Exception):
    """A description of a table that cannot be used; ``key`` and ``text`` say what is wrong."""

    def __init__(self, key: str, text: T) -> None:
        """Keep what is wrong."""
        super().__init__(key)
        self.key = key
        self.text = text


@dataclass(frozen=True, slots=True)
class Column:
    """A column with figures."""

    metric: str
    headers: tuple[str, ...]
    """Its names, normalised; the first that is there counts."""
    times: float = 1
    """What a figure is multiplied with: hours become minutes."""
    paid: bool = False


@dataclass(frozen=True)
class Layout:
    """How one kind of table is recognised and read."""

    name: str
    """What the ledger says of where its figures are from."""
    title: Mapping[str, str]
    """Its name for people, by language."""
    kind: str = ""
    """The kind of channel that it tells of; empty where the table does not say."""
    channel: str = ""
    """The channel of the plan, where it is known: in a business's own tables."""
    needs: frozenset[str] = frozenset()
    """The columns without which it is something else."""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: tuple[Column, ...] = ()
    address: str = ""
    """How an address is made of an id: ``https://…/{id}``."""
    dates: str = ""
    """The order of a day's figures: dmy, mdy or ymd; empty where they explain themselves."""
    decimal: str = ""
    """The decimal sign of its figures: a point or a comma; empty where it is not known."""
    lifetime: tuple[str, ...] = ()
    """The columns that say a day where a row is no total but one day's count."""
    totals: frozenset[str] = frozenset()
    """The words that begin a row of sums."""
    sheet: str = ""
    """The name of its sheet, where the columns alone do not tell."""
    heading: str = ""
    """What the line above the columns says, where that tells what is counted."""
    advice: Mapping[str, str] = field(default_factory=dict)
    """What to do instead, by language: nothing is taken from such a table."""
    note: Mapping[str, str] = field(default_factory=dict)
    """What a person should know of its figures, by language."""
    own: bool = False

    @cached_property
    def known(self) -> frozenset[str]:
        """The names of all columns that it knows."""
        columns = [*self.roles.values(), *(column.headers for column in self.figures)]
        return self.needs.union(self.lifetime, *columns)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that was recognised."""

    layout: Layout
    sheet: Sheet
    head: int
    """Which row holds the names of the columns, from 0."""
    names: tuple[str, ...]
    """They, as the layout calls them."""
    translated: bool
    """Whether the columns had their names in another language."""


# Recognising


def recognised(
    sheets: Iterable[Sheet], layouts: Sequence[Layout], words: Mapping[str, Sequence[str]]
) -> list[Table]:
    """Return the sheets whose columns are known.

    Args:
        sheets: The sheets of a file; a text may be taken apart in several ways.
        layouts: The layouts to look for; of two that fit alike, the first counts.
        words: What columns are called in other languages, and as the layouts call them.
    """
    best: dict[tuple[str, str], tuple[tuple[bool, bool, int], Table]] = {}
    for sheet in sheets:
        key = (sheet.file, sheet.name)
        above = ""
        for row, cells in enumerate(sheet.head):
            given = [name_of(cell) for cell in cells]
            for layout in layouts:
                if layout.sheet not in ("", name_of(sheet.name)):
                    continue
                names, translated = _named(given, layout, words)
                if layout.needs <= set(names) and _is_under(layout, above, words):
                    rank = _rank(layout, names)
                    if key not in best or rank > best[key][0]:
                        best[key] = rank, Table(layout, sheet, row, names, translated)
            above = " ".join(filter(None, cells)) or above
    return [table for _, table in best.values()]


def nearest(
    heads: Iterable[Sequence[str]], layouts: Sequence[Layout]
) -> tuple[Layout | None, frozenset[str]]:
    """Return the layout that names of columns nearly fit, and what they lack; None where none does.

    Half of what it needs, and two names at least, have to be there.
    """
    best: tuple[float, Layout | None, frozenset[str]] = (0.0, None, frozenset())
    for cells in heads:
        names = frozenset(map(name_of, cells))
        for layout in layouts:
            there = len(layout.needs & names)
            share = there / len(layout.needs) if layout.needs else 0.0
            if there >= _FEW and _HALF <= share < 1 and share > best[0]:
                best = share, layout, layout.needs - names
    return best[1:]


def _rank(layout: Layout, names: Sequence[str]) -> tuple[bool, bool, int]:
    """Return how well a layout fits: one's own first, then those that say what to take instead."""
    return layout.own, bool(layout.advice), sum(name in layout.known for name in names)


def _named(
    given: Sequence[str], layout: Layout, words: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, ...], bool]:
    """Return the names of columns as a layout calls them, and whether they had other ones."""
    translated, names = False, []
    for name in given:
        meant = ""
        if name and name not in layout.known:
            meant = next((it for it in words.get(name, ()) if it in layout.known), "")
            translated = translated or bool(meant)
        names.append(meant or name)
    return tuple(names), translated


def _is_under(layout: Layout, above: str, words: Mapping[str, Sequence[str]]) -> bool:
    said = name_of(above)
    return not layout.heading or layout.heading in (said, *words.get(said, ()))


# The descriptions

_LISTS = frozenset((*ROLES, "needs", "totals", "lifetime"))
_TABLES = frozenset(("figures", "headings", "advice", "note"))
_TEXTS = frozenset(
    (
        "en",
        "fi",
        "kind",
        "channel",
        "make_address",
        "dates",
        "decimal",
        "sheet",
        "source",
        "checked",
    )
)
_OWN = frozenset(
    (*ROLES, "totals", "figures", "en", "fi", "channel", "make_address", "dates", "decimal")
)
"""What a business says of a table of its own."""
_FEW, _HALF = 2, 0.5
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MOST_TIMES = 100_000
_ORDERS = ("dmy", "mdy", "ymd")


@cache
def _data() -> dict[str, Any]:
    import tomllib
    from importlib.resources import files

    return tomllib.loads(files("planner").joinpath("data/exports.toml").read_text("utf-8"))


def _shipped_names() -> Iterable[str]:
    names: Mapping[str, Any] = _data()["layouts"]
    return names


@cache
def shipped() -> tuple[tuple[Layout, ...], Mapping[str, tuple[str, ...]]]:
    """Return the layouts that are known, and what their columns are called in other languages."""
    data = _data()
    layouts = [it for name, facts in data["layouts"].items() for it in layouts_of(name, facts)]
    return tuple(layouts), words_of(data["headers"])


def words_of(headers: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return what columns are called, as they are compared; each may stand for several."""
    found: dict[str, list[str]] = defaultdict(list)
    for header, meant in headers.items():
        for each in meant if isinstance(meant, list) else [meant]:
            found[name_of(header)].append(name_of(str(each)))
    return {name: tuple(meant) for name, meant in found.items()}


def layouts_of(name: str, facts: Mapping[str, Any], *, own: bool = False) -> list[Layout]:
    """Return the layouts that a table of facts describes.

    Args:
        name: What the ledger calls where the figures are from.
        facts: The facts, as ``data/exports.toml`` explains them.
        own: Whether it is a business's own table: then all columns that it names are needed.

    Raises:
        BadLayout: If a fact is not as it should be.
    """
    if own and (not _NAME.fullmatch(name) or name in ("hand", "feed", *_shipped_names())):
        raise BadLayout(
            name,
            T(
                "“{key}” cannot be its name: small letters, digits and hyphens, and none that is taken",
                key=name,
            ),
        )
    _refuse_odd(facts, _OWN if own else _LISTS | _TABLES | _TEXTS)
    lists = {key: _names(key, fact) for key, fact in facts.items() if key in _LISTS}
    roles = {role: lists[role] for role in ROLES if role in lists}
    figures = tuple(_columns(_table("figures", facts.get("figures", {}))))
    if own and not figures:
        raise BadLayout("figures", T("“{key}” should be a table", key="figures"))
    needs = frozenset(lists.get("needs", ()))
    if own:
        needs = frozenset(names[0] for names in (*roles.values(), *(it.headers for it in figures)))
    layout = Layout(
        name,
        {language: facts[language] for language in ("en", "fi") if language in facts}
        or {"en": name},
        facts.get("kind", ""),
        values.normal(facts.get("channel", "")),
        needs,
        roles,
        figures,
        facts.get("make_address", ""),
        facts.get("dates", ""),
        facts.get("decimal", ""),
        lists.get("lifetime", ()),
        frozenset(lists.get("totals", ())),
        name_of(facts.get("sheet", "")),
        advice=_texts("advice", facts.get("advice", {})),
        note=_texts("note", facts.get("note", {})),
        own=own,
    )
    return [
        replace(
            layout,
            kind=meant.get("kind", ""),
            heading=name_of(heading),
            figures=(Column(_names("metric", meant.get("metric"))[0], ("primary",)),),
        )
        for heading, given in _table("headings", facts.get("headings", {})).items()
        for meant in [_texts(heading, given)]
    ] or [layout]


def _refuse_odd(facts: Mapping[str, Any], known: Collection[str]) -> None:
    """Refuse facts that are unknown or not as they should be."""
    for key, fact in facts.items():
        if key not in known:
            raise BadLayout(key, T("there is no setting “{key}”", key=key))
        if key in _TEXTS and not isinstance(fact, str):
            raise BadLayout(key, T("“{key}” should be a text", key=key))
    if facts.get("dates", "dmy") not in _ORDERS:
        raise BadLayout("dates", T("“{key}” should be dmy, mdy or ymd", key="dates"))
    if facts.get("decimal", ".") not in (".", ","):
        raise BadLayout("decimal", T("“{key}” should be a point or a comma", key="decimal"))


def _table(key: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise BadLayout(key, T("“{key}” should be a table", key=key))
    return given


def _texts(key: str, given: object) -> Mapping[str, str]:
    table = _table(key, given)
    if not all(isinstance(text, str) for text in table.values()):
        raise BadLayout(key, T("“{key}” should be a text", key=key))
    return table


def _names(key: str, given: object) -> tuple[str, ...]:
    listed = given if isinstance(given, list) else [given]
    names = [name_of(it) if isinstance(it, str) else "" for it in listed]
    if not names or not all(names):
        raise BadLayout(key, T("“{key}” should be a list of texts", key=key))
    return tuple(names)


def _columns(figures: Mapping[str, Any]) -> Iterator[Column]:
    for metric, given in figures.items():
        facts = given if isinstance(given, dict) else {"column": given}
        times, paid = facts.get("times", 1), facts.get("paid", False)
        if (
            set(facts) - {"column", "times", "paid"}
            or isinstance(times, bool)
            or not (isinstance(times, int | float) and 0 < times <= _MOST_TIMES)
            or not isinstance(paid, bool)
        ):
            raise BadLayout(metric, T("there is no setting “{key}”", key=metric))
        name = metric.removesuffix("-paid") if paid else metric
        yield Column(name, _names(metric, facts.get("column", [])), times, paid)

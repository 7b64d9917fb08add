"""Words that try to become markup, put wherever a person may write, and what a page is then."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import re
import shutil
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import yaml
from icalendar import Calendar
from justhtml import JustHTML

from planner import model
from planner.building import build
from planner.checker import check
from planner.loader import load, reading_of
from planner.model import ENTITIES, Part, Plan, WordOf
from planner.model import fields as rows_of
from planner.schedule import Schedule
from planner.scorecard import score
from planner.site import site_of
from planner.site.views.desk import Desk
from planner.texts import harmless as spelled_out
from planner.values import Moment, Window
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from justhtml import Node

    from planner.loader import Content
    from planner.site.page import Site

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 6, 7)
_WAYS = (
    "</title></script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}",
    "--><!--<svg/onload=alert(1)>]]><![CDATA[<b>",
    '" onfocus=alert(1) autofocus x="',
    "' onmouseover='alert(1)' ",
    "{% include 'x' %}{{ config }}${7*7}<%= 7 %>",
    "&lt;script&gt; &#60;b&#62; &quot;x=1 &amp;lt; &",
    "</textarea></style></template></noscript><base href=//evil.example/>",
    "<math><mtext></table><mglyph><style><!--</style><img onerror=alert(1)>",
    "\u2028\u2029</script \t>\u202e<iframe srcdoc='<script>'>",
    "<a href=javascript:alert(1)>x</a><form action=//evil.example/><input>",
    "<meta http-equiv=refresh content=0><link rel=stylesheet href=//evil.example/>",
    "`<plaintext>\\u003cscript\\u003e \\x3c</svg></p></td></tr></table></details>",
)
WORDS = tuple(f"{it}\"'><i a='b\">" for it in _WAYS)
"""Each tries another way out of a text, and all of them the ways out of an attribute."""
ADDRESSES = (
    "?a=&quot;onmouseover=alert(1)&b={{7*7}}`%22%3E%3Cscript%3E\\u003c",
    "/%0d%0aLocation:javascript:alert(1)//{%x%}&lt;script&gt;&#34;;alert(1)",
)
"""What is still an address behind one."""
SEEN = tuple(it for it in WORDS if it.isprintable())
"""Those without signs that nobody sees, which are a finding of their own in a file."""


# What a text is compared with

_HARMLESS = str.maketrans("<>\"'&{}%\\\u2028\u2029\u202e", "(),,/()+,  ·")
"""Signs of the same kind, so that both texts are cut, counted and linked alike."""


def harmless(text: str) -> str:
    """Return the same text without the signs that mean something in HTML or to a template."""
    return text.translate(_HARMLESS)


@dataclass
class Pen:
    """Adds words to texts, each marked so that it is found again."""

    words: Sequence[str]
    tame: bool = False
    """Whether harmless words stand in their place."""
    before: bool = False
    """Whether they stand before what was there."""
    added: dict[str, str] = field(default_factory=dict)
    """The mark of each text, and the words behind it."""
    places: set[str] = field(default_factory=set)
    """Where texts were added to, as ``Post.title``."""
    homes: dict[str, str] = field(default_factory=dict)
    """The place of each mark."""
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def __call__(self, text: str, place: str) -> str:
        """Return a text with words added; texts that gather things stay alike where they were."""
        self.places.add(place)
        known = self._known.get((text, place)) if place in _GATHERING else None
        if known:
            return known
        number = len(self.added)
        leads = text.startswith("https://") and number % 2 == 0
        mark, more = f"q{number:05}z", _turn(ADDRESSES if leads else self.words, number)
        if text.startswith(DANGLING):  # names are told apart by the spaces between them
            more = squeezed(more)
        self.added[mark], self.homes[mark] = more, place
        said = harmless(more) if self.tame else more
        apart = "" if leads else " "
        written = f"{said}{mark} {text}" if self.before else f"{text}{apart}{mark}{said}"
        self._known[text, place] = written
        return written


def _turn(words: Sequence[str], number: int) -> str:
    return words[number // 2 % len(words)] if words is ADDRESSES else words[number % len(words)]


_GATHERING = ("Post.series", "Post.hashtags", "Goal.metric")


# The fields that hold a person's own words

DANGLING = "nobody"
"""How a name begins that names nothing; as nothing has it, it may be any text."""
_FREE = (model.Text, model.Texts)
_NAMING = (model.Ref, model.Refs)
_BOUND = (
    *(model.Id, model.Zone, model.Day, model.When, model.Clock, model.Yes, model.Hours),
    *(model.Number, model.Amount, model.Days, model.Percent, model.WindowList),
)
"""What is read as something else than text; no words get through."""


def leaves(part: type[Part]) -> Iterator[tuple[str, str, Any]]:
    """Yield the name and the kind of every field of a part and of those inside it.

    Yields:
        ``Post.title``; "free", "naming", "bound" or "word"; what it holds.
    """
    hints = get_type_hints(part, include_extras=True)
    for row in rows_of(part).values():
        if row.part:
            yield from leaves(row.part)
        else:
            hint = _bare(hints[row.attribute])
            yield f"{part.__name__}.{row.attribute}", _kind(hint), hint


def _bare(hint: Any) -> Any:  # noqa: ANN401 - any annotation
    """Return what a field holds where it holds anything."""
    inner = [it for it in get_args(hint) if it is not type(None)]
    return inner[0] if type(None) in get_args(hint) and len(inner) == 1 else hint


def _kind(hint: Any) -> str:  # noqa: ANN401 - any annotation
    if hint in _FREE:
        return "free"
    if hint in _NAMING:
        return "naming"
    if hint in _BOUND:
        return "bound"
    if _list_of(hint):
        return "word"
    message = f"may people write what they like into {hint}?"
    raise TypeError(message)


def _list_of(hint: Any) -> str:  # noqa: ANN401 - any annotation
    """Return the list of which a field holds a word, or words."""
    waiting = [hint]
    for it in waiting:
        if isinstance(it, WordOf):
            return it.list
        waiting += [*get_args(it), *getattr(it, "__metadata__", ())]
    return ""


# Words in memory


def written(plan: Plan, pen: Pen) -> Plan:
    """Return a plan in which the pen has added to every text that a person may write."""
    changes = {it.name: _written(getattr(plan, it.name), pen) for it in fields(plan)}
    file = changes["file"]
    figures = {
        subject: tuple(_figure(plan, it, pen) for it in found)
        for subject, found in plan.figures.items()
    }
    return replace(plan, **{**changes, "figures": figures, "reading": reading_of(file)})


def _figure(plan: Plan, figure: model.Figure, pen: Pen) -> model.Figure:
    known = figure.metric in plan.reading.list("metric")
    metric = figure.metric if known else pen(figure.metric, "Figure.metric")
    return figure._replace(metric=metric, source=pen(figure.source, "Figure.source"))


def _written(value: Any, pen: Pen) -> Any:  # noqa: ANN401 - a plan and all that is in it
    match value:
        case Part():
            kinds = {name: kind for name, kind, _ in _own(type(value))}
            changes = {
                name: _added(getattr(value, name), pen, f"{type(value).__name__}.{name}", kind)
                if (kind := kinds.get(name, "")) in ("free", "naming")
                else _written(getattr(value, name), pen)
                for name in type(value).model_fields
            }
            return value.model_copy(update=changes)
        case model.Page():
            title, body = pen(value.title, "Page.title"), pen(value.body, "Page.body")
            return replace(value, title=title, body=body)
        case Moment() | Window() | model.Figure():
            return value
        case tuple():
            return tuple(_written(item, pen) for item in value)
        case dict():
            return {_named(key, pen): _written(item, pen) for key, item in value.items()}
    return value


def _own(part: type[Part]) -> Iterator[tuple[str, str, Any]]:
    """Yield the fields of a part alone, by their attributes; its text below is one of them."""
    hints = get_type_hints(part, include_extras=True)
    for row in rows_of(part).values():
        if not row.part:
            yield row.attribute, _kind(_bare(hints[row.attribute])), hints[row.attribute]
    if issubclass(part, model.Entity):
        yield "body", "free", str


def _added(value: Any, pen: Pen, place: str, kind: str) -> Any:  # noqa: ANN401 - a field
    if isinstance(value, tuple):
        return tuple(_added(item, pen, place, kind) for item in value)
    if value and (kind == "free" or value.startswith(DANGLING)):
        return pen(value, place)
    return value


def _named(key: str, pen: Pen) -> str:
    return pen(key, "a name") if key.startswith(DANGLING) else key


# A plan in which every field says something

_REFERRED = {
    "channel": "facebook",
    "audience": "home-cooks",
    "goal": "sell-boxes",
    "role": "owner",
    "post": "p01",
    "offer": "season-box",
    "campaign": "open-yard-day",
    "pillar": "season",
    "interest": "season-recipes",
    "anchor": "vappu",
    "moment": "thursday-table",
}
_VALUES: dict[Any, str] = {
    **dict.fromkeys((model.Day, model.When), "2026-05-20"),
    **dict.fromkeys((model.Number, model.Amount, model.Days, model.Percent), "12"),
    model.Clock: "18:30",
    model.Yes: "true",
    model.Zone: "Europe/Helsinki",
}


def full(part: type[Part], *, astray: bool = False) -> dict[str, Any]:
    """Return what fills every field of a part.

    Args:
        part: The part, or kind of file.
        astray: Whether names are those of nothing.
    """
    made: dict[str, Any] = {}
    hints = get_type_hints(part, include_extras=True)
    for name, row in rows_of(part).items():
        hint = _bare(hints[row.attribute])
        if row.part:
            inside = full(row.part, astray=astray)
            listed = part.model_fields[row.attribute].default == ()
            key = f"{DANGLING}-{row.to}" if astray else "instagram"
            made[name] = {key: inside} if row.by_name else [inside] if listed else inside
        elif not (name == "id" and issubclass(part, model.Entity)):
            made[name] = _value(part, name, row.to, hint, astray=astray)
    return {**made, "reach": "12"} if part.others else made


def _value(part: type[Part], name: str, to: str, hint: Any, *, astray: bool) -> Any:  # noqa: ANN401 - any annotation
    several = hint in (model.Texts, model.Refs, model.WindowList)
    if hint in _NAMING:
        found = f"{DANGLING}-{to or name}" if astray else _REFERRED.get(to, f"{name}-zz")
    elif hint in _FREE and name in ("url", "website", "post_url", "where_to_buy", "feed"):
        found = f"https://kaskisuvanto.example/{name}"
    elif hint in _FREE:
        found = f"{name.capitalize().replace('_', ' ')} of it"
    elif hint in (model.Hours, model.WindowList):
        found = "Mon 9:00-12:00"
    elif hint == model.Id:
        found = f"{part.__name__}-zz".lower()
    else:
        found = _VALUES.get(hint) or next(iter(words(_list_of(hint))))
    return [found] if several else found


_FORMS = (
    {"status": "reviewed", "format": "live", "channel": "facebook"},
    {"status": "cancelled", "format": "short-video", "channel": "newsletter"},
    {"status": "draft", "format": "video", "date": "2026-06-20"},
)
"""What else a post may be, so that each of its fields is on a page somewhere."""


def file(matter: dict[str, Any], body: str = "") -> str:
    """Return the text of a file; JSON is what YAML calls flow style."""
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in matter.items())
    return f"---\n{''.join(lines)}---\n\n{body}\n"


def whole_plan(folder: Path) -> Path:
    """Write the sample with more files, in which no field is empty; return its content folder."""
    content = shutil.copytree(ROOT / "content", folder / "content")
    text = (content / "plan.md").read_text("utf-8")
    _, matter, body = text.split("---\n", 2)
    given = yaml.load(matter, Loader=yaml.BaseLoader)  # noqa: S506 - text alone
    (content / "plan.md").write_text(file(_joined(given, full(model.PlanFile)), body), "utf-8")
    for entity in ENTITIES[1:]:
        places = content / f"{entity.kind.value}s"
        for number, form in enumerate(_FORMS if entity is model.Post else ({},)):
            for astray in (False, True):
                matter_ = {**full(entity, astray=astray), **form, **_named_words(entity)}
                name = f"2026-05-2{number}-zz{'-astray' * astray}"
                (places / f"{name}.md").write_text(file(matter_, "Text below.\n"), "utf-8")
    ledger = content / "tracking/2026.csv"
    ledger.parent.mkdir()
    ledger.write_text(
        "subject,checked_on,metric,value,source,paid\n"
        "post:p01,2026-05-30,reach,1480,meta export,false\n"
        "goal:sell-boxes,2026-05-30,box subscriptions,31,till,false\n",
        "utf-8",
    )
    return content


def _named_words(entity: type[Part]) -> dict[str, str]:
    """Return what a file may not leave to chance: an active thing, a metric that is known."""
    return {"status": "active"} if entity in (model.Audience, model.Channel) else {}


def _joined(given: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Return what is given, with whatever else there may be."""
    joined = dict(given)
    for key, value in more.items():
        if key not in given:
            joined[key] = value
        elif isinstance(value, list) and key != "site_languages":
            joined[key] = [*given[key], *value]
    return joined


# Words in files: where no text belongs, they come back in what is said of them


def faulty_files(content: Path, pen: Pen) -> None:
    """Add files in which words stand where something else should, and names made of words."""
    for entity in ENTITIES[1:]:
        bad = _wrong(entity, pen)
        bad[pen("key", "a key")] = pen("value", "an unknown key")
        path = content / f"{entity.kind.value}s" / "zy-faulty.md"
        path.write_text(file({**bad, "title": "Faulty"}), "utf-8")
    evil = "<img src=x onerror=alert(1)>"
    said = harmless(evil) if pen.tame else evil
    name = f"{said}?"  # which Windows cannot hold either, so that both plans have that finding
    posts = content / "posts"
    (posts / f"zz {name}.md").write_text(file({"title": "Name", "nobody": "x"}), "utf-8")
    (posts / "zz-sign.md").write_text(f"---\ntitle: @acme {said}\n---\n", "utf-8")
    remark = f"title: x  # planner: ignore {said.split()[0]} -- {said}"
    (posts / "zz-remark.md").write_text(f"---\n{remark}\n---\n", "utf-8")
    (posts / "zz-matter.md").write_text(f"---\ntitle: x\n{said}\n---\n", "utf-8")
    (content / f"zz {name}.md").write_text(f"# Own page {said}\n\n{said}\n", "utf-8")
    (content / "media").mkdir()
    (content / f"media/{name}.png").write_bytes(_PNG)
    shown = {"title": "Picture", "media": [f"media/{name}.png"], "channel": "facebook"}
    (posts / "zz-picture.md").write_text(
        file({**shown, "status": "draft", "format": "image", "alt_text": said}), "utf-8"
    )
    cells = (
        f'post:{said},2026-05-05,reach,1,"{said}",false',
        *(f"post:p02,{said},reach,1,hand,false", f"post:p02,2026-05-06,{said},1,hand,false"),
        *(f"post:p02,2026-05-07,reach,{said},hand,false", f"post:p02,2026-05-08,reach,1,x,{said}"),
    )
    head = "subject,checked_on,metric,value,source,paid"
    (content / f"tracking/zz {name}.csv").write_text("\n".join((head, *cells, "")), "utf-8")


def _wrong(part: type[Part], pen: Pen) -> dict[str, Any]:
    """Return words for every field of a part in which no words belong."""
    made: dict[str, Any] = {}
    hints = get_type_hints(part, include_extras=True)
    for name, row in rows_of(part).items():
        if row.part:
            inside = _wrong(row.part, pen)
            made[name] = {"facebook": inside} if row.by_name else inside
        elif _kind(_bare(hints[row.attribute])) in ("bound", "word"):
            made[name] = pen(name, f"a wrong {part.__name__}.{row.attribute}")
    return made


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


# The site of it


def site_for(content: Content, plan: Plan, language: str) -> Site:
    """Return the site of a folder with another plan in the place of its own."""
    changed = replace(content, plan=plan)
    schedule = Schedule(plan, DAY)
    return site_of(Desk(changed, check(changed, DAY), score(schedule), schedule, language))


# What a page is

Outline = list[tuple[int, str, str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page as a browser takes it."""

    outline: Outline
    """Every element: how deep it lies, its name, its class and the names of its attributes."""
    text: str
    """All text, and the value of every attribute."""
    acting: tuple[str, ...]
    """The elements and attributes that no text of a person may become."""
    leading: tuple[str, ...]
    """The addresses that lead elsewhere than to a page or a person's mail."""


def parsed(html: str, *, part: bool = False) -> Parsed:
    """Parse a page, or what stands inside one, as HTML5 says."""
    # Without sanitize=False the parser takes out what is looked for here.
    return seen(JustHTML(html, sanitize=False, fragment=part).root)


def seen(root: Node) -> Parsed:
    """Return what a tree holds."""
    outline: Outline = []
    texts: list[str] = []
    values: list[str] = []
    acting: list[str] = []
    leading: list[str] = []
    waiting: list[tuple[int, Node]] = [(0, root)]
    while waiting:
        depth, node = waiting.pop()
        name = node.name
        if name == "#text":
            texts.append(str(node.data or ""))
            continue
        facts = node.attrs or {}
        if not name.startswith("#document"):
            outline.append((depth, name, facts.get("class") or "", tuple(facts)))
            values += [value or "" for value in facts.values()]
            acting += [f"<{name}>"] * (name.lower() in _ACTING)
            acting += [f"{key} of <{name}>" for key in facts if _RUNNING.fullmatch(key)]
            leading += [f"{it}={facts[it]!r}" for it in facts if not _leads_nowhere(it, facts[it])]
        inside = getattr(node, "template_content", None)
        children = [*(node.children or ()), *((inside.children or ()) if inside else ())]
        waiting += [(depth + 1, child) for child in reversed(children)]
    text = "".join(texts) + "\n" + "\n".join(values)
    return Parsed(outline, text, tuple(acting), tuple(leading))


_ACTING = frozenset(
    (
        *("script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "base"),
        *("meta", "link", "style", "svg", "math", "template", "noscript", "portal", "animate"),
        *("set", "use", "foreignobject", "video", "audio", "source", "track", "img", "image"),
        *("input", "button", "textarea", "select", "isindex", "marquee", "dialog", "slot"),
        *("plaintext", "xmp", "area", "map", "title", "body", "html", "head"),
    )
)
_RUNNING = re.compile(r"on.*|style|srcdoc|contenteditable|autofocus", re.IGNORECASE)
_LEADING = frozenset(
    (
        *("href", "src", "action", "formaction", "xlink:href", "poster", "data", "background"),
        *("cite", "longdesc", "ping", "srcset", "manifest", "dynsrc", "lowsrc", "codebase"),
        *("classid", "profile", "usemap"),
    )
)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]")
_USUAL = re.compile(r"(?:https?:|mailto:|[^:/?#\\]*(?:[/?#]|\Z))", re.IGNORECASE)


def _leads_nowhere(key: str, value: str | None) -> bool:
    """Whether an attribute holds no address, or one that anybody may follow."""
    return key.lower() not in _LEADING or bool(_USUAL.match(_UNSEEN.sub("", value or "")))


def differing(plain: Iterable[tuple[str, str]], evil: Mapping[str, str]) -> list[str]:
    """Return the pages whose elements are others than those of the harmless page."""
    return [
        path
        for path, html in plain
        if html != evil[path] and parsed(html).outline != parsed(evil[path]).outline
    ]


def squeezed(text: str) -> str:
    """Return a text without white space, so that only its signs are compared."""
    return "".join(text.split())


def unquoted(text: str) -> str:
    """Return a text and the same with the signs of addresses as they are."""
    return f"{text}\n{unquote(text)}"


# What other programs get


def shape(name: str, content: bytes) -> object:
    """Return how a file is built, by what reads such files, without what its texts say."""
    match name.rpartition(".")[2]:
        case "csv":
            return [len(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
        case "ics":
            found = Calendar.from_ical(content).walk()
            return [(it.name, sorted(it), it.get("STATUS")) for it in found]
        case "atom":
            elements = ET.fromstring(content).iter()  # noqa: S314 - made here
            return [(it.tag, tuple(it.attrib)) for it in elements]
    return _skeleton(json.loads(content))


def _skeleton(value: object) -> object:
    match value:
        case dict():
            return [
                (key if DANGLING not in key else DANGLING, _skeleton(it))
                for key, it in value.items()
            ]
        case list():
            return [_skeleton(it) for it in value]
    return type(value).__name__


# A project with everything in it that nobody outside may see

CANARY = "c4nary"
EARLY = "dr4ft"
"""What stands in posts that do not go out: in ideas, drafts and cancelled ones."""


def settings(pen: Pen) -> str:
    """Return a mkdocs.yml whose words are hostile and whose other lines are secret."""
    name, rights, switch = (harmless(it) if pen.tame else it for it in (SEEN[0], SEEN[1], SEEN[2]))
    return f"""# {CANARY} a remark
site_name: {json.dumps(name)}
copyright: {json.dumps(rights)}
repo_url: https://{CANARY}.example/
site_description: {CANARY}
site_author: {CANARY}
extra: {{note: {CANARY}, analytics: {{property: {CANARY}}}}}
theme:
  palette:
    - {{scheme: default, toggle: {{icon: material/weather-sunny, name: {json.dumps(switch)}}}}}
    - {{scheme: slate, toggle: {{icon: material/weather-night, name: {json.dumps(rights)}}}}}
plugins:
  - planner: {{repository: "https://github.com/kaskisuvanto/plan"}}
"""


def secrets(project: Path) -> None:
    """Plant what may not come out, wherever it may lie in a project."""
    content = project / "content"
    number = iter(range(1000))
    for name in (".env", ".git/config", ".planner/backup/20260607/content/posts/p01.md"):
        for root in (project, content):
            _plant(root / name, f"KEY={CANARY}{next(number)}\n")
    _plant(project / "planner.toml", f"# {CANARY}{next(number)}\nlanguage = 'en'\n")
    _plant(project / ".planner-baseline.json", f'{{"note": "{CANARY}"}}\n')
    for name in (".hidden.md", "posts/p01.md~", "posts/.#p02.md", "posts/notes.txt", "keys.json",
                 "media/brief.pdf", "media/unused.html", "media/unused.png", "tracking/raw.xlsx",
                 "posts/table.csv", "offers/old.md.bak", ".obsidian/workspace.json"):  # fmt: skip
        _plant(content / name, f"{CANARY}{next(number)}\n")
    _plant(project / "elsewhere.md", f"# Elsewhere\n\n{CANARY}{next(number)}\n")
    (content / "link.md").symlink_to(project / "elsewhere.md")
    (content / "media/link.png").symlink_to(project / "elsewhere.md")
    for path in (*sorted(content.glob("*/p0*.md")), *sorted(content.glob("*/*-zz.md")),
                 *sorted(content.glob("[cgoa]*/[a-z]*.md")), content / "about.md", content / "plan.md"):  # fmt: skip
        path.write_text(_remarked(path.read_text("utf-8"), next(number)), "utf-8")
    posts = content / "posts"
    _plant(posts / "zx-open.md", f"---\ntitle: {CANARY}\nstatus: ready\n\n{CANARY}\n")
    conflict = f"---\ntitle: x\n<<<<<<< HEAD\nnote: {CANARY}\n=======\n>>>>>>> b\n---\n{CANARY}\n"
    _plant(posts / "zx-conflict.md", conflict)
    for status in ("idea", "draft", "cancelled"):
        matter = {"title": EARLY, "status": status, "channel": "facebook", "message": EARLY}
        goes = {"date": "2026-06-21", "time": "18:30", "media": ["media/camera.jpg"]}
        _plant(posts / f"zx-{status}.md", file({**matter, **goes}, EARLY))
    out = {
        "title": "Out",
        "status": "ready",
        "channel": "facebook",
        "date": "2026-06-22",
        "time": "12:00",
    }
    _plant(posts / "zx-ready.md", file(out, "This one goes out."))
    (content / "media/camera.jpg").write_bytes(_camera())


def _plant(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _remarked(text: str, number: int) -> str:
    """Return a file with remarks that are for its writers alone, and a key that nobody knows."""
    said = f"{CANARY}{number}"
    remark = f"\n\n<!-- planner: ignore date-missing -- {said} -->\n\nThe end."
    if not text.startswith("---\n"):
        return text + remark
    _, matter, body = text.split("---\n", 2)
    lines = matter.splitlines(keepends=True)
    first = lines[0].rstrip("\n")
    if not first.endswith(("[", "{", "|", ">")):
        lines[0] = f"{first}  # planner: ignore date-missing -- {said}\n"
    return f"---\n# {said}\n{''.join(lines)}zzinternal: {said}\n# planner: ignore-file empty-week -- {said}\n---\n{body}{remark}"


def _camera() -> bytes:
    """Return a small picture with the notes of a camera."""
    from tests.test_site_post import camera, jpeg

    return jpeg(camera(1, f"GPS {CANARY}".encode()), after=CANARY.encode())


def found_in(content: bytes, word: str) -> bool:
    """Whether a file holds a word, in whatever case, packed or not."""
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    return word.encode() in content.lower()


@dataclass(frozen=True)
class Built:
    """A plan full of words, and its site."""

    content: Content
    plan: Plan
    pen: Pen
    site: Path


def made(project: Path, pen: Pen, languages: Sequence[str] = ("en",)) -> Built:
    """Build a project with everything in it: words in every field, faulty files and secrets."""
    content = whole_plan(project)
    faulty_files(content, Pen(SEEN, pen.tame))
    secrets(project)
    (project / "mkdocs.yml").write_text(settings(pen), "utf-8")
    read = load(content)
    changed = replace(read, plan=written(read.plan, pen))
    build(changed, project / "site", DAY, languages=languages, mkdocs_yml=project / "mkdocs.yml")
    return Built(changed, changed.plan, pen, project / "site")


def files(site: Path, pattern: str = "*") -> dict[str, bytes]:
    """Return the files of a site, by their paths."""
    found = (path for path in sorted(site.rglob(pattern)) if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}


NOWHERE = {
    *("Audience.body", "Channel.body", "Goal.body", "Review.body"),
    *("Channel.feed", "Video.thumbnail", "Figure.source", "Figure.metric"),
    "Post.link_id",  # a part of a link alone, where there is one
}
"""What no page shows as it is."""
MARKDOWN = {"Campaign.body", "Offer.body", "Page.body", "PlanFile.body", "Post.body"}
"""Where signs of Markdown mean something, so that not all of them are shown."""


def lost(pen: Pen, text: str) -> set[str]:
    """Return where words were added that are not in the text of any page."""
    shown = squeezed(unquoted(text))
    return {
        pen.homes[mark]
        for mark, added in pen.added.items()
        for said in (mark if pen.homes[mark] in MARKDOWN else mark + added,)
        if not any(it in shown for it in _spellings(said))
    }


def _spellings(said: str) -> tuple[str, ...]:
    """Return how a page may say something.

    A hashtag has one sign alone, and a sentence of the program names the signs that nobody sees.
    """
    whole = squeezed(said)
    return whole, whole.replace("#", ""), squeezed(spelled_out(said))

"""The register of bad inputs, part Markdown and site: each with its own words, from file to page."""

from __future__ import annotations

import json
import re
from html import escape as html_escape
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar
from mkdocs.commands.build import build as mkdocs
from mkdocs.config import load_config

from planner.building import build
from planner.loader import load
from planner.mkdocs_plugin import PlannerPlugin
from planner.site.markup import markdown, plain_text, web_address
from planner.site.media import Picture
from planner.texts import T
from tests.browsing import only
from tests.hostile import CANARY, DAY, differing, file, found_in, harmless, parsed, squeezed
from tests.test_site_post import camera, jpeg, looked, note, png, webp

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "</title><script>alert(1)</script>"
ISLAND = "</script>\u2028<script>alert(1)</script><!-- &"
PLAN = {
    "timezone": "Europe/Helsinki",
    "period": {"start": "2026-05-04", "end": "2026-06-28"},
}
TEMPLATES = ("home.html", "now.html", "board.html", "calendar.html", "audiences.html", "plan.html",
             "campaigns.html", "findings.html", "own.html", "month.html", "description.html", "post.html")  # fmt: skip
OUT = {
    "status": "ready",
    "channel": "newsletter",
    "audience": ["cooks"],
    "owner": "owner",
    "date": "2026-06-10",
    "time": "18:00",
    "campaign": "summer",
    "link_id": "p1",
}


def small_plan(folder: Path, words: str, body: str = "Text.") -> Path:
    """Write a plan of one file of each kind that is full of the same words."""
    content = folder / "content"
    role = {"id": "owner", "title": words, "does": ["write"]}
    name = words.replace("/", "") + "?"  # a finding in either, for Windows cannot hold it
    written: dict[str, tuple[dict[str, Any], str]] = {
        "plan": ({**PLAN, "title": words, "roles": [role], "business": {"name": words}}, body),
        "audiences/cooks": ({"title": words, "description": words}, ""),
        "channels/newsletter": ({"title": words, "kind": "newsletter"}, ""),
        "channels/facebook": ({"title": words}, ""),
        "campaigns/summer": ({"title": words, "summary": words, "utm_campaign": words}, body),
        "posts/p1": ({**OUT, "title": words, "hashtags": [words], "message": words}, body),
        "posts/p2": ({**OUT, "title": words, "channel": "facebook", "date": "2026-06-11"}, body),
        f"posts/{name}": ({"title": words}, body),
        f"own {name}": ({"title": words}, body),
    }
    for path, (matter, text) in written.items():
        place = content / f"{path}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file(matter, text), "utf-8")
    return content


def built(folder: Path, words: str, body: str = "Text.") -> Path:
    content = small_plan(folder, words, body)
    named = {"site_name": words, "copyright": words, "site_url": "https://plan.example/"}
    (folder / "mkdocs.yml").write_text(json.dumps(named, ensure_ascii=False), "utf-8")
    with only(*TEMPLATES):
        build(load(content), folder / "site", DAY, mkdocs_yml=folder / "mkdocs.yml")
    return folder / "site"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same plan's site with hostile words, and with harmless ones."""
    evil, plain = (tmp_path_factory.mktemp("plan") for _ in range(2))
    body = "\u2028".join(map(harmless, ISLAND.split("\u2028")))  # a finding in either
    return built(evil, TITLE, ISLAND), built(plain, harmless(TITLE), body)


def pages_of(site: Path) -> dict[str, str]:
    found = sorted(site.rglob("*.html"))
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in found}


@pytest.mark.payload("H1")
def test_a_title_that_closes_the_title_is_text_everywhere(sites: tuple[Path, Path]) -> None:
    evil, plain = map(pages_of, sites)
    assert differing(plain.items(), evil) == []
    for name, html in evil.items():
        assert squeezed(TITLE) in squeezed(parsed(html).text), name
    everything = [path for path in sites[0].rglob("*") if path.is_file()]
    shown = [it for it in everything if it.suffix not in (".ics", ".csv")]
    assert [it.name for it in shown if b"<script>alert" in it.read_bytes()] == []
    index = json.loads((sites[0] / "search/search_index.json").read_bytes())["docs"]
    assert not any("<" in it["title"] + it["text"] for it in index)
    assert sum(html_escape(TITLE, quote=False) in it["title"] for it in index) > 5
    events = Calendar.from_ical((sites[0] / "calendar/plan.ics").read_bytes()).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == [f"{TITLE}: {TITLE}"] * 2
    assert all(str(event["DESCRIPTION"]).startswith("</script>") for event in events)


@pytest.mark.payload("H7")
def test_data_within_a_page_cannot_end_its_script(sites: tuple[Path, Path]) -> None:
    evil, plain = map(pages_of, sites)
    for name, html in evil.items():
        scripts = re.findall(r"<script.*?</script>", html, re.DOTALL)
        assert scripts == re.findall(r"<script.*?</script>", plain[name], re.DOTALL), name
    script = (sites[0] / "search/search_index.js").read_text("utf-8")
    assert "<" not in script
    (found,) = (
        it
        for it in json.loads(script.removeprefix("var __index = "))["docs"]
        if it["location"] == "posts/p1.html"
    )
    assert found["text"].startswith(html_escape(ISLAND, quote=False))


ELEMENTS = (
    "<script>alert(1)</script>",
    "<iframe src=//evil.example></iframe>",
    "<form action=evil><input name=x></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<style>p { background: url(//evil.example/x) }</style>",
    "<svg><script>alert(1)</script></svg>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1) ",
    "<ScRiPt\n>alert(1)</sCrIpT\t>",
    "<!--><script>alert(1)</script>-->",
    "<div markdown onclick=alert(1)>x</div>",
    "<img src='../../../etc/passwd'>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
)
LINKS = (
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](&#106;avascript&#x3a;alert(1))",
    "[x](javascript&#58alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](\\javascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "[x](tel:112)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[x]\n\n[x]: <data:text/html,x> 'title'",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](javascript:alert(1))",
    "[![x](x)](javascript:alert(1))",
    "[x](#part-x)",
    "[x](posts/p1.html)",
)


@pytest.mark.payload("H2")
@pytest.mark.parametrize("payload", ELEMENTS)
def test_no_element_that_somebody_wrote_is_one(payload: str) -> None:
    for text in (payload, f"a {payload}", f"> {payload}", f"| a |\n|-|\n| {payload} |"):
        found = parsed(str(markdown(text).html), part=True)
        assert (found.acting, found.leading) == ((), ()), text
    found = parsed(str(plain_text(payload)), part=True)
    assert found.outline == []
    assert squeezed(payload) in squeezed(found.text)


@pytest.mark.payload("H3")
@pytest.mark.parametrize("payload", LINKS)
def test_a_link_leads_to_the_web_or_to_mail_or_is_none(payload: str) -> None:
    found = parsed(str(markdown(payload).html), part=True)
    assert not [row for row in found.outline if row[1] in ("a", "img") and "href" in row[3]]
    assert (found.acting, found.leading) == ((), ())
    shown = parsed(str(plain_text(payload)), part=True)
    assert {name for _, name, _, _ in shown.outline} <= {"span"}  # around a hashtag
    assert web_address(payload) == ""


@pytest.mark.payload("H3")
@pytest.mark.parametrize(
    "payload",
    [
        "[x](https://farm.example/)",
        "[x](HTTP://farm.example)",
        "[x](mailto:owner@farm.example)",
        "<https://farm.example/>",
        "<owner@farm.example>",
        "https://farm.example/?a=1&b=2",
        "[x][1]\n\n[1]: https://farm.example/",
    ],
)
def test_an_honest_link_is_one_and_tells_nobody_who_comes(payload: str) -> None:
    html = str(markdown(payload).html)
    (link,) = [row for row in parsed(html, part=True).outline if row[1] == "a"]
    assert link[3] == ("href", "rel")
    assert 'rel="noopener noreferrer"' in html


@pytest.mark.payload("H5")
@pytest.mark.parametrize("payload", ["{{ config }}", "{{ 7*7 }}", "{% include 'x' %}", "{# x #}"])
def test_the_signs_of_templates_are_text(payload: str, tmp_path: Path) -> None:
    for made in (markdown(payload).html, plain_text(payload)):
        assert payload in parsed(str(made), part=True).text
    if payload == "{{ 7*7 }}":  # through all templates; the others go the same way
        site = built(tmp_path, f"{payload} {{% include 'x' %}} {{{{ config }}}}", payload)
        for name in ("index.html", "posts/p1.html", "plan.html", "campaigns.html"):
            text = parsed((site / name).read_text("utf-8")).text
            assert "{{ 7*7 }} {% include 'x' %} {{ config }}" in text
            assert "49 {%" not in text


BODY = f"""\
[x](https://farm.example/){{onclick=alert(1)}} and {{: .evil onclick=alert(1) }}

<div markdown onclick="alert(1)">*x*</div>

{{{{ config }}}} {{% include "x" %}}

--8<-- ".git/config"

--8<-- "{CANARY}.txt"

![x](../../.env) <img src="../../../etc/x"> ![y](../.env)

```mermaid
graph TD
```

*[HTML]: <img src=x onerror=alert(1)>

x[^1]

[^1]: <script>alert(1)</script>
"""
THEIRS = """\
site_name: Theirs
theme: {name: material, font: false}
markdown_extensions:
  - attr_list
  - md_in_html
  - abbr
  - footnotes
  - pymdownx.superfences
  - pymdownx.snippets: {base_path: [., content], check_paths: false}
plugins: [search]
"""


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of somebody who has switched on what reads files and takes attributes."""
    folder = tmp_path_factory.mktemp("theirs")
    small_plan(folder, "Plain", BODY)
    for name in (".git/config", f"{CANARY}.txt", ".env", "content/.env"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"TOKEN={CANARY}", "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Theirs\n\n[x](y){#taken}\n", "utf-8")
    (folder / "mkdocs.yml").write_text(THEIRS, "utf-8")
    config = load_config(str(folder / "mkdocs.yml"))
    plugin = PlannerPlugin()
    plugin.load_config({"today": "2026-06-07"}, config.config_file_path)
    config.plugins["planner"] = plugin
    config.plugins.on_startup(command="build", dirty=False)
    with only(*TEMPLATES):
        mkdocs(config)
    config.plugins.on_shutdown()
    assert 'id="taken"' in (folder / "site/index.html").read_text("utf-8")
    return folder / "site"


PAGES = ("posts/p1.html", "posts/p2.html", "plan.html", "campaigns.html", "pages/own-plain.html")


@pytest.mark.payload("H4")
@pytest.mark.parametrize("name", PAGES)
def test_attributes_that_somebody_wrote_are_text(theirs: Path, name: str) -> None:
    found = parsed((theirs / "plan" / name).read_text("utf-8"))
    assert not any("onclick" in names or "evil" in said for _, _, said, names in found.outline)
    assert "{onclick=alert(1)}" in found.text
    assert '<div markdown onclick="alert(1)">' in found.text.replace("“", '"').replace("”", '"')


@pytest.mark.payload("H6")
@pytest.mark.parametrize("name", PAGES)
def test_no_file_is_read_for_somebody_who_names_it(theirs: Path, name: str) -> None:
    found = parsed((theirs / "plan" / name).read_text("utf-8"))
    assert '--8<-- ".git/config"' in found.text
    assert not any(tag == "img" for _, tag, said, _ in found.outline)
    assert "../../.env" not in re.sub(r"!\[x\]\(\.\./\.\./\.env\)", "", found.text)
    everything = [path for path in theirs.rglob("*") if path.is_file()]
    leaked = [
        path for path in everything if f"token={CANARY}".encode() in path.read_bytes().lower()
    ]
    assert leaked == []
    assert not any(found_in(path.read_bytes(), "unpkg.com") for path in everything if "plan" in path.parts and path.suffix == ".html")  # fmt: skip


@pytest.mark.payload("H8")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("media/logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("media/x.html", b"<script>alert(1)</script>"),
        ("media/x.js", b"alert(1)"),
        ("media/x.pdf", b"%PDF-1.7 /OpenAction"),
        ("media/x.png", b"<html><script>alert(1)</script></html>"),
        ("media/x.png", b"<script>/*" + png() + b"*/alert(1)</script>"),
        ("media/x.png.html", png()),
        ("media/x.png", b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)"),
    ],
)  # fmt: skip
def test_a_file_that_could_act_is_not_copied(tmp_path: Path, name: str, content: bytes) -> None:
    reason, copied = looked(tmp_path, name, content)
    assert isinstance(reason, T)
    assert copied == b""


@pytest.mark.payload("H8")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("media/x.png", png() + b"<html><script>GPS</script>"),
        ("media/x.png", png(note(b"eXIf", b"GPS"), note(b"tEXt", b"<script>GPS"))),
        ("media/x.jpg", jpeg(camera(1), after=b"<script>GPS</script>")),
        ("media/x.webp", webp((b"EXIF", b"GPS"), (b"XMP ", b"GPS"))),
    ],
)
def test_a_picture_is_copied_without_what_else_it_is(
    tmp_path: Path, name: str, content: bytes
) -> None:
    picture, copied = looked(tmp_path, name, content)
    assert isinstance(picture, Picture)
    assert b"GPS" in content
    assert b"GPS" not in copied
    assert b"<script" not in copied

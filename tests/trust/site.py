"""Measures the site under attack: words, pages in a browser, and what may not come out.

Two lists of attacks are fetched by name and version into ``build/``; only text is taken of them.
"""

from __future__ import annotations

import ast
import json
import os
import random
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import sync_playwright

from planner.exporters import EXPORTS
from planner.exporters.orders import Order
from planner.loader import load
from planner.model import Audience, Campaign, Channel, Plan, PlanFile, Post, Role
from planner.site.markup import markdown, plain_text
from planner.values import Moment
from tests.browsing import (
    COLOURS,
    LANGUAGES,
    SIZES,
    Visit,
    build_sample,
    faults_of_access,
    launched,
    one_of_each_template,
    serving,
    wear,
)
from tests.hostile import (
    CANARY,
    DAY,
    NOWHERE,
    WORDS,
    Parsed,
    Pen,
    files,
    found_in,
    harmless,
    lost,
    made,
    parsed,
    shape,
    site_for,
    whole_plan,
    written,
)
from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from playwright.sync_api import Browser, Page

    from planner.loader import Content

AREA = "Site"
EXAMPLES = 50_000
BUILD = Path(__file__).parents[2] / "build" / "attacks"
FOLDERS = tuple(LANGUAGES.items())


def measure() -> Iterator[Figure]:
    """Measure everything; a quarter of an hour on two cores."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        yield from _words(pool.map)
        yield from _attacks(pool.map)
    with tempfile.TemporaryDirectory() as folder:
        sample, evil = Path(folder, "site ä"), Path(folder, "evil")
        build_sample(sample)
        evil.mkdir()
        built = made(evil, Pen(WORDS), ("en", "fi"))
        yield from _still(sample)
        yield from _secrets(built.site, built.plan)
        with sync_playwright() as playwright:
            browser = launched(playwright)
            yield from _browsed(browser, sample, built.site)
            yield from _accessible(browser, sample)


# Any words in any field

_PIECES = (
    *("<", ">", '"', "'", "&", "=", "/", "`x`", " ", "  ", "{{", "}}", "{%", "%}", "{#", "#}"),
    *("\\", "%", "$", ";", "(", ")", "-", "!", "|", "^", "0", "alert(1)", "onerror=", " onload=x "),
    *("<script>", "</script>", "<script ", "</title>", "<!--", "-->", "--!>", "]]>", "<![CDATA[x"),
    *("<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<math>", "</math>", "<style>"),
    *("</style>", "</textarea>", "</noscript>", "</template>", "<template>", "<plaintext>"),
    *("<iframe srcdoc='", "<base href=//x>", "<form action=x>", "<input autofocus onfocus=x>"),
    *("<a href=javascript:x>", "</a>", "</p>", "</td></tr></table>", "<table><tr>", "<select>"),
    *("</option>", "</details>", "</h1>", "</article>", "</body></html>", "<frameset>", "<col>"),
    *("&lt;", "&gt;", "&quot;", "&#39;", "&#x3c;", "&#60", "&amp;lt;", "&colon;", "&Tab;", "&#0;"),
    *("javascript:", "data:text/html,", "vbscript:", "%3Cscript%3E", "\\u003c", "\\x3c", "${7*7}"),
    *(
        "<%= 7*7 %>",
        "{{ config }}",
        "{{ view|safe }}",
        "{% raw %}",
        "{% endraw %}",
        "{% block x %}",
    ),
    *("planner-body-", "planner-title-", "planner00000000000000000000000000000000-body-"),
    *("\u2028", "\u2029", "\u202e", "\u2066", "\u200b", "\u00a0", "\ufeff", "\u0301", "\ufffd"),
    *(
        "😀",
        "👩‍🌾",
        "ä",
        "ﷺ",
        "Ω",
        "\u3000",
        "\u017f",
        "\u0131",
        "İ",
        "\uff1cscript\uff1e",
        "\u2039",
        "″",
        "\U000e0041",
    ),
    *(
        "--8<-- x",
        "{onclick=x}",
        "{: .x }",
        "[x](javascript:x)",
        "![x](x)",
        "*[x]: y",
        ":::",
        "???",
    ),
)
"""No address, hashtag or mark at the start of a line: there, other signs are other elements."""


def _text(chance: random.Random) -> str:
    pieces = chance.choices(_PIECES, k=chance.randrange(1, 9))
    if chance.random() < 0.3:
        pieces.insert(0, "".join(chr(_sign(chance)) for _ in range(chance.randrange(1, 12))))
    # At either end stands a letter, so that no white space is lost there.
    return f"x{''.join(pieces)}x"


def _sign(chance: random.Random) -> int:
    """Return a letter or sign of anywhere that a file may hold, and Markdown does not look at."""
    while True:
        sign = chance.choice((0x20, 0xA0, 0x2000, 0x3040, 0x1F300)) + chance.randrange(0x5F)
        if chr(sign) not in "#*_~[]@:`\\\n<>" and not 0x7F <= sign <= 0x9F:
            return sign


class Tried(NamedTuple):
    """What came of one build."""

    texts: int
    """How many were put into fields whose words pages show, and were found there."""
    places: frozenset[str]
    pages: int
    differing: tuple[str, ...]
    lost: tuple[str, ...]


def _try(number: int) -> Tried:
    """Put a text of its own into every field of a plan, and compare its site with a harmless one."""
    chance = random.Random(number)  # noqa: S311 - the same attacks every time
    evil = Pen([_text(chance) for _ in range(_MOST)])
    plain = Pen(evil.words, tame=True)
    if number % 16:
        pages, beside = (_bodies(pen, "fi" if number % 2 else "en") for pen in (evil, plain))
    else:
        with tempfile.TemporaryDirectory() as folder:
            pages, beside = (_built(Path(folder, str(pen.tame)), pen) for pen in (evil, plain))
    differing: list[str] = []
    texts: list[str] = []
    for name in pages.keys() | beside.keys():
        one, other = pages.get(name, b""), beside.get(name, b"")
        if one != other:
            (built, text), (expected, _) = _seen(name, one), _seen(name, other)
            differing += [f"build {number}: {name}"] * (built != expected)
            texts.append(text)
    missed = lost(evil, "\n".join(texts)) - NOWHERE
    shown = [place for place in evil.homes.values() if place not in NOWHERE | missed]
    return Tried(
        0 if differing else len(shown),
        frozenset(shown),
        len(pages),
        tuple(sorted(differing)),
        tuple(f"build {number}: {place}" for place in sorted(missed)),
    )


_MOST = 9000
"""More than there are texts in a plan."""
_CROWD = 150
_AT_ONCE = 4


@cache
def _crowded() -> Content:
    """Return a plan in which every field says something, and every one of a post's does so often."""
    with tempfile.TemporaryDirectory() as folder:
        content = load(whole_plan(Path(folder)))
    full = [post for name, post in content.plan.posts.items() if "zz" in name]
    posts = dict(content.plan.posts)
    for number in range(_CROWD):
        day = DAY + timedelta(days=number - _CROWD // 2)
        facts = {"id": f"zz-{number}", "date": Moment(day), "status": _STATUSES[number % 4]}
        post = full[number % len(full)].model_copy(update=facts)
        posts[post.id] = post
    return replace(content, plan=replace(content.plan, posts=posts))


_STATUSES = ("reviewed", "ready", "draft", "cancelled")


def _bodies(pen: Pen, language: str) -> dict[str, bytes]:
    content = _crowded()
    site = site_for(content, written(content.plan, pen), language)
    pages = {page.path: page.body.encode() for page in site.pages}
    return {**pages, **{file.path: file.content for file in site.files}}


def _built(project: Path, pen: Pen) -> dict[str, bytes]:
    """Build a site in both languages with the engine."""
    project.mkdir()
    return files(made(project, pen, ("en", "fi")).site)


def _seen(name: str, content: bytes) -> tuple[object, str]:
    """Return how a page or a file is built, and what a page says."""
    if name.endswith(".html"):
        found = parsed(content.decode())
        return (found.outline, found.leading), found.text
    if name.endswith((".csv", ".ics")):
        return shape(name, content), ""
    if name.endswith("search_index.json"):
        docs = json.loads(content)["docs"]
        said = "\n".join(f"{it['title']}\n{it['text']}" for it in docs)
        return parsed(said, part=True).outline, ""  # in it, no element may be
    return name if b"<" not in content else content, ""  # the same once more, as a script


def _words(run: Callable[..., Iterable[Tried]]) -> Iterator[Figure]:
    tried: list[Tried] = []
    texts = number = 0
    while texts < EXAMPLES and not any(it.differing for it in tried):
        some = list(run(_try, range(number, number + _AT_ONCE)))
        number += _AT_ONCE
        tried += some
        texts += sum(it.texts for it in some)
        print(f"  {number} builds, {texts:,} texts", flush=True)
    differing = [name for it in tried for name in it.differing]
    missed = [name for it in tried for name in it.lost]
    for name in (*differing[:20], *missed[:20]):
        print(f"  {name}", flush=True)
    places = frozenset().union(*(it.places for it in tried))
    pages = sum(it.pages for it in tried)
    yield Figure(
        AREA,
        "hostile texts, each in a field of a file, that change an element of any page of "
        "the site, are not shown as they were written, or break a table, a calendar or the search",
        f"0 of {EXAMPLES:,}",
        f"{len(differing) + len(missed)} of {texts:,} in {len(places)} kinds of fields "
        f"({number} pairs of builds, {pages:,} pages and files compared)",
        not differing and not missed and texts >= EXAMPLES,
    )


# Lists of attacks


class Listed(NamedTuple):
    """A package that has a list of attacks in it."""

    fetch: tuple[str, ...]
    archive: str
    digest: str


_LISTS = {
    "brs-kb 4.0.2": Listed(
        (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "brs-kb==4.0.2"),
        "brs_kb-4.0.2-py3-none-any.whl",
        "a9f3737e9ef00f0a3b791d9d3b849618ec3e3eb98c27436ba174ff626ba5ebd8",
    ),
    "blns 2.0.4": Listed(
        ("npm", "pack", "--silent", "blns@2.0.4"),
        "blns-2.0.4.tgz",
        "07defd1e4ac44024cec61c668696afed8353ee01d2fcaeca2a174d5220c24d9d",
    ),
}


def _listed(name: str) -> tuple[str, ...]:
    """Return the attacks of a list; its package is fetched unless it is there, and never run.

    Raises:
        OSError: If it cannot be had.
    """
    package = _LISTS[name]
    archive = BUILD / package.archive
    if not archive.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        subprocess.run(package.fetch, cwd=BUILD, check=True, capture_output=True)
    if sha256(archive.read_bytes()).hexdigest() != package.digest:
        message = f"{archive} is not the file that it was"
        raise OSError(message)
    found = _of_wheel(archive) if archive.suffix == ".whl" else _of_tar(archive)
    return tuple(dict.fromkeys(it for it in found if it.strip()))


def _of_wheel(archive: Path) -> Iterator[str]:
    with zipfile.ZipFile(archive) as wheel:
        for name in sorted(wheel.namelist()):
            if name.endswith(".py"):
                for node in ast.walk(ast.parse(wheel.read(name))):
                    if isinstance(node, ast.keyword) and node.arg == "payload":
                        said = node.value
                        if isinstance(said, ast.Constant) and isinstance(said.value, str):
                            yield said.value


def _of_tar(archive: Path) -> Iterator[str]:
    with tarfile.open(archive) as package:
        file = package.extractfile("package/resources/blns.json")
        yield from json.loads(file.read()) if file else ()


_PER_BUILD = 150


def _attacks(run: Callable[..., Iterable[Counter[str]]]) -> Iterator[Figure]:
    for name in _LISTS:
        try:
            attacks = [it for it in map(_fit, _listed(name)) if it]
        except (OSError, subprocess.SubprocessError) as error:
            measure = f"active outputs of the attacks in {name}"
            yield Figure(AREA, measure, "0", f"not measured: {error}", met=False)
            continue
        parts = [attacks[at : at + _PER_BUILD] for at in range(0, len(attacks), _PER_BUILD)]
        active = sum(run(_attack, parts), Counter[str]())
        alone = sum(bool(it.acting or it.leading) for it in map(_alone, attacks))
        slots = ("title", "description", "tag", "text", "Markdown", "table", "calendar", "feed")
        yield Figure(
            AREA,
            f"active outputs of the attacks in {name}, each as {', '.join(slots)}",
            "0",
            f"{active.total()} of {len(attacks):,} × {len(slots)}; {alone:,} of them act where nothing is done"
            + "".join(f"; {slot}: {n}" for slot, n in sorted(active.items())),
            not active,
        )


def _fit(attack: str) -> str:
    """Return an attack without the signs that no file may hold."""
    kept = (it for it in attack if it in "\t\n" or not (it < " " or "\x7f" <= it <= "\x9f"))
    return "".join(kept).encode("utf-8", "ignore").decode().strip()


def _alone(attack: str) -> Parsed:
    return parsed(attack, part=True)


def _attack(attacks: Sequence[str]) -> Counter[str]:
    """Return where attacks act: each alone as a text, then all in one plan."""
    active: Counter[str] = Counter()
    for attack in attacks:
        for slot, made_ in (("Markdown", markdown(attack).html), ("text", plain_text(attack))):
            found = parsed(str(made_), part=True)
            active[slot] += bool(found.acting or found.leading)
    with tempfile.TemporaryDirectory() as folder:
        content = load(whole_plan(Path(folder)))
    evil, plain = _plan(attacks), _plan([harmless(it) for it in attacks])
    sites = [site_for(content, plan, "en") for plan in (plain, evil)]
    for tame, page in zip(*(site.pages for site in sites), strict=True):
        found = parsed(page.body)
        active["page"] += found.acting != parsed(tame.body).acting or bool(found.leading)
    for tame, file in zip(*(site.files for site in sites), strict=True):
        # An attack may be a finding of its own: words in brackets are taken for a gap.
        if file.path.endswith((".csv", ".ics")) and "findings" not in file.path:
            slot = "table" if file.path.endswith(".csv") else "calendar"
            active[slot] += shape(file.path, tame.content) != shape(file.path, file.content)
    for form, slot in (("csv", "table"), ("ics", "calendar"), ("atom", "feed")):
        both = (EXPORTS[form].make(Order(plan, DAY, "en")).content for plan in (plain, evil))
        first, second = (_bare(shape(f"x.{form}", it)) for it in both)
        active[slot] += first != second
    return +active


def _bare(found: object) -> object:
    """Return how a file is built, without whether something in it is an address."""
    rows = found if isinstance(found, list) else []
    return [
        tuple(tuple(it for it in part if it != "URL") if isinstance(part, list) else part for part in row)
        if isinstance(row, tuple)
        else row
        for row in rows
        if not (isinstance(row, tuple) and str(row[0]).endswith("}link"))
    ]  # fmt: skip


def _plan(attacks: Sequence[str]) -> Plan:
    """Return a plan whose posts are attacks: as title, tag, message and text, on two channels."""
    posts = {}
    for number, attack in enumerate(attacks):
        name = f"p{number:04}"
        posts[name] = Post.model_construct(
            id=name,
            title=attack,
            body=attack,
            message=attack,
            status="ready",
            hashtags=(attack,),
            alt_text=attack,
            series=f"{name} {attack}",
            audience=("a",),
            campaign="c",
            owner="owner",
            channel=("facebook", "newsletter")[number % 2],
            date=Post.model_validate({"date": f"2026-06-{10 + number % 18}"}).date,
        )
    channels = {it: Channel.model_construct(id=it, title=it) for it in ("facebook", "newsletter")}
    said = "\n".join(attacks)
    return Plan(
        PlanFile.model_construct(
            id="plan", title=attacks[0], roles=(Role(id="owner", title=attacks[-1]),), body=said
        ),
        audiences={"a": Audience.model_construct(id="a", title=attacks[0], description=said, needs=tuple(attacks))},
        channels=channels,
        campaigns={"c": Campaign.model_construct(id="c", title=attacks[-1], summary=said, body=said)},
        posts=posts,
    )  # fmt: skip


# What stands in the files


def _still(site: Path) -> Iterator[Figure]:
    """Look at every page of the sample without a browser."""
    pages = files(site, "*.html")
    running: list[str] = []
    leading: list[str] = []
    open_: list[str] = []
    for name, content in pages.items():
        text = content.decode()
        found = parsed(text)
        running += [f"{name}: {it}" for it in found.acting if " of <" in it]
        leading += [f"{name}: {it}" for it in found.leading]
        open_ += [name] * ('<meta name="robots" content="noindex' not in text)
    robots = (site / "robots.txt").read_text("ascii")
    open_ += ["robots.txt"] * (not robots.endswith("User-agent: *\nDisallow: /\n"))
    _show(running, leading, open_)
    yield _none("inline handlers and styles in the HTML", running, f"{len(pages)} pages")
    yield _none("links to other than pages, the web and mail", leading, f"{len(pages)} pages")
    yield _none("pages that search engines may take in", open_, f"{len(pages)} pages")


def _none(measure: str, found: Sequence[object], of: str) -> Figure:
    return Figure(AREA, measure, "0", f"{len(found)} of {of}", not found)


def _show(*found: Sequence[object]) -> None:
    for each in found:
        for it in each[:10]:
            print(f"  {it}", flush=True)


def _secrets(site: Path, plan: Plan) -> Iterator[Figure]:
    planted = sum(found_in(it, CANARY) for it in files(site.parent / "content").values())
    everything = files(site)
    for form in EXPORTS:
        channel = "facebook" if form in ("buffer", "publer", "socialbee") else ""
        channel = "linkedin" if form == "sprout" else channel
        order = Order(plan, DAY, "en", channel=channel, drafts=True)
        everything[f"planner export {form}"] = EXPORTS[form].make(order).content
    found = [name for name, it in everything.items() if found_in(it, CANARY)]
    _show(found)
    yield Figure(
        "Secrets",
        f"files of a site in two languages, and exports, that hold one of the canaries from {planted} "
        "files: remarks, unknown keys, hidden and unreadable files, settings, backups, notes of a camera",
        "0",
        f"{len(found)} of {len(everything)}",
        not found,
    )


# In a browser

_WATCH = """addEventListener("securitypolicyviolation", event =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`));"""

_NO_SEARCH = "window.Worker = class extends EventTarget { postMessage() {} }"


def _browsed(browser: Browser, sample: Path, evil: Path) -> Iterator[Figure]:
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for site, words in ((sample, "sample"), (evil, "hostile")):
        for place in ("http", "file"):
            full = (words, place) == ("sample", "http")
            with serving(site) as served:
                base = served if place == "http" else site.as_uri()
                counts[words] += len(files(site, "*.html"))
                faults += [f"{words} {place} {it}" for it in _crawled(browser, base, site, full)]
                if words == "sample":
                    faults += [f"{words} {place} {it}" for it in _used(browser, base)]
    policy = [it for it in faults if "policy" in it.lower()]
    elsewhere = [it for it in faults if it not in policy and "://" in it.split(" ", 3)[3]]
    others = [it for it in faults if it not in (*policy, *elsewhere)]
    _show(policy, elsewhere, others)
    opened = f"{counts['sample'] + counts['hostile']:,} pages opened"
    yield _none("violations of the policy in Chromium, from a server and from a folder", policy, opened)  # fmt: skip
    yield _none("requests to anywhere else", elsewhere, opened)
    yield _none("words of an attack that ran, and anything else on the console", others, opened)


def _crawled(browser: Browser, base: str, site: Path, search: bool) -> Iterator[str]:  # noqa: FBT001 - whether the search starts
    """Open every page; what a page does that it should not is noted by the visit.

    Half the time is the search's, which makes itself ready alike on each page.
    """
    with Visit(browser, base, viewport=SIZES["desk"]) as visit:
        visit.page.add_init_script(_WATCH if search else f"{_WATCH}\n{_NO_SEARCH}")
        for name in files(site, "*.html"):
            visit.page.goto(f"{base}/{name}")
            yield from (f"{name} {fault}" for fault in visit.faults)
            visit.faults.clear()


def _used(browser: Browser, base: str) -> Iterator[str]:
    """Search, filter, print and change the colours on the pages that have most to do."""
    look = {"viewport": SIZES["desk"], "color_scheme": "dark"}
    with Visit(browser, base, **look) as visit:
        page = visit.page
        page.add_init_script(_WATCH)
        for _, prefix in FOLDERS:
            for name in (
                "index.html",
                "posts.html",
                "findings.html",
                "calendar.html",
                "posts/p09.html",
            ):
                page.goto(f"{base}/{prefix}{name}")
                _search(page)
                _choose(page)
                wear(page, "light", SIZES["phone"])
                wear(page, "dark", SIZES["desk"])
                page.emulate_media(media="print")
                page.pdf()
                page.emulate_media(media="screen")
                yield from (f"{prefix}{name} {fault}" for fault in visit.faults)
                visit.faults.clear()  # fmt: skip


def _search(page: Page) -> None:
    page.locator(".md-search__input").click()
    page.keyboard.type("rhub")
    page.locator(".md-search-result__link").first.wait_for()
    page.keyboard.press("Escape")


def _choose(page: Page) -> None:
    for select in page.locator("article select").all():
        if select.is_visible():
            select.select_option(index=1)
            page.evaluate("() => new Promise(requestAnimationFrame)")


def _accessible(browser: Browser, site: Path) -> Iterator[Figure]:
    """Let axe look at a page of every shape, at both sizes, in both colours and languages."""
    faults: list[str] = []
    looked = 0
    pages = one_of_each_template(site)
    with serving(site) as base:
        for size in SIZES:
            look = {"viewport": SIZES[size], "color_scheme": "light", "reduced_motion": "reduce"}
            with Visit(browser, base, **look) as visit:
                for _, prefix in FOLDERS:
                    for name in pages:
                        visit.page.goto(f"{base}/{prefix}{name}")
                        for scheme in ("light", "dark"):
                            wear(visit.page, scheme, SIZES[size])
                            only = () if scheme == "light" else COLOURS
                            found = faults_of_access(visit.page, only)
                            faults += [f"{prefix}{name} {size} {scheme} {it}" for it in found]
                            looked += 1
                        wear(visit.page, "light", SIZES[size])
    _show(faults)
    yield Figure(
        "Accessibility",
        "violations of WCAG 2.2 A and AA that axe finds: every shape of page, two sizes, light and "
        "dark, both languages",
        "0",
        f"{len(faults)} of {looked} looks at {len(pages)} shapes",
        not faults,
    )

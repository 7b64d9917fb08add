"""Files that are no plain text, or not plainly a file (F)."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from tests.payloads.base import LEDGER, PLAN, POST, Builder, Payload, checked, planned, post, titled

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = b"\xef\xbb\xbf"
PUBLISH = ("track", "p", "--status", "published")
DATED = "date: 2026-06-03"


def sparse(size: int) -> Builder:
    """Make a file of zeros that takes no room."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return make


def link(target: str) -> Builder:
    """Make a link."""
    return lambda path: path.symlink_to(target)


def a_socket(path: Path) -> None:
    """Make a socket; its name may only be short, so it is made from beside it."""
    here = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


def zeros(path: Path) -> None:
    """Make what gives zeros for ever, or a link to it where only root may make devices."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        path.symlink_to("/dev/zero")


def post_with_two(path: Path) -> None:
    """Make a post that has a second name."""
    there = path.parents[1] / "posts/p.md"
    there.write_text(post(DATED), "utf-8")
    path.hardlink_to(there)


def with_mode(mode: int, content: str) -> Builder:
    """Make a file that not everybody may use."""

    def make(path: Path) -> None:
        path.write_text(content, "utf-8")
        path.chmod(mode)

    return make


def published(row: str, name: str, content: bytes) -> Payload:
    """Return a post that is written to: nothing but its status may change."""
    after = {POST: content.replace(b"status: idea", b"status: published")}
    return Payload(row, f"{name}, written to", {POST: content}, PUBLISH, 0, after=after)


def forms() -> Iterator[Payload]:
    yield checked("F1", "empty", "", "front-matter-missing 1:1", said="the file is empty")
    yield checked("F1", "only a mark", MARK, "front-matter-missing 1:1", said="the file is empty")
    yield checked(
        "F1", "only blanks", " \n\n", "front-matter-missing 1:1", said="the file is empty"
    )
    yield checked("F1", "only a fence", "---", "front-matter-unclosed 1:1", said="no closing ---")
    yield checked("F1", "two fences", "---\n---\n", "missing-field 1:1")
    unclosed = "---\ntitle: x\n"
    yield checked("F2", "unclosed", unclosed, "front-matter-unclosed 1:1", said="no closing ---")
    yield checked("F2", "no YAML below", "---\ntitle: x\n\n@ {{ [\n", "front-matter-unclosed 1:1")
    yield Payload("F2", "unclosed, written to", {POST: unclosed}, PUBLISH, 1, said=("p.md",))
    yield Payload(
        "F2",
        "unclosed, moved",
        {POST: unclosed},
        ("move", "p", "2026-06-05"),
        2,
        said=("cannot be read",),
    )
    yield Payload(
        "F2", "unclosed, mended", {POST: unclosed}, ("fix",), 0, said=("nothing to mend",)
    )
    rules = post(DATED, body="a\n\n---\n\nkey: [b\n\n---\n")
    yield checked("F3", "rule in the body", rules)
    yield published("F3", "rule in the body", rules.encode())
    for name, begin, end in (
        ("mark", MARK, b"\n"),
        ("CRLF", b"", b"\r\n"),
        ("CR", b"", b"\r"),
        ("both", MARK, b"\r\n"),
    ):
        yield checked(
            "F4", name, begin + post("bad: 1").encode().replace(b"\n", end), "unknown-field 4:1"
        )
        yield published("F4", name, begin + post(DATED, body="a\nb\n").encode().replace(b"\n", end))
    mixed = b"---\r\ntitle: T\nstatus: idea\rdate: 2026-06-03\n---\nb\r\n"
    yield checked("F4", "mixed", mixed)
    yield published("F4", "mixed", mixed)


def encodings() -> Iterator[Payload]:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"):
        said = (f"saved as {encoding.upper()[:6]}", "the encoding UTF-8")
        yield checked("F5", encoding, post().encode(encoding), "not-utf8 1:1", said=said)
    yield checked(
        "F5",
        "UTF-16 from its other end",
        b"\xfe\xff" + post().encode("utf-16-be"),
        "not-utf8 1:1",
        said="saved as UTF-16",
    )
    offer = ("saved as Windows-1252", "planner fix --encoding cp1252")
    day = post("message: Päivä")
    yield checked("F6", "Windows-1252", day.encode("cp1252"), "not-utf8 4:11", said=offer)
    yield checked(
        "F6",
        "Windows-1252 or another",
        post("message: ñandú").encode("cp1252"),
        "not-utf8 4:10",
        said=offer,
    )
    for told in ((), ("--encoding", "cp1252")):
        yield Payload(
            "F6",
            f"Windows-1252, mended {len(told)}",
            {POST: day.encode("cp1252")},
            ("fix", *told),
            0,
            after={POST: day.encode()},
        )
    yield checked("F6", "cut short", post().encode() + b"\xc3", "not-utf8 5:2")
    yield checked(
        "F6", "overlong", post().encode() + b"\xc0\xaf", "not-utf8 5:2", said="not saved as UTF-8"
    )
    yield checked("F6", "half a pair", post().encode() + b"\xed\xa0\x80", "not-utf8 5:2")
    for name, sign in (("NUL", "\0"), ("ESC", "\x1b"), ("BEL", "\a"), ("C1", "\x9b")):
        yield checked(
            "F7",
            name,
            titled(f"a{sign}]0;b"),
            "hidden-character 2:9",
            said="an invisible character",
        )
        yield checked(
            "F7",
            f"{name} in a key",
            post(f"ke{sign}y: 1"),
            "hidden-character 4:3",
            "unknown-field 4:1",
        )
        yield checked(
            "F7",
            f"{name} in a word",
            post(f"format: x{sign}31m"),
            "hidden-character 4:10",
            "unknown-word 4:9",
        )
    for sign in "\u202e\u2066\u200b\u2028\U000e0041":
        name = f"U+{ord(sign):04X}"
        yield checked("F7", name, titled(f"a{sign}b"), "hidden-character 2:9", said=name, code=0)
    yield Payload(
        "F7",
        "all of them in a calendar",
        {POST: planned(title="a\u202e\u200b\u2028\x1b]0;b")},
        ("export", "json", "--output", "out.json"),
        0,
        after={"out.json": None},
    )


def sizes() -> Iterator[Payload]:
    too_large = ("the file is too large",)
    yield checked("F8", "100 MB", sparse(100 << 20), "unreadable-file 1:1", said=too_large)
    yield checked("F8", "10 GB", sparse(10 << 30), "unreadable-file 1:1", said=too_large)
    yield checked("F8", "a line of a MB", post(body="x" * ((1 << 20) - 80)))
    yield checked(
        "F8", "a longer line", post(body="x" * (1 << 20)), "unreadable-file 1:1", said=too_large
    )
    yield checked(
        "F8",
        "64 KB of front matter",
        post("message: " + "x" * (1 << 16)),
        "unreadable-file 1:1",
        said="too long to read",
    )
    yield checked("F8", "100 MB of figures", sparse(100 << 20), "unreadable-file 1:1", path=LEDGER)
    yield checked(
        "F8", "100 MB of plan", sparse(100 << 20), "unreadable-file 1:1", path="content/plan.md"
    )
    yield checked(
        "F8", "100 MB of settings", sparse(100 << 20), path="planner.toml", code=2, said=too_large
    )
    yield checked(
        "F8",
        "100 MB of what is known",
        sparse(100 << 20),
        path=".planner-baseline.json",
        code=2,
        said=too_large,
    )
    yield Payload(
        "F8",
        "100 MB of looks",
        {"mkdocs.yml": sparse(100 << 20)},
        ("build",),
        2,
        said=("mkdocs.yml",),
    )


def links() -> Iterator[Payload]:
    followed, secret = "links are not followed", ("root:", "hostname")
    for name, path, target in (
        ("/etc/passwd", POST, "/etc/passwd"),
        ("a post", POST, "open.md"),
        ("nothing", POST, "nothing"),
        ("/etc", "content/posts/etc", "/etc"),
        ("the folder above", "content/posts/a/loop", "../../posts"),
        ("/etc/passwd as plan", "content/plan.md", "/etc/passwd"),
        ("/etc/passwd as page", "content/about.md", "/etc/passwd"),
        ("/etc/passwd as figures", LEDGER, "/etc/passwd"),
        ("/etc as pictures", "content/media", "/etc"),
        ("a picture", "content/media/a.png", "/etc/passwd"),
    ):
        yield checked(
            "F9",
            f"link to {name}",
            link(target),
            "unreadable-file 1:1",
            path=path,
            said=followed,
            unsaid=secret,
        )
    yield checked(
        "F9",
        "link to settings",
        link("/etc/passwd"),
        path="planner.toml",
        code=2,
        said=followed,
        unsaid=secret,
    )
    yield Payload(
        "F9",
        "link to looks",
        {"mkdocs.yml": link("/etc/passwd")},
        ("build",),
        2,
        said=("mkdocs.yml",),
        unsaid=secret,
    )
    yield Payload(
        "F9",
        "links, built",
        {POST: link("/etc/passwd"), "content/media": link("/etc"), "content/b": link("/")},
        ("build",),
        0,
        after={"site/index.html": None},
        unsaid=secret,
    )


def no_files() -> Iterator[Payload]:
    kinds: dict[str, Builder] = {
        "pipe": os.mkfifo,
        "socket": a_socket,
        "folder": Path.mkdir,
        "zeros": zeros,
        "link to zeros": link("/dev/zero"),
    }
    for name, make in kinds.items():
        yield checked("F10", name, make, "unreadable-file 1:1")
    for name in ("pipe", "zeros"):
        make = kinds[name]
        yield checked("F10", f"{name} as plan", make, "unreadable-file 1:1", path="content/plan.md")
        yield checked(
            "F10", f"{name} as page", make, "unreadable-file 1:1", path="content/about.md"
        )
        yield checked("F10", f"{name} as figures", make, "unreadable-file 1:1", path=LEDGER)
        yield checked("F10", f"{name} as settings", make, path="planner.toml", code=2)
        yield checked(
            "F10", f"{name} as what is known", make, path=".planner-baseline.json", code=2
        )
        yield Payload("F10", f"{name} as looks", {"mkdocs.yml": make}, ("build",), 2)
        yield Payload(
            "F10", f"{name}, imported", {"in.csv": make}, ("import", "in.csv", "--write"), 2
        )
        yield Payload(
            "F10", f"{name} as a table", {"in.csv": make}, ("track", "--csv", "in.csv"), 2
        )
        yield Payload(
            "F10", f"{name} as a feed", {"in.xml": make}, ("fetch", "blog", "--file", "in.xml"), 2
        )
        yield Payload(
            "F10",
            f"{name} as headers",
            {"in.csv": make},
            ("export", "metricool", "--header", "in.csv"),
            2,
        )


def rights() -> Iterator[Payload]:
    yield checked("F11", "second name", post_with_two, path="content/media/p.txt")
    yield Payload(
        "F11",
        "second name, written to",
        {"content/media/p.txt": post_with_two},
        PUBLISH,
        1,
        said=("p.md",),
    )
    yield checked(
        "F12",
        "mode 000",
        with_mode(0, post()),
        "unreadable-file 1:1",
        nobody=True,
        said="cannot be read",
    )
    yield checked(
        "F12",
        "folder of mode 000",
        lambda path: path.mkdir(mode=0),
        "unreadable-file 1:1",
        path="content/posts/closed",
        nobody=True,
        said="cannot be read",
    )
    yield Payload(
        "F12",
        "mode 0444, written to",
        {POST: with_mode(0o444, post(DATED))},
        PUBLISH,
        1,
        said=("p.md",),
    )
    yield Payload(
        "F12",
        "mode 0444, mended",
        {POST: with_mode(0o444, titled("A: b"))},
        ("fix",),
        1,
        said=("p.md",),
    )
    yield Payload(
        "F12",
        "mode 0444, moved",
        {POST: with_mode(0o444, post(DATED))},
        ("move", "p", "2026-06-05", "--write"),
        1,
        said=("p.md",),
    )


def names() -> Iterator[Payload]:
    for name in (
        "new\nline",
        "-rf",
        "😀",
        "a b#c?",
        "x" * 250,
        "\x1b]0;x\a",
        "\u202egnp.",
        "'; rm",
        "<script>",
        "%2e%2e",
        "a\\b",
        "::error::x",
        "a:b",
    ):
        yield checked("F13", name, post(), "invalid-value 1:1", path=f"content/posts/{name}.md")
    windows = "Windows cannot hold a file of this name"
    for name in ("CON.md", "aux.md", "com1.md", "aux.", "x.md ", "CON.txt"):
        yield checked(
            "F13",
            name,
            post(),
            "unreadable-file 1:1",
            path=f"content/posts/{name}",
            said=windows,
            code=0,
        )
    yield checked(
        "F13",
        "picture with a colon",
        "x",
        "unreadable-file 1:1",
        path="content/media/a:b.png",
        said=windows,
        code=0,
    )
    for pair in (("p\u00e4", "pa\u0308"), ("Case", "case"), ("pä", "pa")):
        yield Payload(
            "F13",
            f"{pair[0]} and {pair[1]}",
            {f"content/posts/{name}.md": post() for name in pair},
            code=1,
            findings=("duplicate-id 1:1",),
        )
    yield Payload(
        "F13",
        "pages in two cases",
        {"content/About.md": "# A", "content/about.md": "# B"},
        code=0,
        findings=("unreadable-file 1:1",),
        said=("take this file and About.md for one",),
    )


def ids() -> Iterator[Payload]:
    for value in ("../../.ssh/authorized_keys", "a" * 300, "' '", "a/b", "..", "\\\\host"):
        yield checked("F14", value, post(f"id: {value}"), "invalid-value 4:5")
    for value in ("assets", "index", "404", "CON", ""):
        yield checked("F14", value or "none", post(f"id: {value}"))
    yield Payload(
        "F14",
        "two equal",
        {f"content/posts/{name}.md": post("id: same") for name in "ab"},
        findings=("duplicate-id 4:5",),
    )
    odd = {
        f"content/posts/{n}.md": planned(f"id: {value}")
        for n, value in enumerate(("assets", "404", "../../x", "a" * 300))
    }
    names = ("-rf", "😀", "a b#c?", "ä", "CON", "index", "x" * 250)
    odd |= {f"content/posts/{name}.md": planned() for name in names}
    made = ("a", "con-", "index", "assets", "404")  # Windows has no con.html
    yield Payload(
        "F14",
        "odd names and ids, built",
        odd,
        ("build",),
        0,
        after={f"site/posts/{name}.html": None for name in made},
    )
    yield checked(
        "F16",
        "merged front matter",
        post("<<<<<<< HEAD", "time: 18", "=======", "time: 19", ">>>>>>> x"),
        "yaml-syntax 4:1",
        said="two versions of this file",
    )
    yield checked(
        "F16",
        "merged body",
        post(body="<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x"),
        "yaml-syntax 5:1",
        said="two versions of this file",
    )
    yield checked(
        "F16",
        "merged plan",
        "<<<<<<< HEAD\n" + PLAN["content/plan.md"],
        "yaml-syntax 1:1",
        path="content/plan.md",
    )
    yield checked(
        "F16",
        "merged figures",
        "<<<<<<< HEAD\nsubject,checked_on,metric,value\n",
        "invalid-row 1:1",
        path=LEDGER,
    )
    yield checked("F16", "merged settings", "<<<<<<< HEAD\n", path="planner.toml", code=2)
    yield checked(
        "F16",
        "conflicted copy",
        post(),
        "invalid-value 1:1",
        path="content/posts/open (conflicted copy).md",
        said="cannot be an id",
    )
    for name in (".#post.md", "post.md~", "4913", ".post.md.swp", "#post.md#"):
        yield checked("F16", name, "---\n", path=f"content/posts/{name}")


def all_of_them() -> Iterator[Payload]:
    """Yield the inputs of this kind."""
    for part in (forms, encodings, sizes, links, no_files, rights, names, ids):
        yield from part()

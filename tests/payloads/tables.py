"""Tables that people and services make (C)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.payloads.base import LEDGER, PLAN, POST, Content, Payload, planned
from tests.payloads.odd_files import sparse

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = "subject,checked_on,metric,value\n"
FACEBOOK = PLAN["content/channels/blog.md"].replace("Blog", "Facebook").replace("blog", "facebook")


def figures(
    row: str,
    name: str,
    table: Content,
    code: int = 0,
    said: str = "",
    after: str | None = None,
    *options: str,
) -> Payload:
    """Return a table of figures that is noted, or not at all."""
    made = {LEDGER: after} if after is not None else {}
    return Payload(
        row,
        f"{name}, noted",
        {"in.csv": table},
        ("track", "--csv", "in.csv", *options),
        code,
        said=(said,) if said else (),
        after=made,
    )


def plan(
    row: str,
    name: str,
    table: Content,
    code: int = 0,
    said: str = "",
    after: dict[str, str | bytes | None] | None = None,
    *options: str,
) -> Payload:
    """Return a table of posts that become files, or none of which does."""
    return Payload(
        row,
        name,
        {"in.csv": table},
        ("import", "in.csv", "--as", "plan", "--write", *options),
        code,
        said=(said,) if said else (),
        after=after or {},
    )


def formulas() -> Iterator[Payload]:
    cells = ('=HYPERLINK("http://e","x")', "+1", "-1", "@acme", "\t=1", "\r=1")
    for cell in cells:
        written = (
            cell.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r")
        )
        files = {
            POST: planned(f'message: "{written}"', "minutes: 5"),
            "content/channels/fb.md": FACEBOOK,
        }
        quoted = "'" + cell.replace('"', '""')
        yield Payload(
            "C1",
            f"{cell} for people",
            files,
            ("export", "csv", "--output", "out.csv"),
            0,
            after={"out.csv": quoted},
        )
    for cell in ("\uff1d1+1", "|cmd"):
        yield Payload(
            "C1",
            f"{cell} for people",
            {POST: planned(f'message: "{cell}"')},
            ("export", "csv", "--output", "out.csv"),
            0,
            after={"out.csv": f",{cell},"},
        )
    body = {
        POST: planned("channel: fb", "format: text", body='=HYPERLINK("http://e","x")'),
        "content/channels/fb.md": FACEBOOK,
    }
    for form in ("buffer", "publer", "socialbee", "sprout"):
        yield Payload(
            "C1",
            f"for {form}",
            body,
            ("export", form, "--channel", "fb", "--output", "out.csv"),
            0,
            said=("begins as a formula does",),
            after={"out.csv": '"=HYPERLINK('},
        )


def dialects() -> Iterator[Payload]:
    row = "goal:boxes;20.5.2026;boxes;{}\n"
    head = HEAD.replace(",", ";")
    for name, value in (
        ("no-break space", "1\xa0234,5"),
        ("narrow space", "1\u202f234,5"),
        ("space", "1 234,5"),
    ):
        yield figures("C2", name, head + row.format(value), 0, "", "1234.5")
    yield figures("C2", "sep", "sep=;\r\n" + head + row.format("12,5"), 0, "", "12.5")
    yield figures("C2", "tabs", (head + row.format("12,5")).replace(";", "\t"), 0, "", "12.5")
    yield figures("C2", "one or a thousand", head + row.format("1,234"), 1, "two ways")
    yield plan(
        "C2", "one column", "Title\nA\n", 2, "No column is a title or a text beside another field"
    )
    quotes = (
        HEAD
        + "goal:boxes,2026-05-20,boxes,5\n"
        + '"goal:a ""b"" c; d, e",2026-05-20,boxes,5\n' * 2_500
    )
    yield figures("C2", "104 kB of quotation marks", quotes, 1, "in.csv:3")
    table = HEAD + "goal:boxes,2026-05-20,boxes,5\n"
    yield figures("C3", "mark", b"\xef\xbb\xbf" + table.encode(), 0, "", "boxes,5")
    yield plan(
        "C3",
        "mark",
        b"\xef\xbb\xbfTitle,Date\nA,2.6.2026\n",
        0,
        "",
        {"content/posts/2026-06-02-a.md": "title: A"},
    )
    yield figures("C4", "UTF-16", table.encode("utf-16"), 0, "", "boxes,5")
    yield plan(
        "C4",
        "UTF-16",
        "Title\tDate\nPäivä\t2.6.2026\n".encode("utf-16"),
        0,
        "",
        {"content/posts/2026-06-02-paiva.md": "title: Päivä"},
    )
    yield plan("C4", "Windows-1252", "Title\nPäivä\n".encode("cp1252"), 2, "--encoding cp1252")
    yield plan(
        "C4",
        "Windows-1252, told",
        "Title,Status\nPäivä,idea\n".encode("cp1252"),
        0,
        "",
        {"content/posts/paiva.md": "title: Päivä"},
        "--encoding",
        "cp1252",
    )
    yield figures(
        "C4",
        "Windows-1252",
        "subject,checked_on,metric,value,source\ngoal:boxes,2026-05-20,boxes,5,käsi\n".encode(
            "cp1252"
        ),
        2,
        "--encoding cp1252",
    )


def broken() -> Iterator[Payload]:
    row = "goal:boxes,2026-05-20,boxes,{}\n"
    yield figures("C5", "NUL", HEAD + row.format("5\0"), 2, "in.csv:2")
    yield figures("C5", "open quotation mark", HEAD + row.format('"5'), 1, "in.csv:2")
    yield figures("C5", "text behind one", HEAD + row.format('"5"x'), 1, "in.csv:2")
    yield figures("C5", "long row", HEAD + row.format("5,6"), 1, "in.csv:2")
    yield figures("C5", "short row", HEAD + row.format("5") + "post:open\n", 1, "in.csv:3")
    yield figures(
        "C5",
        "column twice",
        HEAD.replace("value", "metric") + row.format("5"),
        1,
        "“metric” is there twice",
    )
    yield figures("C5", "no name", HEAD.replace("metric", "") + row.format("5"), 1)
    for name, text, said in (
        ("NUL", "Title,Date\nA\0,2.6.2026\n", "in.csv:2"),
        ("open quotation mark", 'Title,Date\nA,"2.6.2026\n', "in.csv:2"),
        ("text behind one", 'Title,Date\nA,"2.6.2026"x\n', "in.csv:2"),
        ("long row", "Title,Date\nA,2.6.2026,x\n", "in.csv:2"),
        ("column twice", "Title,Date,Title\nA,2.6.2026,B\n", "“Title”"),
        ("no name", "Title,,Date\nA,x,2.6.2026\n", "in.csv:2"),
    ):
        yield plan("C5", name, text, 2, said)
    yield plan(
        "C6",
        "a cell of 131,073",
        "Title\n" + "x" * 131_073 + "\n",
        2,
        "in.csv:2: the row is too long",
    )
    yield figures(
        "C6",
        "a cell of 131,073",
        HEAD + row.format("1" * 131_073),
        2,
        "in.csv:2: the row is too long",
    )
    yield plan(
        "C6", "a million rows", "Title,Status\n" + "a,\n" * 1_000_000, 2, "more than 50000 rows"
    )
    yield figures(
        "C6", "a million rows", HEAD + "post:open,,,\n" * 1_000_000, 1, "more than 50000 rows"
    )
    yield plan("C6", "a line of 100 MB", sparse(100 << 20), 2, "too large")
    yield figures("C6", "a line of 100 MB", sparse(100 << 20), 2, "too large")
    yield plan("C6", "a line of 19 MB", "Title\n" + "x" * (19 << 20), 2, "too long")
    counted = HEAD + "channel:blog,2026-05-20,followers,{}\n"
    for value in ("١٢٣", "1_000", "nan", "inf", "1e5", "-5", "12%"):
        yield figures("C7", value, counted.format(value), 1, "in.csv:2")


def words() -> Iterator[Payload]:
    titles = ("../../x", "CON", "x" * 500, "Same", "Same", "/etc/passwd", "..")
    table = "Title,Date\n" + "".join(f"{title},{n + 1}.6.2026\n" for n, title in enumerate(titles))
    made = dict.fromkeys(
        (
            f"content/posts/2026-06-0{n}-{name}.md"
            for n, name in (
                (1, "x"),
                (2, "con"),
                (3, "x" * 69),
                (4, "same"),
                (5, "same"),
                (6, "etc-passwd"),
                (7, "idea"),
            )
        )
    )
    yield plan("C8", "titles", table, 1, "", made)
    undated = "Title,Status\n../../x,idea\nCON,idea\nSame,idea\n"
    yield plan(
        "C8",
        "titles without a day",
        undated,
        0,
        "",
        dict.fromkeys(f"content/posts/{name}.md" for name in ("x", "con-2", "same")),
    )
    text = '"---\nkey: v\n{{x}}\n<script>alert(1)</script>\r\n---\n"'
    yield plan(
        "C9",
        "a front matter in a cell",
        f"Title,Text,Message\nkey: v,{text},{{{{x}}}}\n",
        0,
        "",
        {"content/posts/key-v.md": 'title: "key: v"'},
    )
    yield plan(
        "C9",
        "only a fence",
        'Title,Text\n"---","---"\n',
        0,
        "",
        {"content/posts/idea.md": "\n---\n\n---\n"},
    )


def all_of_them() -> Iterator[Payload]:
    """Yield the inputs of this kind."""
    for part in (formulas, dialects, broken, words):
        yield from part()

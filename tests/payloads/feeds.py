"""Feeds that were saved as files (R); what a server can do is tested with sockets."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from tests.payloads.base import PLAN, Content, Payload

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOG = "content/channels/blog.md"
LAUGHS = '<!ENTITY l0 "lol">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)
)


def rss(*items: str, head: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0"><channel><title>t</title><link>https://a.example/</link>{inside}</channel></rss>'


def feed(
    row: str,
    name: str,
    content: Content,
    code: int = 0,
    said: str = "",
    unsaid: tuple[str, ...] = (),
) -> Payload:
    """Return a feed that is read from a file."""
    followed = PLAN[BLOG].replace("kind:", "feed: https://a.example/feed.xml\nkind:")
    return Payload(
        row,
        name,
        {"in.xml": content, BLOG: followed},
        ("fetch", "blog", "--file", "in.xml"),
        code,
        said=(said,) if said else (),
        unsaid=unsaid,
    )


def all_of_them() -> Iterator[Payload]:
    """Yield the inputs of this kind."""
    own = "defines words of its own"
    for name, head in (
        ("outside entity", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        ("parameter entity", '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>'),
    ):
        yield feed("R1", name, rss("<title>&a;</title>", head=head), 1, own, ("root:",))
    yield feed(
        "R1",
        "outside definition",
        rss("<title>a</title>", head='<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
        0,
        "",
        ("root:",),
    )
    yield feed(
        "R2", "billion laughs", rss("<title>&l9;</title>", head=f"<!DOCTYPE x [{LAUGHS}]>"), 1, own
    )
    yield feed(
        "R2",
        "5,000 times 5 kB",
        rss(f"<title>{'&a;' * 5_000}</title>", head=f'<!DOCTYPE x [<!ENTITY a "{"x" * 5_000}">]>'),
        1,
        own,
    )
    yield feed("R3", "packed", gzip.compress(b"\0" * (150 << 20), 9), 1, "no feed")
    for name in ("./in.xml", "file:///etc/passwd", "http://127.0.0.1/"):
        yield Payload("R7", name, {"in.xml": rss()}, ("fetch", name), 2, unsaid=("root:",))
    for name, content, said in (
        ("malformed", "<rss><channel><item><title>a</titel>", ""),
        ("page", "<html><p>x", "web page"),
        ("JSON", '{"version": "https://jsonfeed.org/version/1.1", "items": []}', "no feed"),
        ("empty", "", ""),
        ("odd bytes", bytes(range(256)) * 40, ""),
        ("cut off", rss("<title>a</title>")[:-30], ""),
        (
            "20,000 attributes",
            rss("<a " + " ".join(f"a{n}='1'" for n in range(20_000)) + "/>"),
            "too deep or too wide",
        ),
        ("20,000 deep", rss("<a>" * 20_000 + "</a>" * 20_000), "too deep or too wide"),
    ):
        yield feed("R8", name, content, 1, said)
    yield feed("R8", "20,000 entries", rss(*["<title>a</title>"] * 20_000), 0, "500")
    odd = (
        "javascript:alert(1)",
        "data:text/html,x",
        "/p/1",
        "//host/x",
        "https://xn--pivi-hra.example/",
        "https://a.example/" + "x" * 10_000,
    )
    yield feed(
        "R9",
        "links",
        rss(*(f"<title>a</title><link>{it}</link>" for it in odd)),
        0,
        "no web addresses were left out: 3",
        ("javascript:", "x" * 3_000),
    )
    yield feed(
        "R10",
        "words",
        rss(
            "<title>&lt;script&gt;alert(1)&lt;/script&gt;Hei ](javascript:x)\n---\n::error::x</title>",
            "<title>a\u202eb\x9b31m</title>",
        ),
        0,
        "",
        ("<script>", "\n::error"),
    )
    for day in (
        "",
        "ke 3.2.2026",
        "Sat, 06 Jun 99999 18:30:43 GMT",
        "Wed, 03 Feb 2100 10:00:00 GMT",
    ):
        yield feed("R11", day or "no day", rss(f"<title>a</title><pubDate>{day}</pubDate>"))
    yield feed(
        "R12",
        "another encoding",
        rss("<title>Päivä</title>", head='<?xml version="1.0" encoding="utf-8"?>').encode("cp1252"),
        0,
        "another encoding than it says",
    )
    yield feed(
        "R12",
        "no known encoding",
        rss("<title>Päivä</title>", head='<?xml version="1.0" encoding="klingon"?>'),
        0,
        "another encoding than it says",
    )
    yield feed(
        "R13",
        "one id for all",
        rss(
            *["<title>a</title><guid>x</guid>"] * 2,
            *["<title>b</title><link>https://a.example/1</link>"] * 2,
        ),
    )

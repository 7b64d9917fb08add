"""Words that would be lines of a calendar (I)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.payloads.base import POST, Payload, planned, post

if TYPE_CHECKING:
    from collections.abc import Iterator


def calendar(
    row: str,
    name: str,
    content: str,
    after: str | bytes | None,
    *unsaid: str,
    said: tuple[str, ...] = (),
    code: int = 0,
) -> Payload:
    """Return a post that goes into a calendar."""
    made = {"out.ics": after} if not code else {}
    return Payload(
        row,
        name,
        {POST: content},
        ("export", "ics", "--output", "out.ics"),
        code,
        said=said,
        after=made,
        unsaid=unsaid,
    )


def all_of_them() -> Iterator[Payload]:
    """Yield the inputs of this kind."""
    yield calendar(
        "I1",
        "a property in a title",
        planned(title='"x\\r\\nATTENDEE:mailto:evil@x"'),
        "SUMMARY:Blog: x\\nATTENDEE:mailto:evil@x",
        "\nATTENDEE",
    )
    yield calendar(
        "I1",
        "a lone CR",
        planned(title='"x\\rATTENDEE:mailto:evil@x"'),
        "SUMMARY:Blog: x\\nATTENDEE:mailto:evil@x",
        "\rATTENDEE",
    )
    yield calendar(
        "I2",
        "signs that nobody sees",
        planned(title='"a\\u2028b\\x85c\\x0bd\\x0ce\\0f\\eg"'),
        "SUMMARY:Blog: ",
        "\x1b",
        "\0",
        "\u2028",
        "\x85",
        "\x0b",
        "\x0c",
    )
    yield calendar(
        "I3",
        "an address of two lines",
        planned('post_url: "https://a.example/x\\r\\nATTENDEE:y"'),
        None,
        "\nATTENDEE",
        said=("is no web address",),
    )
    yield calendar(
        "I4", "signs with a meaning", planned(title="'a;b,c\\d'"), "SUMMARY:Blog: a\\;b\\,c\\\\d"
    )
    yield calendar("I5", "long lines", planned(title="äöÄÖ😀" * 40), None)
    yield calendar(
        "I7", "an hour that is not there", planned("date: 2026-03-29", "time: 03:30"), None
    )
    yield calendar(
        "I7",
        "an hour that comes twice",
        planned("date: 2026-10-25", "time: 03:30"),
        "DTSTART:20261025T003000Z",
    )
    yield calendar("I8", "50 kB of text", planned(body="ä " * 25_000), None)
    notes = post("note: SECRET", "date: 2026-06-04", "channel: blog", body="SECRET")
    yield calendar("I9", "what is not ready", notes, None, "SECRET")

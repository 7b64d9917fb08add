"""What a bad input is, and the plan without a fault that it is laid over."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

Builder: TypeAlias = "Callable[[Path], object]"
"""Makes a file that bytes alone are not."""
Content: TypeAlias = "str | bytes | Builder"

PLAN: Mapping[str, str] = {
    "content/plan.md": """---
title: Plan
language: en
timezone: Europe/Helsinki
period: {start: 2026-06-01, end: 2026-06-07}
as_of: 2026-05-25
vision: A garden in every street
roles: [{id: anna, title: Gardener, does: [publish, reply]}]
---
""",
    "content/audiences/neighbours.md": """---
title: Neighbours
description: People of the street who cook for themselves on weekdays
needs: [quick suppers]
journey: [customers]
channels: [{id: blog, evidence: asked, checked_on: 2026-05-01}]
interests: [{id: herbs, title: Herbs, evidence: asked}]
---
""",
    "content/goals/boxes.md": """---
title: Sell 30 boxes
lever: more-customers
metric: boxes
baseline: {value: 4, date: 2026-05-01}
target: {value: 30, by: 2026-06-07}
---
""",
    "content/channels/blog.md": """---
title: Blog
kind: blog
windows: [Mon-Sun 6:00-21:00]
attention_metrics: [visits]
read_from: The site's statistics
---
""",
    "content/posts/open.md": """---
title: The garden opens
status: ready
channel: blog
audience: neighbours
goal: boxes
purpose: sell
interest: herbs
date: 2026-06-02
time: 12:00
stage: purchase
content_type: offer
format: blog-post
message: Come and see
cta: {type: comment, text: Tell us}
action_metric: orders
owner: anna
---
Come and see the garden.
""",
}
POST = "content/posts/p.md"
LEDGER = "content/tracking/2026.csv"
CHECK = ("check",)


class Payload(NamedTuple):
    """A bad input, the command that gets it, and what has to become of it."""

    row: str
    name: str
    files: Mapping[str, Content]
    """What is laid over the plan, by its path beside the content folder."""
    command: tuple[str, ...] = CHECK
    code: int = 1
    findings: tuple[str, ...] = ()
    """What a check finds in the files: slug, line and column."""
    said: tuple[str, ...] = ()
    """What is said of it, word for word."""
    after: Mapping[str, str | bytes | None] = {}
    """The files that are made or changed: all that stands in them, or words of it, or whatever."""
    unsaid: tuple[str, ...] = ()
    """What is neither said nor stands in a file that was made."""
    nobody: bool = False
    """Whether it is run by somebody who may do nothing that the files do not allow."""

    @property
    def id(self) -> str:
        """What it is called in a report."""
        name = "".join(
            sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in self.name[:40]
        )
        return f"{self.row} {name}"


def post(*lines: str, body: str = "b") -> str:
    """Return a post without a fault but for these lines."""
    return "\n".join(["---", "title: T", "status: idea", *lines, "---", body])


def titled(value: str) -> str:
    """Return a post with a title as it stands in the file."""
    return f"---\ntitle: {value}\nstatus: idea\n---\nb"


def planned(*lines: str, body: str = "b", title: str = "T") -> str:
    """Return a post that goes out."""
    known = PLAN["content/posts/open.md"].split("\n---\n")[0].replace("The garden opens", title)
    given = {line.split(":")[0] for line in lines}
    kept = [line for line in known.split("\n") if line.split(":")[0] not in given]
    return "\n".join([*kept, *lines, "---", body]).replace("date: 2026-06-02", "date: 2026-06-04")


def checked(
    row: str,
    name: str,
    content: Content,
    *findings: str,
    said: str | tuple[str, ...] = (),
    path: str = POST,
    code: int | None = None,
    unsaid: tuple[str, ...] = (),
    nobody: bool = False,
) -> Payload:
    """Return a file that is checked: an error where anything is found, unless told otherwise."""
    words = (said,) if isinstance(said, str) else said
    ends = code if code is not None else int(bool(findings))
    return Payload(row, name, {path: content}, CHECK, ends, findings, words, {}, unsaid, nobody)

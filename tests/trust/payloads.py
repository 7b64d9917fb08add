"""The table of bad inputs, with every command that may get them; bombs; what is said of a fault.

Time is that of a processor, memory the largest of a command and its own processes. Each is forked
from a process that has the program loaded, whose memory every one of them begins with: a bomb is
measured by what it takes beyond an ordinary check.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from planner.tracking.fetching import NotFetched
from tests.forking import Forks
from tests.payloads import PAYLOADS
from tests.payloads.base import CHECK, Payload
from tests.survival import OTHERS, SECONDS, Survived, survive
from tests.test_fetching import (
    FEEDS,
    NOT_PUBLIC,
    PUBLIC,
    Doors,
    Names,
    Server,
    fetcher,
    is_special,
    to,
)
from tests.trust import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

AREA = "Bad inputs"
BOMBS = ("Y1", "Y2", "Y3", "Y4", "R2", "R3", "F8")
MANY = 100_000
MB = 1 << 20


def many(files: int) -> Payload:
    """Return a plan with so many further files (F15)."""

    def make(folder: Path) -> None:
        folder.mkdir()
        for number in range(files):
            (folder / f"{number}.md").write_text("---\ntitle: T\nstatus: idea\n---\n", "utf-8")

    return Payload("F15", f"{files} files", {"content/posts/many": make}, ("check", "--quiet"), 0)


def measure() -> Iterator[Figure]:
    """Run the table and what takes long of it."""
    with Forks() as forks:
        base = survive(forks, Payload("", "ordinary", {}, CHECK, 0))
        found = {f"{it.id}, {' '.join(it.command)}": _survived(forks, it) for it in PAYLOADS}
        yield from _table(found, base)
        yield from _bombs(forks, base)
        yield from _connections()
        yield from _many(forks)


def _survived(forks: Forks, payload: Payload) -> Survived:
    checks = payload.command == CHECK and payload.code != 2
    return survive(forks, payload, OTHERS if checks else ())


def _table(found: dict[str, Survived], base: Survived) -> Iterator[Figure]:
    good = sum(not it.faults for it in found.values())
    for name, it in found.items():
        for fault in it.faults:
            print(f"{name}: {fault[:300]}")
    runs = sum(len(it.runs) for it in found.values())
    whole = f"{good} of {len(found)}"
    yield Figure(
        AREA,
        f"inputs of the table as expected, {runs:,} commands",
        "all",
        whole,
        good == len(found),
    )
    traces = sum("fault of its own" in fault for it in found.values() for fault in it.faults)
    yield Figure(AREA, "traces and internal errors", "0", str(traces), not traces)
    slow = {name: it.seconds for name, it in found.items() if it.size <= MB}
    name, seconds = max(slow.items(), key=lambda it: it[1])
    yield Figure(
        AREA, "the longest on up to 1 MiB", "2 s", f"{seconds:.1f} s ({name})", seconds < SECONDS
    )
    rate = {name: it.seconds / it.size * MB for name, it in found.items() if it.size > MB}
    name, seconds = max(rate.items(), key=lambda it: it[1])
    yield Figure(
        AREA,
        "the longest for each MiB of more",
        "2 s",
        f"{seconds:.1f} s ({name})",
        seconds < SECONDS,
    )
    name, memory = max(((name, it.memory) for name, it in found.items()), key=lambda it: it[1])
    yield Figure(
        AREA,
        f"the most memory (an ordinary check here: {base.memory // MB} MB)",
        "512 MB",
        f"{memory // MB} MB ({name})",
        memory < 512 * MB,
    )
    findings = [one for it in found.values() for one in it.findings]
    told = sum(bool(it["line"] and it["column"] and it["help"].strip()) for it in findings)
    share = 100 * told / len(findings)
    yield Figure(
        "Messages",
        "findings on bad inputs with line, column and what to do",
        "95 %",
        f"{share:.1f} % of {len(findings)}",
        share >= 95,
    )
    exact = sum((it["line"], it["column"]) != (1, 1) for it in findings)
    known = sum(
        (it["line"], it["column"]) == (1, 1) and "front-matter" not in it["slug"] for it in findings
    )
    yield Figure(
        "Messages",
        "of these at a spot inside the file (the others are about the whole file)",
        "",
        f"{exact} of {len(findings)}; {known} on a whole file",
        met=True,
    )


def _bombs(forks: Forks, base: Survived) -> Iterator[Figure]:
    bombs = {
        it.id: survive(forks, it) for it in PAYLOADS if it.row in BOMBS and it.command[0] != "build"
    }
    slowest = max(bombs, key=lambda name: bombs[name].seconds)
    largest = max(bombs, key=lambda name: bombs[name].memory)
    seconds, memory = bombs[slowest].seconds, (bombs[largest].memory - base.memory) / MB
    yield Figure(
        "Bombs", f"the slowest of {len(bombs)}", "1 s", f"{seconds:.2f} s ({slowest})", seconds < 1
    )
    yield Figure(
        "Bombs",
        "the largest, beyond an ordinary check",
        "100 MB",
        f"{max(memory, 0):.0f} MB ({largest})",
        memory < 100,
    )


def _connections() -> Iterator[Figure]:
    """Count the doors that are knocked at and are not public; no network is needed to."""
    kinds: dict[str, list[Doors]] = {
        "asked for": [],
        "led to by a server": [],
        "names that change": [],
    }
    for address in NOT_PUBLIC.split():
        kinds["asked for"].append(doors := Doors())
        with suppress(NotFetched):
            fetcher(doors).get(address)
        with Server(to(address)) as server:
            kinds["led to by a server"].append(doors := Doors(server, only=(PUBLIC, 80)))
            with suppress(NotFetched):
                fetcher(doors).get("http://feeds.example/")
    for private in ("127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1", "::ffff:7f00:1"):
        names = Names(dict(FEEDS))
        with Server(to("/again")) as server:
            kinds["names that change"].append(doors := Doors(server))

            def look(
                host: str, port: int, to: str = private, known: Names = names
            ) -> Sequence[str]:
                found = known(host, port)
                known.known = {"feeds.example": [to]}
                return found

            with suppress(NotFetched):
                fetcher(doors, look).get("http://feeds.example/")
    for kind, tried in kinds.items():
        bad = sum(is_special(door) for doors in tried for door, _ in doors.asked)
        yield Figure(
            "SSRF",
            f"connections to an address that is not public: {len(tried)} {kind}",
            "0",
            str(bad),
            bad == 0,
        )


def _many(forks: Forks) -> Iterator[Figure]:
    few, lots = (survive(forks, many(count)) for count in (MANY // 10, MANY))
    times = lots.seconds / few.seconds
    yield Figure(
        AREA,
        f"a folder of {MANY:,} files: time beside a tenth of them",
        "15 times",
        f"{times:.1f} times ({lots.seconds:.1f} s, {lots.memory // MB} MB)",
        times < 15 and not [it for it in lots.faults if "took" not in it],
    )

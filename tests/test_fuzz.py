"""What the fuzzer tries, a little of it: every start, some damage to it, and what once made it fail."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.fuzz import TARGETS
from tests.fuzz.__main__ import Outcome, write_starts
from tests.fuzz.drawn import Drawn, packed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEPT = [(name, kept) for name in TARGETS for kept in TARGETS[name].load().KEPT]
TRIES = {
    "frontmatter": 200,
    "body": 200,
    "csv": 150,
    "feed": 100,
    "ics": 40,
    "edit": 200,
    "cli": 12,
}
"""So many damaged inputs of each target; a whole command takes as long as a hundred edits."""


def damaged(name: str) -> Iterator[bytes]:
    """Yield starts with some bytes changed, words put in, and parts of others: the same each time."""
    chance = random.Random(8)  # noqa: S311 - the same damage each time
    target = TARGETS[name].load()
    starts = [content for content in target.starts() if content]
    words = [word.encode() for word in target.WORDS]
    for _ in range(TRIES[name]):
        content = bytearray(chance.choice(starts))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(content) + 1)
            other = chance.choice(starts)
            part = other[chance.randrange(len(other)) :][: chance.choice([1, 10, 100])]
            put = chance.choice([chance.choice(words), chance.randbytes(2), part, b""])
            content[place : place + chance.choice([0, 0, 1, 30])] = put
        yield bytes(content[: TARGETS[name].longest])


@pytest.mark.no_cover
@pytest.mark.parametrize("name", TARGETS)
def test_no_start_and_no_damage_to_one_makes_a_target_fail(name: str) -> None:
    target = TARGETS[name].load()
    starts = [*target.starts()]
    assert len({*starts}) > 50
    for content in starts if name != "cli" else starts[::3]:
        target.run(content)
    for content in damaged(name):
        target.run(content)


@pytest.mark.parametrize(("name", "kept"), KEPT)
def test_what_made_a_target_fail_does_so_no_more(name: str, kept: str) -> None:
    target = TARGETS[name].load()
    target.run(target.KEPT[kept])


@pytest.mark.parametrize("name", TARGETS)
def test_the_fuzzer_gets_every_start_and_word(name: str, tmp_path: Path) -> None:
    target = TARGETS[name].load()
    folder = tmp_path / "start"
    folder.mkdir()
    write_starts(name, folder)
    written = {path.read_bytes() for path in folder.iterdir()}
    assert written == {*target.starts(), *target.KEPT.values()}
    assert max(map(len, written)) <= TARGETS[name].longest
    assert len((tmp_path / "words").read_text("ascii").splitlines()) == len(target.WORDS)


def test_an_outcome_tells_how_to_repeat_a_crash(tmp_path: Path) -> None:
    whole = Outcome("edit", 12_000, 60.0, (), tmp_path, 0)
    assert str(whole) == "edit: 12,000 runs, 200 a second, new crashes: 0"
    assert not whole.failed
    assert whole._replace(code=70).failed


def test_what_is_packed_is_drawn() -> None:
    drawn = Drawn(packed([5, 7], "a", "ä"))
    assert [drawn.number(6), drawn.one_of("abc"), drawn.number(9)] == [5, "b", 0]
    assert [drawn.text(), drawn.text(), drawn.text()] == ["a", "ä", ""]

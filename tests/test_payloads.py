"""Every bad input of the table: nothing lost, nobody let in, no trace, no wait, said in words."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.forking import Forks
from tests.payloads import PAYLOADS
from tests.survival import OTHERS, survive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.payloads import Payload

TESTS = Path(__file__).parent
ROWS = [
    f"{letter}{number}"
    for letter, last in (("F", 16), ("Y", 18), ("H", 12), ("C", 10), ("R", 13), ("I", 9))
    for number in range(1, last + 1)
]


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as made:
        yield made


@pytest.mark.parametrize(
    ("place", "payload"),
    [
        pytest.param(place, payload, marks=pytest.mark.payload(payload.row), id=payload.id)
        for place, payload in enumerate(PAYLOADS)
    ],
)
def test_it_becomes_of_a_bad_input_what_has_to(forks: Forks, place: int, payload: Payload) -> None:
    checks = payload.command == ("check",) and payload.code != 2
    others = [OTHERS[place % len(OTHERS)]] if checks and place % 2 else []
    assert survive(forks, payload, others).faults == []


def marked(path: Path) -> Iterator[str]:
    """Yield the rows that the tests of a module are marked with."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.payload":
            yield from (it.value for it in node.args if isinstance(it, ast.Constant))  # type: ignore[misc]


def test_every_row_of_the_table_has_a_test() -> None:
    known = {payload.row for payload in PAYLOADS}
    for path in TESTS.glob("test_*.py"):
        known.update(marked(path))
    assert known == set(ROWS)


def test_no_two_inputs_are_called_the_same() -> None:
    names = [f"{payload.id} {payload.command}" for payload in PAYLOADS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[FYHCRI]\d{1,2}", payload.row) for payload in PAYLOADS)

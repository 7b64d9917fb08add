"""Every text is there in Finnish, and the compiled catalogue says the same."""

from __future__ import annotations

import ast
import subprocess
import sys
from io import BytesIO
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import bootstrap

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog, Message

FINNISH = bootstrap.ROOT / bootstrap.LOCALE / "fi" / "LC_MESSAGES" / "planner.po"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Collect the texts of the source."""
    found = tmp_path_factory.mktemp("texts") / "planner.pot"
    command = [sys.executable, *bootstrap.EXTRACT, "-o", str(found), "."]
    subprocess.run(command, cwd=bootstrap.ROOT, check=True)
    return read(found)


@pytest.fixture(scope="module")
def finnish() -> Catalog:
    """Read the Finnish catalogue."""
    return read(FINNISH)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="fi")


def texts(value: object) -> tuple[str, ...]:
    """Return a message or its singular and plural."""
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def blanks(text: str) -> set[str]:
    """Return the names that a text leaves open."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_the_catalogue_holds_the_texts_of_the_source_and_no_others(
    source: Catalog, finnish: Catalog
) -> None:
    wanted = {texts(message.id) for message in messages(source)}
    assert {texts(message.id) for message in messages(finnish)} == wanted
    assert not finnish.obsolete


def test_every_text_is_translated(finnish: Catalog) -> None:
    open_ones = [
        message.id
        for message in messages(finnish)
        if message.fuzzy or not all(texts(message.string))
    ]
    assert open_ones == []


def test_translations_leave_the_same_blanks(finnish: Catalog) -> None:
    different = [
        message.id
        for message in messages(finnish)
        if any(
            not blanks(text) <= set().union(*map(blanks, texts(message.id)))
            for text in texts(message.string)
        )
    ]
    assert different == []


def test_the_compiled_catalogue_is_up_to_date(finnish: Catalog) -> None:
    compiled = BytesIO()
    write_mo(compiled, finnish)
    assert FINNISH.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_the_extraction_misses_no_text(source: Catalog) -> None:
    known = {texts(message.id)[0] for message in messages(source)}
    for path in sorted((bootstrap.ROOT / "planner").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(ast.Name("T" | "N"), [ast.Constant(str(text)), *_]) if text:
                    assert text in known, f"{path}:{node.lineno}"

"""Words that would act where they are shown: on a page, on a terminal, in a log (H9 to H12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.payloads.base import POST, Payload, checked, planned, post

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOW = {
    "brackets": "[" * 20_000,
    "pictures": "![" * 5_000,
    "sections": "<![CDATA[" * 2_000,
    "lists": "\n".join("  " * depth + "- x" for depth in range(300)),
    "word": "x" * ((1 << 20) - 1_000),
    "mermaid": "```mermaid\ngraph TD; A-->B\n```",
    "emphasis": "*a_ " * 5_000,
    "quotes": "> " * 5_000 + "x",
    "ticks": "`" * 20_000 + "a" + "`" * 19_999,
    "tables": "|" * 20_000 + "\n" + "|-" * 10_000,
    "references": "[a]: b\n" * 5_000 + "[a]" * 5_000,
    "entities": "&amp" * 20_000,
    "links": "[a](" * 10_000,
    "angles": "<a" * 20_000,
}
"""Texts that other programs take seconds for, or break off at."""

HOOKED = """
site_name: Shop
docs_dir: content
hooks: [evil.py]
plugins: [search, evil, macros: {module_name: evil}]
theme: {name: material, custom_dir: evil, logo: ../../etc/passwd}
markdown_extensions: [evil]
extra: {secret: !ENV HOME}
"""
EVIL = "from pathlib import Path\nPath('owned').touch()\n"
COMMANDS = (
    "::error file=a::x",
    "::stop-commands::x",
    "\x1b]0;x\a",
    "##[error]x",
    "a\r\n::error::x",
    "x" * 60_000,
)


def pages() -> Iterator[Payload]:
    bodies = {f"content/posts/{name}.md": planned(body=text) for name, text in SLOW.items()}
    yield Payload(
        "H9",
        "texts that take long",
        bodies,
        ("build",),
        0,
        after={"site/posts/mermaid.html": "graph TD"},
        unsaid=("unpkg.com",),
    )
    evil = {"mkdocs.yml": HOOKED, "evil.py": EVIL, "evil/main.html": "owned"}
    yield Payload("H10", "looks that would run", evil, ("build",), 2, said=("mkdocs.yml",))
    plain = {
        **evil,
        "mkdocs.yml": "site_name: Shop\nhooks: [evil.py]\nplugins: [search, evil]\ntheme: {name: material, custom_dir: evil}\nextra: {secret: !ENV HOME}\n",
    }
    yield Payload(
        "H10",
        "looks that would run, without the rest",
        plain,
        ("build",),
        0,
        after={"site/index.html": "Shop"},
        unsaid=("owned",),
    )


def logs() -> Iterator[Payload]:
    for words in COMMANDS:
        key = words.replace("\r\n", "\\r\\n").replace("\x1b", "\\e").replace("\a", "\\a")
        files = {POST: post(f'format: "{key}"')}
        for form in ("text", "github"):
            yield Payload(
                "H11",
                f"{words[:20]}, {form}",
                files,
                ("check", "--format", form),
                1,
                unsaid=("\n::stop", "\n##[", "\x1b", "x" * 300),
            )
    yield checked(
        "H11",
        "a title of a MB",
        f"---\ntitle: {'x' * (1 << 20)}\nstatus: idea\n---\n",
        "unreadable-file 1:1",
    )
    yield Payload(
        "H11",
        "told on the other stream",
        {POST: planned(title="::error::x")},
        ("move", "::error::y", "2026-06-05"),
        2,
        unsaid=("\n::error",),
    )
    slow = (
        '[per-file-ignores]\n"(a+)+$" = ["unknown-field"]\n"'
        + "*a" * 40
        + '*b" = ["unknown-field"]\n'
    )
    yield Payload(
        "H12",
        "a pattern in the settings",
        {"planner.toml": slow, f"content/posts/{'a' * 80}.md": post("bad: 1")},
        findings=("unknown-field 4:1",),
    )
    yield checked(
        "H12",
        "a pattern in a post",
        post(f"# planner: ignore-file (a+)+$\nbad: {'a' * 5_000}!"),
        "unknown-field 5:1",
        "unknown-suppression 4:24",
    )


def all_of_them() -> Iterator[Payload]:
    """Yield the inputs of this kind."""
    yield from pages()
    yield from logs()

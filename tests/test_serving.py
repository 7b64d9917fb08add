"""The site while somebody writes: served to this machine alone, and following the edits."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planner import build, load
from planner.cli import run
from planner.cli.making import Show
from planner.cli.options import Options
from planner.errors import PlannerError
from planner.previewing import Folder
from planner.serving import Server
from planner.values import a_day
from planner.watching import state_of
from tests.browsing import Visit, only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
DAY = "2026-06-07"
PATIENCE = 30.0
"""Seconds that a slow machine may take; on a usual one an edit shows in about one."""


@contextmanager
def serving(folder: Path | None = None) -> Iterator[Server]:
    with Server(0) as server:
        if folder:
            server.show(Folder(folder))
        yield server


def ask(
    server: Server, path: str, *, method: str = "GET", host: str | None = None
) -> tuple[int, dict[str, str], str]:
    """Return status, headers and body of a request that is sent as it is written here."""
    place = server.address.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(place, timeout=PATIENCE)
    try:
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", place if host is None else host)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def small_site(folder: Path, words: str = "words") -> Path:
    for name, text in {
        "index.html": f"<link rel=icon href=data:,><p>{words}</p></body></html>",
        "fi/index.html": f"<html><body><p>suomeksi {words}</p></body></html>",
        "posts/ä & b.html": "<html><body>odd</body></html>",
        "assets/a.css": "p {}",
        "assets/a.js": "var a = 1;",
        ".planner-site": "marker",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


# The server


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("/", "text/html; charset=utf-8", "<p>words</p>"),
        ("/index.html?x=1", "text/html; charset=utf-8", "<p>words</p>"),
        ("/fi/", "text/html; charset=utf-8", "suomeksi"),
        ("/posts/%C3%A4%20%26%20b.html", "text/html; charset=utf-8", "odd"),
        ("/assets/a.css", "text/css; charset=utf-8", "p {}"),
        ("/assets/a.js", "text/javascript; charset=utf-8", "var a = 1;"),
    ],
)
def test_a_file_of_the_site_is_sent(tmp_path: Path, path: str, kind: str, words: str) -> None:
    with serving(small_site(tmp_path)) as server:
        status, headers, body = ask(server, path)
        head = ask(server, path, method="HEAD")
    assert (status, headers["Content-Type"]) == (200, kind)
    assert words in body
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert head[0] == 200
    assert head[1]["Content-Length"] == headers["Content-Length"]
    assert head[2] == ""


@pytest.mark.parametrize(
    "path",
    [
        "/posts",
        "/posts/",
        "/assets/",
        "/missing.html",
        "/.planner-site",
        "/../secret.txt",
        "/posts/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/posts%2f..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/index.html%00",
        "/etc/passwd",
        "/link.html",
    ],
)
def test_nothing_else_is_sent(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    site = small_site(tmp_path / "site")
    with serving(site) as server:
        status, _, body = ask(server, path)
    assert (status, body) == (404, "Not Found")


def test_a_language_without_its_slash_leads_to_its_first_page(tmp_path: Path) -> None:
    with serving(small_site(tmp_path)) as server:
        status, headers, _ = ask(server, "/fi")
    assert (status, headers["Location"]) == (301, "/fi/")


def test_a_page_that_cannot_be_made_is_an_answer_and_no_trace(
    capfd: pytest.CaptureFixture[str],
) -> None:
    class Broken:
        def content(self, path: str) -> bytes | None:
            raise ZeroDivisionError(path)

    with serving() as server:
        server.show(Broken())
        status, _, body = ask(server, "/index.html")
    assert (status, body) == (500, "Internal Server Error")
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_done_but_to_read(tmp_path: Path, method: str) -> None:
    with serving(small_site(tmp_path)) as server:
        assert ask(server, "/", method=method)[0] == HTTPStatus.NOT_IMPLEMENTED


def test_only_who_calls_this_machine_by_its_name_gets_an_answer(tmp_path: Path) -> None:
    with serving(small_site(tmp_path)) as server:
        port = server.address.rsplit(":", 1)[1].rstrip("/")
        for name in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
            assert ask(server, "/", host=f"{name}:{port}")[0] == 200
        for host in (
            "rebound.example",
            f"rebound.example:{port}",
            f"localhost.example:{port}",
            "localhost:1",
            "127.0.0.1",
            "",
        ):
            for path in ("/", "/.planner/changes", "/.planner/reload.js"):
                status, _, body = ask(server, path, host=host)
                assert (status, body) == (403, "Forbidden"), host


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with serving(small_site(tmp_path)) as server:
        assert ask(server, "http://[/")[0] == 400


def test_the_script_is_put_into_pages_as_they_are_sent(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    with serving(site) as server:
        page = ask(server, "/")[2]
        script = ask(server, "/.planner/reload.js")
    assert page.count("<script") == 1
    assert re.search(r'<script src="/\.planner/reload\.js" data-version="\w+"></script></bo', page)
    assert script[1]["Content-Type"].startswith("text/javascript")
    assert "location.reload()" in script[2]
    assert "<script" not in (site / "index.html").read_text("utf-8")


def version(page: str) -> str:
    found = re.search(r'data-version="(\w+)"', page)
    assert found
    return found[1]


def test_who_asks_for_changes_hears_of_the_next_one(tmp_path: Path) -> None:
    with serving(small_site(tmp_path / "1")) as server:
        seen = version(ask(server, "/")[2])
        answers: list[int] = []
        path = f"/.planner/changes?since={seen}"
        asking = threading.Thread(target=lambda: answers.append(ask(server, path)[0]))
        asking.start()
        server.show(Folder(small_site(tmp_path / "2", "news")))
        asking.join(PATIENCE)
        assert answers == [HTTPStatus.RESET_CONTENT]
        assert "news" in ask(server, "/")[2]
        assert ask(server, "/.planner/changes?since=older")[0] == HTTPStatus.RESET_CONTENT


def test_who_still_waits_is_let_go_at_the_end(tmp_path: Path) -> None:
    with serving(small_site(tmp_path)) as server:
        seen = version(ask(server, "/")[2])
        answers: list[bool] = []
        asking = threading.Thread(target=lambda: answers.append(server.has_news(seen)))
        asking.start()
    asking.join(PATIENCE)
    assert answers == [False]


def test_a_browser_that_goes_away_is_not_worth_a_word(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(small_site(tmp_path)) as server:
        place = server.address.removeprefix("http://").rstrip("/")
        host, port = place.split(":")
        for _ in range(3):
            with socket.create_connection((host, int(port))) as line:
                line.sendall(f"GET /.planner/changes?since= HTTP/1.0\r\nHost: {place}\r\n".encode())
        assert ask(server, "/")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_a_port_that_is_taken_is_one_sentence(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan.is_dir()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert run(["serve", "--port", str(port)]) == 2
        with pytest.raises(PlannerError, match="is taken by another program"):
            Server(port)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        f"Port {port} is taken by another program. "
        "Choose another one with --port; 0 takes any that is free.\n"
    )


@pytest.mark.parametrize("port", ["-1", "65536", "x"])
def test_a_port_that_is_none_is_one_sentence(
    plan: Path, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    assert plan.is_dir()
    assert run(["serve", "--port", port]) == 2
    said = capsys.readouterr().err
    assert said.splitlines()[0] == (f"--port takes a whole number from 0 to 65535, not “{port}”.")


def test_a_plan_that_is_not_there_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["serve", "--port", "0", "--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith("There is no content folder")
    assert not list(tmp_path.iterdir())


# Following the edits


def test_what_the_reader_looks_at_is_followed_and_no_link(tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "posts").mkdir(parents=True)
    (content / "plan.md").write_text("---\ntitle: T\n---\n", "utf-8")
    (content / "posts/a.md").write_text("---\ntitle: A\n---\n", "utf-8")
    (content / "posts/.draft.md.swp").write_text("editors write such", "utf-8")
    (content / "root").symlink_to("/")
    (content / "posts/up").symlink_to(content)
    os.mkfifo(content / "posts/pipe.md")
    others = (tmp_path / "planner.toml", tmp_path / "mkdocs.yml")
    before = state_of(content, others)
    assert set(before) == {
        str(content / name) for name in ("plan.md", "posts/a.md", "posts/pipe.md")
    }
    assert state_of(content, others) == before
    (content / "posts/.draft.md.swp").write_text("often", "utf-8")
    assert state_of(content, others) == before
    changes: tuple[Callable[[], object], ...] = (
        lambda: others[0].write_text("ignore = []", "utf-8"),
        lambda: others[1].write_text("site_name: X", "utf-8"),
        lambda: (content / "posts/b.md").write_text("new", "utf-8"),
        lambda: (content / "posts/b.md").rename(content / "posts/c.md"),
        (content / "posts/c.md").unlink,
        lambda: (content / "posts/a.md").write_text("---\ntitle: B!\n---\n", "utf-8"),
    )
    for change in changes:
        change()
        now = state_of(content, others)
        assert now != before
        before = now
    assert state_of(tmp_path / "gone", ()) == {}


def follow(plan: Path, *steps: Callable[[Server], None]) -> None:
    """Serve a plan; each step happens once the one before has been followed."""
    left = iter(steps)
    with serving() as server, only("home.html", "posts.html", "findings.html", "post.html"):
        options = Options(content=str(plan), today=a_day(DAY))

        def wait(_: float) -> None:
            step = next(left, None)
            if step is None:
                raise KeyboardInterrupt
            step(server)

        scratch = plan.parent / "scratch"
        with pytest.raises(KeyboardInterrupt):
            Show(server, scratch, options).follow(wait)
        assert len(list(scratch.iterdir())) == 2, "one folder is kept for each language"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_edits_new_files_and_deleted_ones_show_in_both_languages(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    post = next(plan.glob("posts/**/p09.md"))
    title = load(plan).plan.posts["p09"].title

    def shows(server: Server, *words: str) -> bool:
        pages = [ask(server, f"{prefix}/posts.html")[2] for prefix in ("", "/fi")]
        return all(word in page for page in pages for word in words)

    def begin(server: Server) -> None:
        assert shows(server, title)
        edit(post, title, "A title nobody had")

    def add(server: Server) -> None:
        assert shows(server, "A title nobody had")
        (plan / "posts/brand-new.md").write_text("---\ntitle: Brand new\n---\n", "utf-8")

    def remove(server: Server) -> None:
        assert shows(server, "Brand new")
        assert ask(server, "/posts/brand-new.html")[0] == 200
        (plan / "posts/brand-new.md").unlink()

    def end(server: Server) -> None:
        assert not shows(server, "Brand new")
        assert ask(server, "/posts/brand-new.html")[0] == 404

    follow(plan, begin, add, remove, end)
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[0] == "The site is ready. Open this address in your browser:"
    assert re.fullmatch(r"  http://127\.0\.0\.1:\d+/", lines[1])
    assert lines[2] == f"{lines[1]}fi/"
    assert lines[4:] == ["The site shows your change."] * 3


def test_the_pictures_and_styles_that_the_settings_name_are_followed(plan: Path) -> None:
    style, style_path = plan.parent / "own.css", "/assets/planner/extra0.css"
    logo, logo_path = plan.parent / "logo.gif", "/assets/planner/logo.gif"
    style.write_text("p { margin: 1em }", "utf-8")
    logo.write_bytes(b"GIF89a")
    settings = "theme: {logo: logo.gif}\nextra_css: [own.css]\n"
    (plan.parent / "mkdocs.yml").write_text(settings, "utf-8")

    def restyle(server: Server) -> None:
        assert "1em" in ask(server, style_path)[2]
        style.write_text("p { margin: 2em }", "utf-8")

    def redraw(server: Server) -> None:
        assert "2em" in ask(server, style_path)[2]
        logo.write_bytes(b"GIF89a more")

    def end(server: Server) -> None:
        assert ask(server, logo_path)[2].endswith("more")

    follow(plan, restyle, redraw, end)


def test_an_edit_while_the_plan_is_first_read_shows(plan: Path) -> None:
    with serving() as server, only("home.html", "posts.html"):
        options = Options(content=str(plan), today=a_day(DAY))
        show = Show(server, plan.parent / "scratch", options)
        (plan / "posts/new.md").write_text("---\ntitle: Newly here\n---\nText\n", "utf-8")

        def wait(_: float) -> None:
            assert "Newly here" in ask(server, "/posts.html")[2]
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            show.follow(wait)


def test_what_is_written_halfway_still_shows(plan: Path) -> None:
    post = next(plan.glob("posts/**/p09.md"))
    text = post.read_text("utf-8")

    def spoil(_: Server) -> None:
        post.write_text("---\ntitle: [unclosed\n", "utf-8")

    def mend(server: Server) -> None:
        assert "p09.md" in ask(server, "/findings.html")[2]
        assert ask(server, "/posts/p09.html")[0] == 404
        post.write_text(text, "utf-8")

    def end(server: Server) -> None:
        assert ask(server, "/posts/p09.html")[0] == 200

    follow(plan, spoil, mend, end)


def test_what_cannot_be_built_leaves_the_last_good_site(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = plan.parent / "planner.toml"
    whole = plan.parent / "elsewhere"

    def good(server: Server) -> bool:
        return "<h1" in ask(server, "/")[2]

    def spoil(server: Server) -> None:
        assert good(server)
        settings.write_text("nonsense = 1", "utf-8")

    def mend(server: Server) -> None:
        assert good(server)
        settings.unlink()

    def lose(server: Server) -> None:
        assert good(server)
        plan.rename(whole)

    def find(server: Server) -> None:
        assert good(server)
        whole.rename(plan)

    def break_down(server: Server) -> None:
        assert good(server)
        monkeypatch.setattr("planner.previewing.Preview", lambda *_, **__: 1 / 0)
        settings.write_text("", "utf-8")

    def end(server: Server) -> None:
        assert good(server)

    follow(plan, spoil, mend, lose, find, break_down, end)
    still = "The browser still shows the site as it was before."
    lines = capsys.readouterr().err.splitlines()[4:]
    assert lines[0] == "planner.toml cannot be used: there is no setting “nonsense”"
    assert lines[1:3] == [still, "The site shows your change."]
    assert lines[3].startswith("There is no content folder")
    assert lines[4:6] == [still, "The site shows your change."]
    assert lines[6].startswith("Internal error: ZeroDivisionError")
    assert lines[7:] == [still]


def test_the_command_shows_an_edit_and_ends_quietly(plan: Path) -> None:
    command = [sys.executable, "-m", "planner", "serve", "--port", "0", "--lang", "fi"]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as program:
        try:
            assert program.stderr
            said = [program.stderr.readline() for _ in range(3)]
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", said[1])
            assert found, said
            title = load(plan).plan.posts["p09"].title
            edit(next(plan.glob("posts/**/p09.md")), title, "Otsikko jota ei ollut")
            start = time.monotonic()
            while "Otsikko jota ei ollut" not in page(int(found[1])):
                assert time.monotonic() - start < PATIENCE
            print(f"an edit showed in {time.monotonic() - start:.2f} s")  # noqa: T201 - a figure to look at
            assert program.stderr.readline() == "Sivusto näyttää muutoksesi.\n"
            program.send_signal(signal.SIGINT)
            out, err = program.communicate(timeout=PATIENCE)
        finally:  # else a failure would wait for its end for ever
            program.kill()
    assert program.returncode == 130
    assert (out, err.strip()) == ("", "")


def page(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/posts/p09.html")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


# In a browser

_PLACE = """new Promise((done) => {
  let left = 600; // frames in which a browser finds its place again
  const look = () => (scrollY === 300 || !left-- ? done(scrollY) : requestAnimationFrame(look));
  look();
})"""
"""Where the page stands once it has come to rest. A policy of the page's own allows no more."""


@pytest.mark.browser
def test_the_open_page_follows_and_keeps_its_place(
    chromium: Browser, plan: Path, tmp_path: Path
) -> None:
    def site(name: str) -> Path:
        with only("posts.html"):
            build(load(plan), tmp_path / name, a_day(DAY))
        return tmp_path / name

    title = load(plan).plan.posts["p09"].title
    with serving(site("first")) as server, Visit(chromium, server.address) as visit:
        visit.page.goto(f"{server.address}fi/posts.html#channel=facebook")
        visit.page.get_by_text(title).first.wait_for(state="attached")
        visit.page.evaluate("scrollTo(0, 300)")
        edit(next(plan.glob("posts/**/p09.md")), title, "A title nobody had")
        server.show(Folder(site("second")))
        visit.page.get_by_text("A title nobody had").first.wait_for(state="attached")
        assert visit.page.evaluate(_PLACE) == 300
        assert visit.page.url.endswith("#channel=facebook")
        assert not visit.faults


@pytest.mark.browser
def test_the_page_stays_when_the_server_is_gone(chromium: Browser, tmp_path: Path) -> None:
    site = small_site(tmp_path)
    with serving(site) as server:
        visit = Visit(chromium, server.address)
        visit.page.goto(server.address)
    with visit:
        with visit.page.expect_event("requestfailed"):
            pass
        assert visit.page.get_by_text("words").is_visible()
        assert {fault for fault in visit.faults if "net::ERR_CONNECTION" not in fault} == set()

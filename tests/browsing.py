"""A real browser for the tests of the site."""

from __future__ import annotations

import http.server
import os
import shutil
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog, Page

CHROMIUM = (
    os.environ.get("PLANNER_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine and give its address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:  # noqa: ANN401 - as the server calls it
            super().__init__(*args, directory=str(folder))

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Visit:
    """A page with everything noted that it should not do."""

    def __init__(self, browser: Browser, base: str, **context: Any) -> None:  # noqa: ANN401 - the browser's own options
        self.context = browser.new_context(**context)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", self.refuse)
        self.page.on("request", lambda request: self.note(request.url, base))

    def refuse(self, dialog: Dialog) -> None:
        self.faults.append(dialog.message)
        dialog.dismiss()

    def note(self, address: str, base: str) -> None:
        if not address.startswith((base, "data:", "about:")):
            self.faults.append(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def faults_of_access(page: Page) -> list[tuple[str, Any]]:
    """Return what axe finds against WCAG: the rule and the elements."""
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found]

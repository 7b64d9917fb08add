"""What the command line prints, and where."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import PlannerError
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from planner.cli.options import Options


_NARROWEST, _WIDEST = 40, 100
_COMMAND = re.compile(r"^(\s*)::", re.MULTILINE)


class Plain:
    """A text that is printed as it is, however long."""

    def __init__(self, text: str) -> None:
        """Keep the text."""
        self.text = text

    def to(self, _: str) -> str:
        """Return the text, whatever the language."""
        return self.text


def on_terminal(options: Options) -> bool:
    """Whether the result goes to a person's eyes."""
    return not options.output and sys.stdout.isatty()


def painter(options: Options) -> Callable[[str, str], str]:
    """Return what puts a text into a colour, or leaves it as it is where none is wanted."""
    when = options.color or "auto"
    wanted = when == "always" or (
        when == "auto" and on_terminal(options) and not os.environ.get("NO_COLOR")
    )
    return (
        (lambda text, colour: f"\x1b[{colour}m{text}\x1b[0m") if wanted else (lambda text, _: text)
    )


def terminal_width() -> int:
    """Return how many columns a line may take: the terminal's, within what can be read."""
    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)


def result(text: str, options: Options) -> None:
    """Print the result of a command, or write it where ``--output`` says."""
    if options.output:
        _write(text.encode(), options)
    else:
        show(text)


def deliver(content: bytes, options: Options) -> None:
    """Print a finished file as it is, line ends too, or write it where ``--output`` says."""
    if options.output:
        _write(content, options)
        return
    with suppress(AttributeError, ValueError):  # as main does for the encoding
        sys.stdout.reconfigure(newline="")  # type: ignore[union-attr]
    show(content.decode())


def _write(content: bytes, options: Options) -> None:
    from planner import config, writing

    file = str(options.output)
    plan = os.path.realpath(options.content or config.load(Path(config.NAME)).content)
    if Path(plan) in Path(os.path.realpath(file)).parents:
        raise PlannerError(
            T(
                "{file} is in the folder of a plan, where nothing is written over. Choose another place with --output.",
                file=file,
            )
        )
    try:
        writing.deliver(Path(file), content)
    except (OSError, writing.Refusal) as error:
        reason = error.why if isinstance(error, writing.Refusal) else error.strerror or "?"
        raise PlannerError(
            T("{file} cannot be written: {reason}", file=file, reason=reason)
        ) from error


def show(text: str) -> None:
    """Print a result."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        reason = error.strerror or "?"
        raise PlannerError(T("The result cannot be printed: {reason}", reason=reason)) from error


def tell(text: str) -> None:
    """Tell the person something that is not a result, and a CI system nothing to obey."""
    text = _COMMAND.sub(r"\1./::", text)
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)


def somebody_is_there() -> bool:
    """Whether a person sits at the terminal and can be asked."""
    return bool(sys.stdin and sys.stdin.isatty())


YES = frozenset(["y", "yes", "yep", "yeah", "k", "kyllä", "joo", "juu", "jep", "j", "on"])
NO = frozenset(["", "n", "no", "e", "ei", "en"])


def ask(question: str) -> str | None:
    """Ask the person on the terminal; return the answer, None where there are no more."""
    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    return line.strip() if line else None


class Progress:
    """Tells a person at a terminal how far something has come, once it takes more than a second."""

    def __init__(self, language: str) -> None:
        """Begin to count the time."""
        self._language = language
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._shown = False

    @contextmanager
    def __call__(self, text: T) -> Iterator[None]:
        """Say what is under way while it is."""
        self.say(text)
        try:
            yield
        finally:
            self.done()

    def say(self, text: T) -> None:
        """Say how far it is, in the place of what was said before."""
        if not sys.stderr.isatty():
            return
        self._stop()
        left = self._began + 1 - time.monotonic()
        if left <= 0:
            self._show(text)
        else:  # what is under way by then is said, also where it says nothing itself for long
            self._timer = threading.Timer(left, self._show, (text,))
            self._timer.daemon = True
            self._timer.start()

    def done(self) -> None:
        """Take away what was said."""
        self._stop()
        with self._lock:
            if self._shown:
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()
            self._shown = False

    def _stop(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer.join()
            self._timer = None

    def _show(self, text: T) -> None:
        with self._lock:
            sys.stderr.write(f"\r\x1b[K{text.to(self._language)}")
            sys.stderr.flush()
            self._shown = True


def internal_error(error: Exception) -> T:
    """Return what to tell of a fault of the program itself."""
    return T(
        "Internal error: {error}. This is a fault of the program; please report it with the output of --debug.",
        error=f"{type(error).__name__}: {error}",
    )


def silence(stream: TextIO) -> None:
    """Send what is still to come nowhere, so that Python does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

"""The command line: the only place that prints, and the only one that ends the program."""

from __future__ import annotations

import errno
import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.beside import finish
from planner.cli.help import asked_language, complaint
from planner.cli.options import CANNOT, CLEAN, INTERRUPTED, main_group
from planner.cli.output import internal_error, silence, tell
from planner.errors import PlannerError
from planner.texts import T

if TYPE_CHECKING:
    from typing import NoReturn

__all__ = ["main", "run"]


def main() -> NoReturn:
    """Run the command line and end the program with its exit code."""
    _begin_in_utf_8()
    # Looking for plugins of pydantic takes longer than reading forty posts.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")
    # What is made while starting stays to the end; a session switches it on again.
    gc.disable()
    # A stream that the caller closed is None.
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            silence(stream)
    with suppress(KeyboardInterrupt):
        finish()
    # All is written and closed. To take a plan of thousands of posts apart once more, object by
    # object, would take longer than half of its rules.
    os._exit(code)


def _begin_in_utf_8() -> None:
    """Begin again where an older locale would misread the names of the files, which are UTF-8."""
    old = sys.getfilesystemencoding() != "utf-8"
    if old and sys.executable and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this very program


def run(arguments: list[str]) -> int:
    """Run a command.

    Returns:
        0 clean, 1 findings that fail, 2 could not run, 130 interrupted.
    """
    try:
        code = main_group.main(arguments, prog_name="planner", standalone_mode=False)
        return code if isinstance(code, int) else CLEAN
    except (click.exceptions.Exit, SystemExit) as stop:
        # SystemExit comes from click when nobody reads its help to the end.
        return getattr(stop, "exit_code", CLEAN)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.ClickException as error:
        tell(complaint(error, asked_language(arguments)))
        return CANNOT
    except PlannerError as error:
        tell(error.text.to(asked_language(arguments)))
        return CANNOT
    except Exception as error:  # noqa: BLE001 - the person gets a sentence, never a trace
        return _internal_error(error, arguments)


_NO_FAULT_OF_OURS = {
    *(errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ESTALE),
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EINTR),
}
"""Of a disk that fails or is full, and of a system that has nothing left."""


def _internal_error(error: Exception, arguments: list[str]) -> int:
    text = internal_error(error)
    if isinstance(error, OSError) and error.errno in _NO_FAULT_OF_OURS:
        file, reason = str(error.filename or "planner"), error.strerror or "?"
        text = T("{file}: the system says “{reason}”", file=file, reason=reason)
    tell(text.to(asked_language(arguments)))
    if "--debug" in arguments:
        import traceback

        tell(traceback.format_exc())
    return CANNOT

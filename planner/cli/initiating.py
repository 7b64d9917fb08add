"""The command that begins a plan where there is none: init."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli.checking import seen_from_here
from planner.cli.fixing import may_make
from planner.cli.help import argument, option
from planner.cli.options import CANNOT, CLEAN, command
from planner.cli.output import Plain, ask, show, somebody_is_there, tell
from planner.cli.session import environment_language
from planner.errors import PlannerError
from planner.texts import N, T, harmless

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from planner.cli.options import Options
    from planner.starting import Answers

_TEXT, _NUMBER = T("TEXT"), T("N")


@command(
    "today",
    text=T(
        "Begin a plan in DIR, or in this folder: it builds at once.\n\n"
        "On a terminal it asks what it does not know; Enter skips a question. What nobody answered stays open, and what a starter believes is called an assumption. Nothing that is there already is changed, and planner undo takes all of it away."
    ),
)
@argument("folder", metavar=T("[DIR]"), default=".", required=False)
@option(
    "--language",
    "plan_language",
    metavar=Plain("en|fi"),
    text=T("The language of the plan's files."),
)
@option(
    "--sector",
    metavar=T("WORD"),
    text=T(
        "The kind of business to begin with: farm-shop, farm-stay, garden-contractor, small-manufacturer or stable."
    ),
)
@option("--empty", is_flag=True, text=T("Begin with what you answer alone, without a starter."))
@option("--name", metavar=_TEXT, text=T("What your business is called."))
@option("--what", metavar=_TEXT, text=T("What you sell."))
@option("--whom", metavar=_TEXT, text=T("Whom you would most like to reach: one group."))
@option("--where", metavar=T("WORD,…"), text=T("The channels where they are, such as facebook."))
@option("--how-known", metavar=T("WORD"), text=T("How you know that, such as asked."))
@option("--goal", metavar=_TEXT, text=T("What you want more of: something to count."))
@option("--target", metavar=_NUMBER, text=T("How many of it you want."))
@option("--by", metavar=T("DAY"), text=T("The day by which you want them."))
@option("--now", metavar=_NUMBER, text=T("How many there are now."))
@option("--hours", metavar=_NUMBER, text=T("How many hours a week you have for this."))
@option("--write", is_flag=True, text=T("Make the files even in CI, where otherwise none is made."))
def init(*, folder: str, write: bool, options: Options, **given: Any) -> int:  # noqa: ANN401 - click's own
    """Begin a plan."""
    from planner import starting
    from planner.model import Plan, PlanFile
    from planner.today import check_day

    may_make(write=write)
    given["language"] = given.pop("plan_language")
    language = options.language or environment_language()
    day = check_day(Plan(PlanFile(timezone=starting.ZONE)), options.today)
    asking = _Asking(day, options.language, language)
    try:
        home = _home(folder)
        needed = [name for name in starting.BESIDE if name not in starting.MAY_BE_THERE]
        _refuse_what_is_there(home, [*needed, f"{starting.CONTENT}/plan.md"])
        answers = asking.hold(given)
        files = starting.files(answers, day)
        left = {
            name: files.pop(name) for name in starting.MAY_BE_THERE if os.path.lexists(home / name)
        }
        _refuse_what_is_there(home, files)
        _write(home, files)
    except PlannerError as error:
        tell(error.text.to(asking.language))
        return CANNOT
    language = options.language or answers.language
    _report(home, files, day, options, language)
    if not options.quiet:
        _say_what_was_left(home, left, language)
        _say_what_is_next(home, language)
    return CLEAN


class _Asking:
    """Gathers the answers: from the options, and from whoever sits at the terminal."""

    def __init__(self, day: dt.date, asked: str | None, language: str) -> None:
        self._day = day
        self._asked = asked
        self.language = language
        self._found: dict[str, Any] = {}

    def hold(self, given: dict[str, Any]) -> Answers:
        from planner.starting import ELSE, QUESTIONS, Answers, Question, skipped

        if given.pop("empty"):
            if given["sector"]:
                raise PlannerError(T("--empty and --sector are two beginnings: choose one."))
            given["sector"] = ELSE
        there = somebody_is_there()
        said = {
            name: text for name, text in given.items() if text is not None and not skipped(text)
        }
        for name, text in said.items():
            self._take(name, text)
        if there and not said:
            tell(
                T("A few questions. Enter skips one, and nothing is made before the last.").to(
                    self.language
                )
            )
        first = (
            Question("language", T("Language / Kieli: {choices}: ")),
            Question("sector", T("What kind of business is it? {choices}\nOne of them: ")),
        )
        for question in (*first, *QUESTIONS):
            if (
                there
                and question.name not in self._found
                and (not question.after or question.after in self._found)
            ):
                self._ask(question.name, question.text)
            if question.name == "language":
                self._found.setdefault("language", self.language)
                self.language = self._asked or self._found["language"]
        for question in QUESTIONS:
            if (
                question.after
                and question.name in self._found
                and question.after not in self._found
            ):
                flags = [f"--{name.replace('_', '-')}" for name in (question.name, question.after)]
                raise PlannerError(
                    T("{option} makes sense only with {other}.", option=flags[0], other=flags[1])
                )
        return Answers(**self._found)

    def _take(self, name: str, text: str) -> None:
        from planner.starting import understood

        try:
            self._found[name] = understood(name, text, self._day, self.language)
        except PlannerError as error:
            flag = f"--{name.replace('_', '-')}"
            raise PlannerError(T("{option}: {why}", option=flag, why=error.text)) from error

    def _ask(self, name: str, question: T) -> None:
        """Ask until the answer is understood, or skipped."""
        from planner.starting import offered, skipped, understood

        if "{choices}" in question.msgid:
            words = [T("{n} {word}", n=n, word=word) for n, word in enumerate(offered(name), 1)]
            question = T(question.msgid, choices=words)
        asked = question.to(self.language)
        while True:
            text = ask(asked)
            if text is None:
                tell("")
                raise PlannerError(T("Nothing was made."))
            if skipped(text):
                return
            try:
                self._found[name] = understood(name, text, self._day, self.language)
            except PlannerError as error:
                tell(f"  {error.text.to(self.language)}")
                asked = asked.rpartition("\n")[2]  # what can be chosen stands above
            else:
                return


def _home(folder: str) -> Path:
    """Return the folder of the plan, if there can be one."""
    from planner import config
    from planner.starting import CONTENT, unportable

    home = Path(os.path.realpath(folder))
    for path in (home, *home.parents):
        if os.path.isdir(path):  # noqa: PTH112 - the other one fails where a name is too long
            break
        if unportable(path.name):
            text = T(
                "Not every computer can hold a folder called “{name}”; choose another name.",
                name=path.name,
            )
            raise PlannerError(text)
    if os.path.lexists(home) and not home.is_dir():
        raise PlannerError(T("{folder} is not a folder.", folder=folder))
    content = config.load(home / config.NAME).content
    if content != CONTENT:
        text = T(
            "{file} here says that the plan is in the folder {folder}: choose another place for a new one.",
            file=config.NAME,
            folder=content,
        )
        raise PlannerError(text)
    if os.path.lexists(home / CONTENT / "plan.md"):
        raise PlannerError(
            T(
                "There is a plan already: {file}. Nothing was made.",
                file=_name(home / CONTENT / "plan.md"),
            )
        )
    return home


def _name(path: Path) -> str:
    return harmless(seen_from_here(path))


def _refuse_what_is_there(home: Path, files: Iterable[str]) -> None:
    """Refuse before anything is written if a file, or something in its way, is there already."""
    for name in files:
        path = home / name
        above = [home / it for it in Path(name).parents[:-1]]
        taken = [it for it in above if it.is_symlink() or (os.path.lexists(it) and not it.is_dir())]
        taken += [path] if os.path.lexists(path) else []
        if taken:
            text = T(
                "There is already something called {file}. Nothing was made; choose another folder.",
                file=_name(taken[0]),
            )
            raise PlannerError(text)


def _write(home: Path, files: Mapping[str, str]) -> None:
    """Make the files, all of them or none."""
    from planner import today, writing

    try:
        home.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "?"
        raise PlannerError(
            T("{folder} cannot be made: {reason}", folder=str(home), reason=reason)
        ) from error
    with writing.writer(home, today.stamp()) as pen:
        made: list[Path] = []
        try:
            for name, text in files.items():
                pen.create(home / name, home, text.encode())
                made.append(home / name)
        except writing.Refusal:
            for path in made:
                pen.remove(writing.original(path, home))
            raise


def _report(
    home: Path, files: Mapping[str, str], day: dt.date, options: Options, language: str
) -> None:
    """Say what was made and how it stands."""
    import planner
    from planner import formats, loader
    from planner.starting import BESIDE, CONTENT

    beside = [name for name in BESIDE if name in files]
    n = len(files) - len(beside)
    made = N("{folder}: {n} file", "{folder}: {n} files", n, folder=_name(home / CONTENT))
    show(f"{made.to(language)}\n")
    for name in beside:
        show(f"{_name(home / name)}\n")
    if options.quiet:
        return
    card = planner.score(loader.load(home / CONTENT), day)
    standing = T(
        "How it stands: {overall}. That is how it should be at the beginning.",
        overall=formats.overall(card),
    )
    tell(f"\n{standing.to(language)}")


def _say_what_was_left(home: Path, left: Mapping[str, str], language: str) -> None:
    """Say which files were there already, and which lines they may lack."""
    from planner.starting import MAY_BE_THERE

    for name, text in left.items():
        said = T("{file} was there already and is left as it is.", file=_name(home / name))
        tell(f"\n{said.to(language)}")
        if MAY_BE_THERE[name]:
            lines = T("Add to it what it does not say yet:").to(language)
            tell("\n".join([lines, *(f"  {line}" for line in text.splitlines())]))


def _say_what_is_next(home: Path, language: str) -> None:
    coming = T("What comes next:")
    tell(f"\n{coming.to(language)}")
    place = seen_from_here(home)
    if place:
        tell(f'  cd "{harmless(place)}"' if " " in place else f"  cd {harmless(place)}")
    for name, text in _NEXT:
        tell(f"  {name:<18}{text.to(language)}")


_NEXT = (
    ("planner check", T("what is still missing, and what to write")),
    ("planner serve", T("the plan in your browser, following what you change")),
    ("planner suggest", T("what to plan for the coming weeks")),
    ("planner new post", T("a file for a post of your own")),
    ("planner undo", T("takes all of this away")),
)

"""What measures the speed: on plans of a few posts, and its sums and lines by themselves."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import Figure, MissingError, Run, curves, inputs, report
from tests.bench import __main__ as bench
from tests.bench.measuring import USUAL, Bench, Program, paired
from tests.bench.peers import Peers

TINY = 6
OTHERS = {"yamllint", "check-jsonschema", "ProperDocs", "Zensical", "Eleventy", "Hugo"}
THEN = Figure("check", "yamllint", 100, (0.9, 1.0, 1.1), target=1.0)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("bench")
    return Bench(folder, (TINY, 2 * TINY), 1, Peers(may_install=False, folder=folder / "peers"))


# The groups


def test_every_group_measures() -> None:
    folder = Path(bench.__file__).parent
    helpers = {"__init__", "__main__", "inputs", "measuring", "peers", "report"}
    assert {path.stem for path in folder.glob("*.py")} - helpers == {*bench.GROUPS}


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "group",
    [
        *("start", "check", "tables", "build", "serve"),
        pytest.param("browser", marks=pytest.mark.browser),
    ],
)
def test_a_group_measures_what_is_there_and_names_what_is_not(
    tiny: Bench, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    measure = importlib.import_module(f"tests.bench.{group}").measure
    with ThreadPoolExecutor(1) as apart:  # from the browser of other tests
        figures = apart.submit(lambda: [*measure(tiny)]).result()
    missing = [figure for figure in figures if not figure.values]
    assert len(figures) > len(missing)
    assert {figure.note for figure in missing} <= {"it is not installed"}
    assert {figure.beside.removesuffix("'s whole build") for figure in missing} <= OTHERS
    assert all(value > 0 for figure in figures for value in figure.values)


@pytest.mark.no_cover
def test_each_kind_of_work_is_as_much_as_it_is_said_to_be(tmp_path: Path) -> None:
    kinds = {curve.name: curve for curve in curves.curves(100)}
    made = {name: curve.plan(tmp_path / name, 16) for name, curve in kinds.items()}
    assert len(inputs.posts_of(made["posts"])) == 16
    rows = (made["ledger rows"] / "tracking/bench.csv").read_text("utf-8").splitlines()
    assert len(rows) == len({*rows}) == 1 + 16
    met = made["audiences × channels"]
    named = [path.read_text("utf-8").count("id: place-") for path in met.glob("audiences/group*")]
    assert named == [4] * 4
    assert len([*met.glob("channels/place-*.md")]) == 4
    faulty = [
        post for post in inputs.posts_of(made["faulty posts"]) if "ovner" in post.read_text("utf-8")
    ]
    assert len(faulty) == 16


# The runs


@pytest.mark.no_cover
def test_the_order_within_a_pair_alternates() -> None:
    class Told:
        def __init__(self, name: str) -> None:
            self.name = name

        def warm_up(self) -> None:
            order.append(f"first {self.name}")

        def run(self) -> Run:
            order.append(self.name)
            return Run(len(order), 0, 0)

    order: list[str] = []
    runs = [*paired(Told("a"), Told("b"), 3)]
    assert order == ["first a", "first b", "a", "b", "b", "a", "a", "b"]
    assert [(one.seconds, other.seconds) for one, other in runs] == [(3, 4), (6, 5), (7, 8)]


def test_what_a_program_took_is_told() -> None:
    busy = "sum(range(10**7)); print('done')"
    took = Program((sys.executable, "-c", busy)).run()
    assert 0 < took.processor < took.seconds + 1
    assert took.megabytes > 1


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ((sys.executable, "-c", "import sys; print('why'); sys.exit(3)"), "exit code 3: why"),
        (("no-such-program",), "No such file"),
    ],
)
def test_a_program_that_fails_is_named_with_its_reason(
    tiny: Bench, command: tuple[str, ...], reason: str
) -> None:
    fine, bad = Program((sys.executable, "-c", "")), Program(command)
    (figure,) = tiny.beside("ours", fine, "theirs", lambda: bad)
    assert reason in figure.note
    assert "not measured: " in report.row(figure)


def test_a_site_without_the_posts_is_no_site(tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    program = Program((sys.executable, "-c", ""), site=tmp_path, posts=2)
    with pytest.raises(MissingError, match="1 pages of 2 posts"):
        program.warm_up()


def test_what_cannot_be_installed_is_named_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*command: str, **_: object) -> None:
        tried.append(command)
        raise subprocess.CalledProcessError(1, command, stderr="npm error no network\nnpm log: a\n")

    tried: list[tuple[str, ...]] = []
    monkeypatch.setattr("tests.bench.peers.run", failing)
    peers = Peers(folder=tmp_path)
    for _ in range(2):
        with pytest.raises(MissingError, match="it cannot be installed: npm error no network"):
            peers.eleventy()
    assert len(tried) == 1


# The sums


@pytest.mark.parametrize("power", [0.5, 1, 1.1, 2])
def test_the_exponent_of_a_curve_is_found(power: float) -> None:
    cost = {size: 7 + 3 * size**power for size in (5, 10, 20, 40)}
    assert curves.exponent(cost) == pytest.approx(power)


def test_what_costs_nothing_has_no_exponent() -> None:
    costs = [{1: 0.5, 2: 0.51, 4: 0.6}, {1: 0.5, 2: 0.49, 4: 0.6}]
    assert not (figure := curves.figure_of("check, posts", 8, costs)).values
    assert "no time" in figure.note


def test_the_spread_of_an_exponent_is_that_of_its_turns() -> None:
    linear, steep = ({size: size**power / 10 for size in (1, 2, 4, 8)} for power in (1, 2))
    assert curves.figure_of("a", 8, [linear]).values == pytest.approx([1])
    several = curves.figure_of("a", 8, [linear, linear, linear, steep])
    assert several.values == pytest.approx([1, 1, 1, 1])
    assert curves.figure_of("a", 8, [linear, steep]).values == pytest.approx([2, 1])


def test_a_difference_within_the_spread_is_none() -> None:
    for values, verdict in {
        (1.0, 1.2, 1.3): "",
        (1.1, 1.3, 1.2): "",
        (1.2, 1.21, 1.22): "WORSE",
        (1.0,): "",
        (0.7, 0.71, 0.72): "better",
        (1.0, 1.5, 2.1): "",
        (): "not measured: gone",
    }.items():
        assert report.verdict(THEN, replace(THEN, values=values, note="gone")) == verdict
    assert report.verdict(None, THEN) == "new"
    size = replace(THEN, values=(15.0,))
    assert report.verdict(size, replace(size, values=(15.2,))) == ""
    assert report.verdict(size, replace(size, values=(15.4,))) == "WORSE"


def test_figures_are_compared_with_those_of_the_same_name() -> None:
    other, worse = replace(THEN, posts=5000), replace(THEN, values=(2.0, 2.1))
    lines = [*report.compared({"check": [THEN]}, {"check": [worse, other]})]
    assert [is_worse for _, is_worse in lines] == [True, False]
    assert "1.00    0.90–1.10" in lines[0][0]
    assert "2.05    2.00–2.10" in lines[0][0]
    assert lines[1][0].endswith("new")


def test_only_what_was_measured_again_is_renewed() -> None:
    old = {"start": [THEN], "check": [THEN, replace(THEN, posts=5)]}
    again = replace(THEN, values=(2.0,))
    assert report.renewed(old, {"check": [again], "build": [THEN]}) == {
        "start": [THEN],
        "check": [again, replace(THEN, posts=5)],
        "build": [THEN],
    }


def test_figures_are_read_as_they_were_written(tmp_path: Path) -> None:
    figures = {
        "check": [replace(THEN, ours=Run(1, 2, 3), theirs=Run(4, 5, 6)), THEN],
        "curves": [Figure("check, posts", "", 0, unit="exponent", note="why not")],
    }
    file = tmp_path / "build/figures.json"
    report.write(file, figures, bench.machine())
    assert report.read(file) == figures


def test_no_place_of_this_machine_is_written(tmp_path: Path) -> None:
    note = "it cannot be installed: no file /home/me/x at https://registry.example/a, 1/2"
    report.write(tmp_path / "figures.json", {"check": [replace(THEN, note=note)]}, {})
    ((kept,),) = report.read(tmp_path / "figures.json").values()
    assert kept.note == "it cannot be installed: no file … at … 1/2"


def test_a_row_says_whether_the_target_is_met() -> None:
    assert report.row(THEN).endswith("≤ 1 met")
    assert report.row(replace(THEN, target=0.9)).endswith("≤ 0.9 MISSED")
    assert report.row(replace(THEN, target=None)) == report.row(replace(THEN, target=None)).rstrip()


@pytest.mark.no_cover
def test_a_run_is_compared_with_the_last_one_that_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "NOW", tmp_path / "now.json")
    monkeypatch.setattr(bench, "LAST", tmp_path / "last.json")
    assert bench.main(["start", "--pairs", "1", "--write"]) == 0
    assert "new" in capsys.readouterr().out
    kept = report.read(bench.LAST)
    assert kept == report.read(bench.NOW)
    faster = [replace(figure, values=(0.01, 0.01)) for figure in kept["start"]]
    report.write(bench.LAST, {"start": faster}, bench.machine())
    assert bench.main(["start", "--pairs", "1"]) == 1
    assert capsys.readouterr().out.count("WORSE") == len(faster)


def test_the_figures_that_are_kept_are_of_every_group() -> None:
    kept = report.read(bench.LAST)
    assert [*kept] == [*bench.GROUPS]
    assert all(kept.values())
    assert USUAL in bench.SIZES


def test_an_unknown_group_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["start", "speed"])
    assert "there is no speed" in capsys.readouterr().err

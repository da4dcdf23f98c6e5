"""Where a district stands, in an analyst's hand, says what the command says."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

import perpupil
from perpupil.cli.main import main
from perpupil.documents.steady_state import steady_state_as_data
from perpupil.notebook.columns import Estimates, Texts
from perpupil.notebook.tables import Table
from tests.cli.test_steady_state import QUESTION, district, rising


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return district(tmp_path_factory.mktemp("maple"), rising(1_200))


@pytest.fixture(scope="module")
def where(folder: Path) -> perpupil.SteadyState:
    return perpupil.steady_state(folder)


def test_python_and_the_command_say_the_same(
    where: perpupil.SteadyState, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["steady-state", str(folder), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    said.pop("problems")
    assert json.loads(json.dumps(steady_state_as_data(where.record))) == said
    assert where.report().data == steady_state_as_data(where.record)
    assert where.verdict.sentence == said["verdict"]["sentence"]
    assert where.verdict.pattern == "positive"
    assert dict(zip(where.measures.column("measure"), where.measures.column("value"), strict=True)) == {
        name: one["value"] for name, one in said["measures"].items()
    }
    assert where.findings.column("amount") == [Fraction(one["amount_cents"], 100) for one in said["findings"]]


def test_every_school_stands_in_the_table_with_its_own_numbers(where: perpupil.SteadyState) -> None:
    rows = {row["unit"]: row for row in where.schools.rows()}
    assert len(rows) == 30
    for at, (students, poor, base) in enumerate(rising(1_200)):
        row = rows[f"{at:03}"]
        assert (row["students"], row["need"]) == (students, pytest.approx(poor / students))
        assert row["dollars"] == pytest.approx((base + (1000 if at == 0 else 0)) / students)
        assert row["off"] == pytest.approx(row["dollars"] - row["expected"])


def test_facts_may_be_a_frame_and_the_question_a_text_bytes_or_a_path(
    where: perpupil.SteadyState, folder: Path
) -> None:
    frame = pl.read_csv(folder / "facts.csv", infer_schema=False)
    text = (folder / "steady_state.toml").read_text(encoding="utf-8")
    pairs = (
        (frame, text),
        (pd.DataFrame(frame.to_dict(as_series=False)), text.encode()),
        (folder / "facts.csv", folder / "steady_state.toml"),
        ((folder / "facts.csv").read_bytes(), str(folder / "steady_state.toml")),
    )
    for facts, question in pairs:
        assert perpupil.steady_state(facts, question).verdict == where.verdict


def test_need_year_and_margin_are_asked_for_as_on_the_command_line(folder: Path) -> None:
    assert perpupil.steady_state(folder, margin=50).verdict.pattern == "flat"
    with pytest.raises(perpupil.Refused, match="There is no need 'rich'; the needs are poor"):
        perpupil.steady_state(folder, need="rich")
    for margin in (0, 100, -1, float("nan")):
        with pytest.raises(perpupil.Refused, match="percentage"):
            perpupil.steady_state(folder, margin=margin)


def test_what_cannot_be_used_is_refused_with_all_that_is_wrong(folder: Path, tmp_path: Path) -> None:
    frame = pl.read_csv(folder / "facts.csv")
    with pytest.raises(perpupil.Refused, match="Give a `question`"):
        perpupil.steady_state(frame)
    with pytest.raises(perpupil.Refused, match="cannot be read"):
        perpupil.steady_state(tmp_path)
    with pytest.raises(perpupil.Refused, match="2 things are wrong") as refused:
        perpupil.steady_state(frame.drop("base", "level"), QUESTION)
    assert [one.code for one in refused.value.findings if one.severity == "error"] == ["missing-column"] * 2
    with pytest.raises(perpupil.Refused, match="Nothing can be said"):
        perpupil.steady_state(frame, "steady_state = 1\n")


def test_it_shows_its_verdict_first_and_runs_nothing(where: perpupil.SteadyState) -> None:
    text, html = repr(where), where._repr_html_()
    assert text.index(where.verdict.sentence) < text.index("What stands out") < text.index(".report()")
    assert where.verdict.sentence in html
    assert "<script" not in html


def test_a_chart_shows_itself_without_a_library_and_can_be_saved(where: perpupil.SteadyState, tmp_path: Path) -> None:
    plot = where.plot()
    shown = plot._repr_mimebundle_()
    assert set(shown) == {"text/html", "image/svg+xml", "text/plain"}
    assert shown["image/svg+xml"].startswith("<svg")
    assert "Share of low income" in shown["image/svg+xml"]
    assert re.search(r'role="img" aria-label="[^"]+ lies farthest from the line', shown["text/html"])
    assert plot.save(tmp_path / "chart.svg").read_text(encoding="utf-8") == plot.svg
    assert plot.save(tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads(plot.save(tmp_path / "chart.json").read_text(encoding="utf-8")) == plot.specification
    with pytest.raises(perpupil.Refused, match=r"\.svg, \.png or \.json"):
        plot.save(tmp_path / "chart.gif")


def test_a_report_is_shown_with_its_chart_and_saved_as_its_name_ends(
    where: perpupil.SteadyState, tmp_path: Path
) -> None:
    assert "<svg" in where.report()._repr_html_()
    for name, begins in (
        ("r.pdf", b"%PDF"),
        ("r.html", b"<!doctype"),
        ("r.xlsx", b"PK"),
        ("r.md", b"# "),
        ("r.json", b"{"),
    ):
        assert where.save(tmp_path / name).read_bytes().startswith(begins)
    assert (tmp_path / "r.pdf").read_bytes() == where.report().pdf
    with pytest.raises(perpupil.Refused, match="does not say by its ending"):
        where.save(tmp_path / "r.doc")
    with pytest.raises(perpupil.Refused, match="cannot be written"):
        where.save(tmp_path / "nowhere" / "r.pdf")


def test_one_school_alone_has_a_sentence_and_no_chart(tmp_path: Path) -> None:
    alone = perpupil.steady_state(district(tmp_path / "maple", rising(400)[:1]))
    assert alone.verdict.sentence
    with pytest.raises(perpupil.Refused, match="fewer than two schools"):
        alone.plot()


def test_estimates_come_to_every_library_with_gaps_where_there_are_none() -> None:
    numbers = [1.5, None, -1e300, 0.0, 5e-324]
    table = Table("t", lambda: [Texts("name", list("abcde")), Estimates("value", numbers)])
    assert pl.DataFrame(table)["value"].to_list() == numbers == table.column("value")
    framed = table.to_pandas()["value"]
    assert framed.dtype == "float64"
    assert [None if pd.isna(one) else one for one in framed] == numbers
    assert len(pl.DataFrame(Table("t", lambda: [Estimates("value", [])]))) == 0

"""Two results, two units, two formulas, published figures and levels side by side."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import perpupil
from tests import project
from tests.notebook.districts import FACTS, FORMULA, POOL, UNPOOLED, plain_facts

JERSEY = project.ROOT / "formulas" / "new_jersey_sfra_fy2021"


def run(text: str = FORMULA, facts: str = FACTS) -> perpupil.Result:
    return perpupil.run(text, facts.encode())


def test_changes_over_causes_add_up_to_the_change_of_every_unit() -> None:
    before = run()
    after = run(FORMULA.replace("0.25", "0.4").replace("5_000_000", "5_100_000"), FACTS.replace("412", "432"))
    comparison = perpupil.compare(before, after)
    by_cause = pl.DataFrame(comparison.table)
    assert set(comparison.causes) == {"Students", "Amounts and weights", "The pool"}
    assert sorted(set(by_cause["cause"])) == sorted(comparison.causes)
    summed = dict(by_cause.group_by("unit").agg(pl.col("change").sum()).iter_rows())
    assert summed == dict(zip(comparison.by_unit.column("unit"), comparison.by_unit.column("change"), strict=True))
    assert comparison.change == after.total - before.total == Decimal(100_000)
    lines = {(row["unit"], row["line"]): row["amount"] for row in after.lines.rows()}
    was = {(row["unit"], row["line"]): row["amount"] for row in before.lines.rows()}
    moved = {
        (unit, line): change
        for unit, line, change in by_cause.group_by("unit", "line").agg(pl.col("change").sum()).iter_rows()
    }
    assert moved == {key: lines[key] - was[key] for key in lines}
    assert "+$100,000" in repr(comparison)


def test_units_that_come_go_and_merge_are_settled_by_name() -> None:
    after = run(facts=FACTS.replace("0020,Bridge Street", "0030,Canal"))
    opened = perpupil.compare(run(), after)
    assert opened.settled.column("kind") == ["closed", "opened"]
    merged = perpupil.compare(run(), after, merged={"0030": ["0020"]})
    assert merged.settled.column("units_before") == ["0020"]
    assert "1 school opened, closed or merged" in repr(merged)
    with pytest.raises(perpupil.Refused, match="There is no school after '0020'"):
        perpupil.compare(run(), after, merged={"0020": ["0010"]})
    with pytest.raises(perpupil.Refused, match="named twice"):
        perpupil.compare(run(), after, merged={"0030": ["0020"], "0010": ["0020"]})


def test_two_units_of_a_result_differ_by_causes_that_add_up() -> None:
    result = run()
    comparison = perpupil.compare_units(result, "0010", "0020")
    assert comparison.change == result.amount("0020") - result.amount("0010")
    assert sum(comparison.table.column("change")) == comparison.change
    assert "Alder Creek (0010) → Bridge Street (0020)" in repr(comparison)
    with pytest.raises(perpupil.Refused, match="There is no school '0021'"):
        perpupil.compare_units(result, "0010", "0021")


def test_two_formulas_differ_change_by_change() -> None:
    after = perpupil.read_formula(FORMULA).with_parameter("weight", "0.4").with_line("small", 'value = "100"')
    words = perpupil.difference(FORMULA, after)
    assert words.table.column("name") == ["weight", "small"]
    assert words.together is None
    worked = perpupil.difference(FORMULA, after, FACTS.encode())
    assert worked.table.column("gaining") == [1, 1]
    assert worked.together is not None
    assert "Together: " in repr(worked)
    assert "Both say the same." in repr(perpupil.difference(FORMULA, FORMULA))


def test_every_published_figure_stands_beside_the_computed_one() -> None:
    reproduction = perpupil.reproduce(JERSEY)
    assert (reproduction.matched, reproduction.total) == (16_333, 16_334)
    table = pl.DataFrame(reproduction.table)
    assert len(table) == reproduction.total
    assert table["difference"].to_list() == [
        computed - published for computed, published in zip(table["computed"], table["published"], strict=True)
    ]
    off = table.filter(pl.col("difference") != 0).select("unit", "line", "difference").rows()
    assert off == [("5645", "spending_share", Decimal(4000))]
    assert reproduction.mismatches.column("unit") == ["5645"]
    assert "16,333 of 16,334 published figures are reproduced." in repr(reproduction)


def test_published_figures_may_lie_in_a_file_of_their_own() -> None:
    facts = b"school,name,students,low_income\n0010,Alder Creek,412,203\n0020,Bridge Street,655,118\n"
    published = b"school,usd_poverty\n0010,221181.08\n0020,1\n"
    reproduction = perpupil.reproduce(FORMULA, facts, published)
    assert (reproduction.matched, reproduction.total) == (1, 2)
    assert [row["published"] for row in reproduction.mismatches.rows()] == [Decimal(1)]
    assert len(reproduction.table) == 2
    with pytest.raises(perpupil.Refused) as refused:
        perpupil.reproduce(UNPOOLED, plain_facts([("1", 1, 1)]))
    assert {one.code for one in refused.value.findings} == {"nothing-published"}


def test_a_description_comes_as_page_html_and_markdown() -> None:
    page = perpupil.describe(FORMULA, FACTS.encode(), audience="analysts")
    assert page.html.startswith("<!doctype html>")
    assert "# A first formula" in page.markdown
    assert page.data["title"] == "A first formula"
    assert "Every school gets what its students need." in repr(page)
    with pytest.raises(perpupil.Refused, match="no definition of equity"):
        perpupil.describe(UNPOOLED)
    with pytest.raises(perpupil.Refused, match=r"There is no audience 'school'. Did you mean 'schools'"):
        perpupil.describe(FORMULA, audience="school")  # type: ignore[arg-type]


STATE = """language = 1
title = "The state"
year = 2027
[facts]
unit = { column = "district", noun = "district" }
[line.aid]
value = "need * 1000"
[pool.aid]
amount = 8_000_000
"""


def test_money_goes_down_the_levels_from_a_folder_and_from_python(tmp_path: Path) -> None:
    district = tmp_path / "units" / "D1"
    district.mkdir(parents=True)
    for folder, files in {
        tmp_path: {"formula.toml": STATE, "facts.csv": "district,need\nD1,3\nD2,1\n"},
        district: {"formula.toml": FORMULA, "facts.csv": FACTS, "pool.csv": POOL},
    }.items():
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    from_folder = perpupil.cascade(tmp_path)
    below = perpupil.Level(FORMULA, FACTS.encode(), pool=POOL.encode())
    from_python = perpupil.cascade(perpupil.Level(STATE, b"district,need\nD1,3\nD2,1\n", below={"D1": below}))
    for one in (from_folder, from_python):
        assert one.table.column("path") == ["", "D1"]
        assert one.table.column("received") == [Decimal(0), Decimal(6_000_000)]
        assert one.ends.column("path") == ["D2", "D1/0010", "D1/0020"]
        assert sum(one.ends.column("amount")) == Decimal("13499999.50")
        assert "1 level to districts" in repr(one)
    assert list(from_folder.ends.rows()) == list(from_python.ends.rows())


def test_a_level_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(perpupil.Refused, match="There is no formula at"):
        perpupil.cascade(tmp_path)
    (tmp_path / "formula.toml").write_text(STATE, encoding="utf-8")
    with pytest.raises(perpupil.Refused, match="There are no facts beside"):
        perpupil.cascade(tmp_path)
    (tmp_path / "facts.csv").write_text("district,need\nD1,3\n", encoding="utf-8")
    (tmp_path / "units" / "D1").mkdir(parents=True)
    with pytest.raises(perpupil.Refused, match="There is no formula at"):
        perpupil.cascade(tmp_path)

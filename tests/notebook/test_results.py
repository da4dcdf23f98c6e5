"""A run, its reasons, its seal, and how they look."""

import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

import perpupil
from perpupil.cli.main import main
from perpupil.notebook import pages
from tests import project
from tests.notebook.districts import FACTS, FORMULA, POOL, UNPOOLED, plain_facts

SMALL = project.ROOT / "formulas" / "small_district_student_based"


def test_a_folder_is_worked_as_the_command_line_works_it(capsys: pytest.CaptureFixture[str]) -> None:
    result = perpupil.run(SMALL)
    main(["run", str(SMALL)])
    assert f"Seal {result.seal}" in capsys.readouterr().out


def test_the_pool_beside_a_formula_is_taken_and_another_takes_its_place(tmp_path: Path) -> None:
    for name, text in {"formula.toml": FORMULA, "facts.csv": FACTS, "pool.csv": POOL}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    beside = perpupil.run(tmp_path)
    assert beside.total == Decimal("5499999.50")
    assert {one.code for one in beside.findings} >= {"pool-replaced"}
    formula = perpupil.read_formula(FORMULA)
    ways: list[object] = [7_000_000, "7000000", "7_000_000.00", Decimal(7_000_000), {"schools": "7000000"}]
    assert {perpupil.run(formula, FACTS.encode(), pool=way).total for way in ways} == {Decimal(7_000_000)}  # type: ignore[arg-type]
    assert perpupil.run(formula, FACTS.encode(), pool=POOL.encode()).seal == beside.seal
    assert perpupil.run(tmp_path, pool=7_000_000).total == Decimal(7_000_000)
    with pytest.raises(perpupil.Refused) as refused:
        perpupil.run(formula, FACTS.encode(), pool=POOL.encode(), year=2031)
    assert {one.code for one in refused.value.findings} == {"missing-year"}


def test_an_amount_without_a_pool_to_go_into_is_refused() -> None:
    with pytest.raises(perpupil.Refused, match="The formula has no pool"):
        perpupil.run(UNPOOLED.encode(), plain_facts([("1", 1, 1)]), pool=5)
    with pytest.raises(perpupil.Refused, match=r"There is no pool 'school'. Did you mean 'schools'"):
        perpupil.run(FORMULA.encode(), FACTS.encode(), pool={"school": 5})


def test_facts_that_were_read_for_one_formula_serve_another_that_reads_them_otherwise() -> None:
    formula = perpupil.read_formula(FORMULA)
    facts = perpupil.read_facts(FACTS.encode(), formula)
    other = formula.edited(
        '[facts]\nunit = { column = "school", noun = "campus" }\ncolumns = { low_income = "students" }'
    )
    assert perpupil.run(other, facts).lines.column("name")[0] == "0010"
    assert perpupil.run(formula, facts).with_formula(other).seal == perpupil.run(other, FACTS.encode()).seal


def test_a_headcount_and_earlier_years_are_read_from_bytes_and_frames() -> None:
    text = """language = 1
title = "t"
year = 2027
new_unit = "zero"
[facts]
unit = "id"
[counts]
learners = { need = "ell" }
[line.a]
value = "learners * 100"
[line.b]
value = "prior(rooms) * 10"
"""
    headcount = b"unit,grade,needs,students\n1,K,ell,3\n1,1,,20\n2,K,ell=2,4\n"
    read = perpupil.read_headcount(headcount)
    result = perpupil.run(text, b"id,rooms\n1,5\n2,6\n", headcount=read, priors={2026: b"id,rooms\n1,7\n"})
    assert result.wide.column("total") == [Decimal(370), Decimal(400)]
    again = perpupil.run(text, b"id,rooms\n1,5\n2,6\n", headcount=headcount, priors={2026: b"id,rooms\n1,7\n"})
    assert again.seal == result.seal
    assert "ell" in repr(read)
    assert "no row is shown" in repr(read)


def test_a_formula_without_facts_beside_it_asks_for_them() -> None:
    with pytest.raises(perpupil.Refused, match="Give them: run"):
        perpupil.run(FORMULA.encode())


def test_amounts_and_values_are_asked_by_name() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    assert result.amount("0010", "poverty") == Decimal("221181.08")
    assert result.amount("0010") == Decimal("2016779.25")
    assert result.value("poverty.quantity", "0010") == 203
    for asked in (("0011", ""), ("0010", "povertee")):
        with pytest.raises(perpupil.Refused, match="Did you mean"):
            result.amount(*asked)


def test_an_explanation_adds_up_and_names_its_facts() -> None:
    explanation = perpupil.explain(perpupil.run(FORMULA.encode(), FACTS.encode()), "0010", "poverty")
    parts = [_decimal(text) for text in explanation.parts.column("amount")]
    assert abs(sum(parts) - Decimal("221181.08")) < Decimal("1e-20")
    assert "low_income" in explanation.reasons.column("name")
    assert "facts, row 2, column low_income" in explanation.reasons.column("source")
    assert "$221,181.08" in repr(explanation)
    with pytest.raises(perpupil.Refused, match=r"There is no school '0011'. Did you mean"):
        perpupil.explain(perpupil.run(FORMULA.encode(), FACTS.encode()), "0011")


def _decimal(text: str) -> Decimal:
    above, _, below = text.partition("/")
    return Decimal(above) / Decimal(below or 1)


def test_an_expectation_that_does_not_hold_is_told_beside_the_result() -> None:
    formula = perpupil.read_formula(FORMULA).edited('[[expect]]\nthat = "total(allocation) == 1"')
    result = perpupil.run(formula, FACTS.encode())
    assert "expectation-failed" in {one.code for one in result.findings}
    assert "Error: " in repr(result)


def test_a_citation_is_one_line_with_title_sum_version_and_seal() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    assert result.cite() == (
        f"A first formula, 2027: $5,000,000 to 2 schools. PerPupil {perpupil.__version__}, seal {result.seal}."
    )
    assert re.fullmatch("[0-9a-f]{64}", result.seal)


class Tags(HTMLParser):
    """The tags of a piece of HTML; every one that is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= {"style", "scope"}
        self.seen.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


EVIL = "<script>alert(1)</script> & \"'é\x1b[2J"


def evil() -> perpupil.Result:
    """A run in which every text that a person can set tries to mark something up."""
    quoted = EVIL.replace('"', '\\"').replace("\x1b", "\\u001b")
    text = (
        FORMULA.replace("A first formula", quoted)
        .replace("Every school gets what", quoted)
        .replace("Every student", quoted)
    )
    facts = f'school,name,students,low_income\n"<b>1</b>","{EVIL.replace(chr(34), chr(34) * 2)}",412,203\n'
    return perpupil.run(text, facts.encode())


def test_html_is_closed_holds_no_script_and_shows_texts_as_they_are() -> None:
    result = evil()
    changed = result.with_parameter("weight", 1)
    things = [
        *(result, result.formula, result.lines, result.totals, result.wide, result.steps, result.pools),
        *(
            result.explain("<b>1</b>"),
            perpupil.compare(result, changed),
            perpupil.compare_units(result, *result.units * 2),
        ),
        *(
            perpupil.difference(result.formula, changed.formula),
            perpupil.describe(result.formula),
            result.formula.parameters,
        ),
    ]
    for thing in things:
        tags = Tags(thing._repr_html_())
        assert tags.open == []
        assert tags.seen <= {
            "div",
            "p",
            "b",
            "i",
            "small",
            "ul",
            "li",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        }
        assert "\x1b" not in tags.words
    words = Tags(result._repr_html_()).words
    assert "<script>alert(1)</script> & \"'é" in words


def test_a_refusal_shows_all_its_findings_as_text_and_html() -> None:
    broken = FORMULA.replace('weight = "weight"', 'weight = "<b>"\nodd = 1')
    with pytest.raises(perpupil.Refused) as refused:
        perpupil.read_formula(broken)
    codes = {one.code for one in refused.value.findings}
    assert {"unknown-key", "bad-expression"} <= codes
    for code in codes:
        assert f"[{code}]" in str(refused.value)
    tags = Tags(refused.value._repr_html_())
    assert (tags.open, tags.seen) == ([], {"p", "b", "ul", "li", "code", "br"})
    (text,) = refused.value._render_traceback_()
    assert text.startswith("Refused: The formula cannot be read. ")


def test_a_refusal_of_very_many_findings_counts_those_beyond() -> None:
    rows = "".join(f"{number},x,many,some,1\n" for number in range(200))
    with pytest.raises(perpupil.Refused) as refused:
        perpupil.run(FORMULA, f"school,name,students,low_income,usd_poverty\n{rows}".encode())
    assert len(refused.value.findings) > 50
    assert re.search(r"… and \d+ more findings", str(refused.value))


def test_a_result_shows_equity_five_figures_lines_total_and_seal() -> None:
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    text = repr(result)
    for words in (
        "Every school gets what its students need.",
        "Allocated in all",
        "$5,000,000",
        "Total",
        f"Seal {result.seal}",
    ):
        assert words in text
    html = result._repr_html_()
    assert html.count("<tr>") == 5 + 1 + 2 + 1
    assert "text-align:right;font-variant-numeric:tabular-nums" in html


def test_what_was_given_is_shown_without_its_rows() -> None:
    formula = perpupil.read_formula(FORMULA)
    facts = perpupil.read_facts(FACTS.encode(), formula)
    assert len(facts) == 2
    assert facts.units == ("0010", "0020")
    assert "from 0010 to 0020" in repr(facts)
    assert "each school" in repr(formula).lower() or "Every student" in repr(formula)


def test_a_very_large_result_is_sealed_when_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "AMOUNTS_SEALED", 3)
    result = perpupil.run(FORMULA.encode(), FACTS.encode())
    assert "Ask .seal for the seal of 4 amounts" in repr(result)
    assert "seals" not in vars(result)
    assert f"Seal {result.seal}" in repr(result)

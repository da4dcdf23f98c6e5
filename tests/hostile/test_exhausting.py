"""Files made to exhaust whoever reads them: each ends soon, in figures or in findings, never in a traceback."""

import json
import resource
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.checks import check_allocation, check_formula
from perpupil.allocation.explain import explain
from perpupil.allocation.run import run
from perpupil.cli.main import main
from perpupil.facts.facts import read_facts
from perpupil.facts.headcount import read_headcount
from perpupil.facts.table import read_csv
from perpupil.formula.reading import read_formula
from tests.hostile.world import TODAY, Told, within

HEAD = 'language = 1\ntitle = "Maple Unified"\n%s\n[facts]\nunit = "school"\n\n'
FACTS = "school,n,m,region\n0010,400,0,north\n0020,500,4,north\n0030,600,2,south\n"
CHAIN = 1_900


def read(body: str, top: str = "") -> Told:
    with within(5):
        return read_formula((HEAD % top + body).encode())[1]


def valued(expression: str) -> str:
    return f"[line.base]\nvalue = '{expression}'\n"


def work(body: str, top: str = "") -> tuple[Allocation | None, Told]:
    with within(4):
        formula, told = read_formula((HEAD % top + body).encode())
        if formula is None:
            return None, told
        facts, found = read_facts(read_csv(FACTS.encode(), "facts.csv")[0], formula.binding)
        assert facts is not None
        earlier, _ = read_facts(read_csv(FACTS.encode(), "facts_2026.csv")[0], formula.binding)
        assert earlier is not None
        allocation, ran = run(formula, facts, None, {2026: earlier})
    return allocation, (*told, *found, *ran)


def worked(body: str, top: str = "") -> Allocation:
    allocation, told = work(body, top)
    assert allocation is not None, told
    assert told == ()
    return allocation


def codes(told: Told) -> set[str]:
    return {one.code for one in told}


def chain(last: str) -> str:
    """Give many steps, each referring to the one before, and a line upon the last."""
    steps = "".join(f"[step.s{number}]\nvalue = 's{number - 1} + 1'\n" for number in range(1, CHAIN))
    return f"[step.s0]\nvalue = 'n'\n{steps}{valued(last)}"


LAST = f"s{CHAIN - 1}"


# Size


def test_ten_megabytes_are_not_read() -> None:
    assert codes(read("# much ado\n" * 1_000_000)) == {"too-large"}


def test_a_megabyte_of_every_character_is_refused_soon() -> None:
    for piece in (
        "[",
        "{",
        "(",
        "=",
        '"',
        "'",
        "a=",
        "a.",
        "[a]",
        "[[a]]",
        "a=[",
        "a={",
        "\n",
        "\\",
        "1",
        "#",
        ",",
        "\t",
    ):
        with within(20):
            formula, told = read_formula((piece * (900_000 // len(piece))).encode())
        assert formula is None
        assert told


def test_too_many_tables_are_refused() -> None:
    assert codes(read("".join(f"[step.s{number}]\nvalue = 1\n" for number in range(2_001)))) == {"too-large"}


def test_tables_written_inline_count_as_tables() -> None:
    steps = "\n".join(f"s{number} = {{ value = 'n' }}" for number in range(2_001))
    assert codes(read(f"[step]\n{steps}\n{valued('n')}")) == {"too-large"}


def test_a_list_of_a_hundred_thousand_numbers_is_read() -> None:
    rows = ",".join(f"[{number}, 1]" for number in range(50_000))
    with within(20):
        assert read_formula((HEAD % "" + f"[parameters]\nt = {{ table = [{rows}] }}\n{valued('n')}").encode())[1] == ()


# Numbers


@pytest.mark.parametrize("number", ["1e9999999", "1E+9999999", "-1e-9999999", "1e0000000000000000000000000031"])
@pytest.mark.parametrize(
    "place", ["[line.base]\nvalue = {}", "[parameters]\nt = {{ table = [[0, {}]] }}", "round = {}"]
)
def test_a_large_exponent_is_refused(number: str, place: str) -> None:
    assert "bad-number" in codes(read(place.format(number) + "\n"))


@pytest.mark.parametrize(
    "number", ["1e", "1e+", "1e_", "1e+_", "1e-__", "0x", "0b_", "1__0", "_1", "1_", "+-1", "1.e1", ".5"]
)
def test_a_number_that_is_none_is_not_toml(number: str) -> None:
    assert codes(read(f"[line.base]\nvalue = {number}\n")) == {"not-toml"}


DIGITS = {
    "decimal": "9" * 5_000,
    "hexadecimal": "0x" + "f" * 5_000,
    "octal": "0o" + "7" * 5_000,
    "binary": "0b" + "1" * 5_000,
}
PLACES = {
    "an amount": "[line.base]\nvalue = {}",
    "a parameter": "[parameters]\nbase = {}",
    "a row of a table": "[parameters]\nt = {{ table = [[0, {}]] }}",
    "a list by text": "[parameters]\nt = {{ by = 'region', values = {{ north = {} }} }}",
    "a rounding": "[line.base]\nvalue = 1\nround = {}",
    "the digits of a rounding": "[line.base]\nvalue = 1\nround = {{ digits = {} }}",
    "the mode of a rounding": "[line.base]\nvalue = 1\nround = {{ digits = 2, mode = {} }}",
    "a fact given": "[line.base]\nvalue = 1\n[[expect]]\nthat = 'base > 0'\ngiven = {{ n = {} }}",
    "a tolerance": "[line.base]\nvalue = 1\nwithin = {}",
    "a date": "[line.base]\nkind = 'fixed_sum'\namount = 5\nwho = 'Dee'\nwhy = 'Arts.'\nuntil = {}",
    "a text": "[line.base]\nvalue = 1\ntitle = {}",
    "a list": "[line.base]\nvalue = 1\n[pool.p]\namount = 5\nlines = [{}]",
    "a choice": "[line.base]\nvalue = 1\n[pool.p]\namount = 5\nmethod = {}",
    "a key that is not known": "[line.base]\nvalue = 1\nnosuch = {}",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("digits", DIGITS)
def test_five_thousand_digits_are_refused(digits: str, place: str) -> None:
    told = read(PLACES[place].format(DIGITS[digits]) + "\n")
    assert told
    assert all(len(one.what) < 200 for one in told)


@pytest.mark.parametrize("top", ["year = {}", "language = {}", "round = {}", "prior = {{ n = [{}] }}", "facts = {}"])
@pytest.mark.parametrize("digits", DIGITS)
def test_five_thousand_digits_at_the_top_are_refused(digits: str, top: str) -> None:
    with within(5):
        told = read_formula(f'title = "Maple"\n{top.format(DIGITS[digits])}\n'.encode())[1]
    assert told
    assert all(len(one.what) < 200 for one in told)


def test_five_thousand_digits_in_an_expression_are_refused() -> None:
    assert codes(read(valued("9" * 5_000))) == {"bad-number"}
    assert codes(read(valued("n * [[0, " + "9" * 5_000 + "]]"))) == {"bad-number"}


def test_a_number_that_grows_too_long_to_be_written_is_shown_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nine squares of a number of 40 digits have 20,000 digits, more than Python writes by default."""
    squares = "".join(f"[step.s{number}]\nvalue = 's{number - 1} * s{number - 1}'\n" for number in range(1, 10))
    body = f"[step.s0]\nvalue = 'n * {'9' * 37}'\n{squares}{valued('s9 / s9')}"
    run_and_explain(tmp_path, body, capsys)


def test_a_sum_of_fractions_that_grow_too_long_is_shown_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A thousand fractions with denominators of their own have a common one of many thousand digits."""
    sums = " + ".join(f"n / {10_007 + 2 * number}" for number in range(650))
    body = f"[step.a]\nvalue = '{sums}'\n[step.b]\nvalue = 'a * a'\n[step.c]\nvalue = 'b * b'\n{valued('c - c')}"
    run_and_explain(tmp_path, body, capsys)


def run_and_explain(folder: Path, body: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "formula.toml").write_text(HEAD % "" + body, encoding="utf-8")
    (folder / "facts.csv").write_text(FACTS, encoding="utf-8")
    with within(20):
        code = main(["run", str(folder), "--json"])
        assert code in {0, 1}
        assert bool(json.loads(capsys.readouterr().out)["findings"]) is (code == 1)
        assert main(["explain", str(folder), "--unit", "0010", "--json"]) == code
        assert main(["explain", str(folder), "--unit", "0010", "--line", "base"]) == code


def test_a_number_that_doubles_its_digits_forever_is_refused(tmp_path: Path) -> None:
    """Forty squares would have a million million digits: something must stop them before the memory is full."""
    squares = "".join(f"[step.s{number}]\nvalue = 's{number - 1} * s{number - 1}'\n" for number in range(1, 41))
    (tmp_path / "formula.toml").write_text(
        HEAD % "" + f"[step.s0]\nvalue = 'n'\n{squares}{valued('s40 - s40')}", encoding="utf-8"
    )
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "perpupil", "run", str(tmp_path)],
        capture_output=True,
        check=False,
        preexec_fn=_bound_child,
        text=True,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


def _bound_child() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (4, 4))
    resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))


LONG = " * ".join(["9" * 40] * 15)
"""Some 1,993 bits; a value may have 2,048."""


@pytest.mark.parametrize("bits", range(40, 56, 2))
@pytest.mark.parametrize("value", ["if(n <= 400, {}, 0)", "if(n <= 400, -({}), {})", "{}", "-({})", "n * {}"])
def test_a_value_about_as_long_as_it_may_be_is_worked_checked_and_explained_or_refused(value: str, bits: int) -> None:
    allocation, told = work(valued(value.replace("{}", f"{LONG} * {2**bits}")))
    assert allocation is not None or codes(told) == {"number-too-long"}
    if allocation is not None:
        check_allocation(allocation)
        assert sum(part.amount for one in explain(allocation, "0010") for part in one.parts) == Fraction(
            int(allocation.lines_cents["base"][0]), 100
        )


@pytest.mark.parametrize("value", ["ratio", "n / k", "if(n > 400, n / k, 0)"])
def test_a_sum_of_many_quotients_by_the_same_number_is_not_long(value: str) -> None:
    """Three hundred times 400 / 401 is 120,000 / 401."""
    body = "[step.k]\nvalue = 'n + 1'\n[step.ratio]\nvalue = 'n / k'\n" + valued(" + ".join([value] * 300))
    allocation = worked(body)
    with within(5):
        (one,) = explain(allocation, "0030")
    assert one.root.exact == Fraction(300 * 600, 601)


# Suggestions


def test_many_unknown_names_beside_many_columns_are_told_soon() -> None:
    headers = ",".join(f"students_in_grade_{number}" for number in range(1_990))
    table, _ = read_csv(f"school,{headers}\n0010{',5' * 1_990}\n".encode(), "facts.csv")
    steps = "".join(f"[step.s{number}]\nvalue = 'studnts_in_grade_{number}'\n" for number in range(500))
    formula, told = read_formula((HEAD % "" + steps + valued("1")).encode())
    assert formula is not None, told
    facts, _ = read_facts(table, formula.binding)
    assert facts is not None
    with within(5):
        _, told = run(formula, facts)
    assert len(told) == 500
    assert "students_in_grade_0" in told[0].fix


def test_many_unknown_needs_beside_many_needs_are_told_soon() -> None:
    rows = "".join(f"0010,K,need_{number},1\n" for number in range(20_000))
    headcount, _ = read_headcount(read_csv(f"unit,grade,needs,students\n{rows}".encode(), "headcount.csv")[0])
    counts = "".join(f'c{number} = {{ need = "ned_{number}" }}\n' for number in range(50))
    formula, told = read_formula((HEAD % "" + f"[counts]\n{counts}" + valued("c0")).encode())
    assert formula is not None, told
    facts, _ = read_facts(read_csv(b"school\n0010\n", "facts.csv")[0], formula.binding)
    assert facts is not None
    with within(5):
        _, told = run(formula, facts, headcount)
    assert [one.code for one in told] == ["never-reached"] * 50


# Depth


def test_ten_thousand_nested_arrays_are_refused() -> None:
    assert codes(read(f"[line.base]\nvalue = {'[' * 10_000}{']' * 10_000}\n")) == {"too-large"}


def test_ten_thousand_nested_inline_tables_are_refused() -> None:
    assert codes(read(f"[line.base]\nvalue = {'{ a = ' * 10_000}1{'}' * 10_000}\n")) == {"too-large"}


def test_arrays_and_inline_tables_in_turn_are_refused() -> None:
    assert codes(read(f"[line.base]\nvalue = {'[{ a = ' * 5_000}1{'}]' * 5_000}\n")) == {"too-large"}


@pytest.mark.parametrize("written", ["{} = 1", "[{}]\nvalue = 1", "[[{}]]\nvalue = 1", "a = {{ {} = 1 }}"])
def test_a_dotted_key_without_end_is_refused(written: str) -> None:
    assert codes(read(written.format(".".join("k" * 10_000)) + "\n")) == {"too-large"}


@pytest.mark.parametrize(
    ("opening", "closing"), [("(", ")"), ("abs(", ")"), ("[", "]"), ("max(1, ", ")"), ("not (", ")")]
)
def test_brackets_without_end_in_an_expression_are_refused(opening: str, closing: str) -> None:
    deep = 9_000 // len(opening + closing)
    assert codes(read(valued(opening * deep + "1" + closing * deep))) == {"bad-expression"}
    assert codes(read(valued(opening * deep))) == {"bad-expression"}


@pytest.mark.parametrize(
    "expression", ["-" * 9_000 + "n", "if(" + "not " * 2_400 + "n > 0, 1, 0)", "-(" * 40 + "-" * 60 + "n" + ")" * 40]
)
def test_signs_without_end_are_refused(expression: str) -> None:
    assert codes(read(valued(expression))) == {"bad-expression"}


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("if(" + "not " * 50 + "n > 0, 1, 0)", id="denials"),
        pytest.param("if(" * 45 + "n" + " > 0, 1, 0)" * 45, id="conditions in conditions"),
        pytest.param("if(" * 40 + "n > 0" + ", n > 1, n > 2)" * 39 + ", 1, 0)", id="truths of conditions"),
        pytest.param("if(" + "(n > 0 and (n > 0 or " * 24 + "n > 0" + "))" * 24 + ", 1, 0)", id="and, or"),
        pytest.param("round(" + "share(" * 45 + "n" + ")" * 45 + ", 2)", id="shares of shares"),
        pytest.param(
            "round(" + "share(round(" * 22 + "n" + ", 4), by=region)" * 22 + ", 2)", id="shares of rounded shares"
        ),
        pytest.param("total(" * 45 + "n" + ")" * 45, id="totals of totals"),
        pytest.param("prior(" * 45 + "n" + ")" * 45, id="earlier years of earlier years"),
        pytest.param("average(" * 45 + "n" + ", 2)" * 45, id="means of means"),
        pytest.param("apportion(100, " * 45 + "n" + ")" * 45, id="parts of parts"),
        pytest.param("min(n, " * 45 + "n" + ")" * 45, id="least of least"),
        pytest.param("interpolate(" * 45 + "n" + ", [[0, 1], [5, 2]])" * 45, id="slides of slides"),
    ],
)
def test_an_expression_within_bounds_is_worked_soon_however_it_nests(expression: str) -> None:
    """Working a part twice at every level would take two to the power of the levels."""
    allocation, told = work(valued(expression), "year = 2027\n")
    assert allocation is not None or told
    if allocation is not None:
        with within(5):
            assert len(explain(allocation, "0010")) == 1
            check_formula(allocation.formula, TODAY)
            check_allocation(allocation)


# Length


def test_a_sum_of_three_thousand_terms_is_worked() -> None:
    assert worked(valued("+".join(["n"] * 3_000))).total_cents == 3_000 * 150_000


def test_a_product_of_three_thousand_factors_is_worked() -> None:
    assert worked(valued("*".join(["m"] + ["1"] * 3_000))).total_cents == 600


@pytest.mark.parametrize("word", ["and", "or"])
def test_a_condition_of_a_thousand_parts_is_worked(word: str) -> None:
    condition = f" {word} ".join(["n > 0"] * 900)
    assert worked(valued(f"if({condition}, 1, 0)")).total_cents == 300


def test_a_chain_of_a_thousand_comparisons_is_worked() -> None:
    assert worked(valued(f"if({' < '.join(map(str, range(900)))} < n * 1000, 1, 0)")).total_cents == 300


def test_a_chain_of_many_steps_is_worked() -> None:
    allocation = worked(chain(LAST))
    assert [int(cents) for cents in allocation.lines_cents["base"]] == [(n + CHAIN - 1) * 100 for n in (400, 500, 600)]


def test_a_chain_of_many_steps_written_from_its_end_is_worked() -> None:
    steps = "".join(f"[step.s{number}]\nvalue = 's{number - 1} + 1'\n" for number in range(CHAIN - 1, 0, -1))
    assert worked(f"{valued(LAST)}{steps}[step.s0]\nvalue = 'n'\n").total_cents == (1_500 + 3 * (CHAIN - 1)) * 100


def test_a_chain_of_many_lines_is_worked() -> None:
    lines = "".join(f"[line.l{number}]\nvalue = 'l{number - 1} * 1'\n" for number in range(1, CHAIN))
    assert worked(f"[line.l0]\nvalue = 'n'\n{lines}").total_cents == 150_000 * CHAIN


def test_a_circle_of_many_steps_is_found() -> None:
    steps = "".join(f"[step.s{number}]\nvalue = 's{(number + 1) % CHAIN}'\n" for number in range(CHAIN))
    told = read(steps + valued("n"))
    assert codes(told) == {"circular"}


def test_a_chain_of_many_steps_is_checked() -> None:
    with within(20):
        allocation = worked(chain(LAST))
        assert check_formula(allocation.formula, TODAY) == ()
        assert check_allocation(allocation) == ()


def test_a_chain_of_many_steps_that_ends_in_a_cliff_is_checked() -> None:
    with within(20):
        allocation = worked(chain(f"if({LAST} <= {400 + CHAIN - 1}, 90_000, 0)"))
        assert "cliff" in codes(check_allocation(allocation))


def test_a_chain_of_many_steps_is_explained() -> None:
    with within(20):
        (one,) = explain(worked(chain(LAST)), "0010")
    depth, reason = 0, one.root
    while reason.children:
        depth, reason = depth + 1, reason.children[0]
    assert depth == CHAIN + 1


@pytest.mark.parametrize("how", [["--json"], ["--line", "base"], []])
def test_a_chain_of_many_steps_is_explained_on_the_command_line(
    how: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "formula.toml").write_text(HEAD % "" + chain(LAST), encoding="utf-8")
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    with within(20):
        assert main(["explain", str(tmp_path), "--unit", "0010", *how]) == 0
    assert "2299" in capsys.readouterr().out.replace(",", "")


def test_a_chain_of_many_steps_is_worked_for_a_made_up_unit() -> None:
    assert worked(chain(LAST) + f"[[expect]]\ngiven = {{ n = 1 }}\nthat = 'base == {CHAIN}'\n").total_cents > 0


def test_a_chain_of_many_steps_is_worked_for_an_earlier_year() -> None:
    assert worked(chain(f"prior({LAST})"), "year = 2027\n").total_cents == (1_500 + 3 * (CHAIN - 1)) * 100

"""Every bound of limits.py: what lies at it is read, what lies one beyond is a finding."""

import pytest

from perpupil import limits
from perpupil.exact.numerals import read_number
from perpupil.facts import table as facts_table
from perpupil.facts.table import read_csv
from perpupil.findings import Finding, Place, finding
from perpupil.formula.parsing import ExpressionError, parse
from perpupil.formula.reading import read_formula
from tests.docs.engine import allocate

HEAD = 'language = 1\ntitle = "Maple Unified"\n\n[facts]\nunit = "school"\n\n'
LINE = "[line.base]\nvalue = 5\n"


def codes(body: str, top: str = "") -> list[str]:
    return [one.code for one in read_formula((top + HEAD + body).encode())[1]]


def valued(expression: str) -> list[str]:
    return codes(f"[line.base]\nvalue = '{expression}'\n")


def told_of_csv(content: str, rows_maximum: int = limits.UNITS) -> list[str]:
    return [one.code for one in read_csv(content.encode(), "facts.csv", rows_maximum)[1]]


def test_bytes_of_a_formula() -> None:
    formula = HEAD + LINE
    padded = formula + "#" * (limits.FORMULA_BYTES - len(formula))
    assert read_formula(padded.encode())[1] == ()
    assert [one.code for one in read_formula(padded.encode() + b"#")[1]] == ["too-large"]


def test_tables_of_a_formula() -> None:
    steps = "".join(f"[step.s{number}]\nvalue = 1\n" for number in range(limits.FORMULA_TABLES - 2))
    assert codes(steps + LINE) == []
    assert codes(steps + LINE + "[line.last]\nvalue = 1\n") == ["too-large"]


def test_nesting_of_values() -> None:
    assert codes(LINE + f"note = {'[' * limits.NESTING}1{']' * limits.NESTING}\n") == ["wrong-type"]
    assert codes(LINE + f"note = {'[' * (limits.NESTING + 1)}1{']' * (limits.NESTING + 1)}\n") == ["too-large"]


def test_nesting_of_keys() -> None:
    assert codes(LINE + f"{'.'.join('k' * limits.NESTING)} = 1\n") == ["unknown-key"]
    assert codes(LINE + f"{'.'.join('k' * (limits.NESTING + 1))} = 1\n") == ["too-large"]


@pytest.mark.parametrize("sign", ["", "-"])
def test_digits_of_a_number_in_a_formula(sign: str) -> None:
    digits = "9" * limits.NUMBER_DIGITS
    for number in (digits, f"{digits[:20]}.{digits[20:]}"):
        assert codes(f"[line.base]\nvalue = {sign}{number}\nround = 0\n") == []
        assert codes(f"[line.base]\nvalue = {sign}{number}9\nround = 0\n") == ["bad-number"]


def test_digits_of_a_number_in_an_expression() -> None:
    digits = "9" * limits.NUMBER_DIGITS
    assert valued(f"students + {digits}") == []
    assert valued(f"students + {digits}9") == ["bad-number"]


@pytest.mark.parametrize("sign", ["", "+", "-"])
def test_exponent_of_a_number(sign: str) -> None:
    assert codes(f"[line.base]\nvalue = 1e{sign}{limits.NUMBER_EXPONENT}\n") == []
    assert codes(f"[line.base]\nvalue = 1e{sign}{limits.NUMBER_EXPONENT + 1}\n") == ["bad-number"]


def test_digits_and_exponent_of_a_cell() -> None:
    assert read_number("9" * limits.NUMBER_DIGITS) == 10**limits.NUMBER_DIGITS - 1
    assert read_number("9" * (limits.NUMBER_DIGITS + 1)) is None
    assert read_number(f"1e{limits.NUMBER_EXPONENT}") == 10**limits.NUMBER_EXPONENT
    assert read_number(f"1e{limits.NUMBER_EXPONENT + 1}") is None
    assert read_number(f"1e-{limits.NUMBER_EXPONENT + 1}") is None


def test_characters_of_an_expression() -> None:
    expression = "students".ljust(limits.EXPRESSION_CHARACTERS)
    assert valued(expression) == []
    assert valued(expression + " ") == ["bad-expression"]


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("abs(", ")"), ("max(1, ", ")")])
def test_brackets_of_an_expression(opening: str, closing: str) -> None:
    most = limits.EXPRESSION_BRACKETS
    assert valued(opening * most + "students" + closing * most) == []
    assert valued(opening * (most + 1) + "students" + closing * (most + 1)) == ["bad-expression"]


def test_depth_of_an_expression() -> None:
    """A call in brackets after a sign is two levels deep, and so is its argument after a sign."""
    half = limits.EXPRESSION_DEPTH // 2
    parse("-abs(" * (half - 1) + "-students" + ")" * (half - 1))
    with pytest.raises(ExpressionError, match="deep"):
        parse("-abs(" * (half - 1) + "--students" + ")" * (half - 1))


@pytest.mark.parametrize("factor", ["1", "n"])
def test_bits_of_a_value(factor: str) -> None:
    """A step of the district, and one of each unit; 2 to the power of 132 has 40 digits."""
    for bits, expected in ((limits.VALUE_BITS, []), (limits.VALUE_BITS + 1, ["number-too-long"])):
        whole, rest = divmod(bits - 1, 132)
        product = " * ".join([factor, *[str(2**132)] * whole, str(2**rest)])
        body = f"{HEAD}[step.long]\nvalue = '{product}'\n{LINE}".replace('"school"', '"unit"')
        assert [one.code for one in allocate(body, {"n": ["1"]})[1]] == expected


def test_digits_of_a_rounding() -> None:
    least, most = limits.ROUNDING_DIGITS
    for digits in (least, most):
        assert codes(f"[step.size]\nvalue = 1\nround = {digits}\n" + LINE) == []
        assert valued(f"round(students, {digits})") == []
        assert valued(f"apportion(5, students, {digits})") == []
    for digits in (least - 1, most + 1):
        assert codes(f"[step.size]\nvalue = 1\nround = {digits}\n" + LINE) == ["wrong-value"]
        assert valued(f"round(students, {digits})") == ["wrong-arguments"]
        assert valued(f"apportion(5, students, {digits})") == ["wrong-arguments"]


def test_years_back() -> None:
    top = "year = 2027\n"
    assert codes(f"[line.base]\nvalue = 'prior(n, {limits.YEARS_BACK})'\n", top) == []
    assert codes(f"[line.base]\nvalue = 'prior(n, {limits.YEARS_BACK + 1})'\n", top) == ["wrong-arguments"]


def test_bytes_of_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    content = "school,students\n0010,400\n"
    monkeypatch.setattr(facts_table, "FACTS_BYTES", len(content))
    assert told_of_csv(content) == []
    assert told_of_csv(content + "\n") == ["too-large"]


def test_columns_of_facts() -> None:
    headers = ",".join(f"c{number}" for number in range(limits.FACTS_COLUMNS))
    assert told_of_csv(headers + "\n") == []
    assert told_of_csv(headers + ",last\n") == ["too-large"]


def test_rows_of_facts() -> None:
    assert told_of_csv("school\n0010\n0020\n0030\n", 3) == []
    assert told_of_csv("school\n0010\n0020\n0030\n0040\n", 3) == ["too-large"]


def test_characters_of_a_cell() -> None:
    cell = "x" * limits.CELL_CHARACTERS
    assert told_of_csv(f"school\n{cell}\n") == []
    assert told_of_csv(f"school\n{cell}x\n") == ["ragged-row"]


def test_findings_shown(capsys: pytest.CaptureFixture[str]) -> None:
    from perpupil.cli.printing import print_findings  # noqa: PLC0415  rich is loaded only where something is printed

    one = finding("bad-cell", Place("facts.csv", 2), "`x` is not a number.", "Write digits.")
    assert shown(print_findings, [one] * limits.FINDINGS_SHOWN, capsys) == (limits.FINDINGS_SHOWN, False)
    assert shown(print_findings, [one] * (limits.FINDINGS_SHOWN + 1), capsys) == (limits.FINDINGS_SHOWN, True)


def shown(printed: object, findings: list[Finding], capsys: pytest.CaptureFixture[str]) -> tuple[int, bool]:
    assert callable(printed)
    printed(findings)
    text = capsys.readouterr().err
    return text.count("[bad-cell]"), "and 1 more findings" in text or "and 1 more finding" in text

"""What a key of a formula may hold, and what is said of anything else."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from perpupil.exact.rounding import Mode, Rounding
from perpupil.findings import Finding
from perpupil.formula.keys import Key, KeyType
from perpupil.formula.source import read_source
from perpupil.formula.syntax import Name, Number, Table
from perpupil.formula.typed import Reader, is_name


def read(written: str, key_type: KeyType, *, choices: tuple[str, ...] = ()) -> tuple[Any, tuple[Finding, ...]]:
    """Read the value of a key."""
    source = read_source(f"key = {written}\n".encode(), "formula.toml")
    reader = Reader(source)
    return reader.value(("key",), source.values["key"], Key("key", key_type, "A key.", choices=choices)), tuple(
        reader.findings
    )


ROWS = Table(((Fraction(0), Fraction(1)), (Fraction(300), Fraction("2.5"))))


@pytest.mark.parametrize(
    ("key_type", "written", "expected"),
    [
        (KeyType.TEXT, '"Base"', "Base"),
        (KeyType.TEXT, '"cafe\\u0301"', "caf\u00e9"),
        (KeyType.TEXTS, '"K"', ("K",)),
        (KeyType.TEXTS, '["K", "1"]', ("K", "1")),
        (KeyType.TEXTS, "[]", ()),
        (KeyType.LINES, '["base"]', ("base",)),
        (KeyType.NUMBER, "4_028.47", Fraction("4028.47")),
        (KeyType.NUMBER, "-5", Fraction(-5)),
        (KeyType.NUMBER, "0x1F", Fraction(31)),
        (KeyType.NUMBER, "1e-3", Fraction("0.001")),
        (KeyType.NUMBER, "0.1", Fraction(1, 10)),
        (KeyType.EXPRESSION, "1.8", Number(Fraction("1.8"))),
        (KeyType.EXPRESSION, '"base"', Name("base")),
        (KeyType.TABLE, '"tiers"', Name("tiers")),
        (KeyType.TABLE, "[[0, 1], [300, 2.5]]", ROWS),
        (KeyType.WHOLE, "2027", 2027),
        (KeyType.DATE, "2030-06-30", date(2030, 6, 30)),
        (KeyType.ROUNDING, '"none"', "none"),
        (KeyType.ROUNDING, '"cent"', Rounding(2)),
        (KeyType.ROUNDING, '"dollar"', Rounding(0)),
        (KeyType.ROUNDING, '"whole"', Rounding(0)),
        (KeyType.ROUNDING, "4", Rounding(4)),
        (KeyType.ROUNDING, "-3", Rounding(-3)),
        (KeyType.ROUNDING, '{ digits = 4, mode = "down" }', Rounding(4, Mode.DOWN)),
        (KeyType.NAMES, '{ ell = "Bilingual" }', {"ell": "Bilingual"}),
        (KeyType.NAMES_LISTED, '{ YEAR = "2015", LEVEL = ["a", "b"] }', {"YEAR": ("2015",), "LEVEL": ("a", "b")}),
        (KeyType.NUMBERS, "{ high = 760_000 }", {"high": Fraction(760_000)}),
        (KeyType.FACTS, '{ n = 5, level = "high" }', {"n": Fraction(5), "level": "high"}),
    ],
)
def test_a_key_is_read_by_its_type(key_type: KeyType, written: str, expected: object) -> None:
    assert read(written, key_type) == (expected, ())


@pytest.mark.parametrize(
    ("key_type", "written", "code", "fix"),
    [
        (KeyType.TEXT, "5", "wrong-type", "quotes"),
        (KeyType.TEXT, "true", "wrong-type", "quotes"),
        (KeyType.TEXT, "2030-06-30", "wrong-type", "quotes"),
        (KeyType.TEXTS, "[1]", "wrong-type", "[“…”".replace("“", '"').replace("”", '"')),
        (KeyType.TEXTS, "{ a = 1 }", "wrong-type", "["),
        (KeyType.NUMBER, '"4028.47"', "wrong-type", "without quotes"),
        (KeyType.NUMBER, "true", "wrong-type", "without quotes"),
        (KeyType.NUMBER, "nan", "bad-number", "40 digits"),
        (KeyType.NUMBER, "-inf", "bad-number", "40 digits"),
        (KeyType.NUMBER, "0x" + "f" * 40, "bad-number", "40 digits"),
        (KeyType.EXPRESSION, "true", "wrong-type", "quotes"),
        (KeyType.EXPRESSION, "[1]", "wrong-type", "quotes"),
        (KeyType.EXPRESSION, '"a +"', "bad-expression", "after the last sign"),
        (KeyType.TABLE, "[]", "wrong-type", "[[0, 1]"),
        (KeyType.TABLE, "[[0, 1, 2]]", "wrong-type", "[[0, 1]"),
        (KeyType.TABLE, "[[5, 1], [5, 2]]", "wrong-value", "each once"),
        (KeyType.TABLE, '[["a", 1]]', "wrong-type", "without quotes"),
        (KeyType.TABLE, '"a + b"', "wrong-type", "[[0, 1]"),
        (KeyType.WHOLE, "2027.0", "wrong-type", "= 1"),
        (KeyType.WHOLE, "true", "wrong-type", "= 1"),
        (KeyType.DATE, '"2030-06-30"', "wrong-type", "without quotes"),
        (KeyType.DATE, "2030-06-30T10:00:00", "wrong-type", "without quotes"),
        (KeyType.ROUNDING, '"cents"', "wrong-type", "cent"),
        (KeyType.ROUNDING, "2.0", "wrong-type", "cent"),
        (KeyType.ROUNDING, "true", "wrong-type", "cent"),
        (KeyType.ROUNDING, "31", "wrong-value", "30"),
        (KeyType.ROUNDING, "-13", "wrong-value", "-12"),
        (KeyType.ROUNDING, '{ mode = "down" }', "wrong-type", "digits"),
        (KeyType.ROUNDING, '{ digits = 2, mode = "floor" }', "wrong-type", "digits"),
        (KeyType.ROUNDING, "{ digits = 2, place = 3 }", "wrong-type", "digits"),
        (KeyType.NAMES, "{ a = 1 }", "wrong-type", "quotes"),
        (KeyType.NAMES, "5", "wrong-type", "name ="),
        (KeyType.NUMBERS, '{ a = "1" }', "wrong-type", "without quotes"),
        (KeyType.FACTS, "{ n = true }", "wrong-type", "without quotes"),
    ],
)
def test_a_key_that_holds_something_else_is_a_finding(key_type: KeyType, written: str, code: str, fix: str) -> None:
    value, (one,) = read(written, key_type)
    assert not value
    assert (one.code, one.where.line) == (code, 1)
    assert fix in one.fix


def test_a_choice_is_one_of_a_list() -> None:
    choices = ("scale", "scale_down", "none")
    assert read('"scale_down"', KeyType.CHOICE, choices=choices) == ("scale_down", ())
    value, (one,) = read('"scaledown"', KeyType.CHOICE, choices=choices)
    assert value is None
    assert one.fix == "Did you mean 'scale_down'?"
    value, (one,) = read("5", KeyType.CHOICE, choices=choices)
    assert "scale, scale_down, none" in one.fix


@pytest.mark.parametrize("text", ["a", "_a", "a1", "école", "students_2026"])
def test_a_name_can_stand_in_an_expression(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["", "1a", "a b", "a-b", "a.b", "K-5", "²", "a\n"])
def test_what_cannot_stand_in_an_expression_is_no_name(text: str) -> None:
    assert not is_name(text)


TABLE = (
    Key("value", KeyType.NUMBER, "A number.", required=True, example="value = 5"),
    Key("title", KeyType.TEXT, "A title."),
)


def table(written: str) -> tuple[dict[str, Any], list[str]]:
    source = read_source(f"[step.size]\n{written}\n".encode(), "formula.toml")
    reader = Reader(source)
    read_table = reader.table(("step", "size"), source.values["step"]["size"], TABLE)
    return read_table, [f"{one.code} {one.where.line}: {one.fix}" for one in reader.findings]


def test_a_table_is_read_key_by_key_and_every_mistake_is_told() -> None:
    assert table("value = 5\ntitle = 'Size'") == ({"value": 5, "title": "Size"}, [])
    assert table("titel = 'Size'\nvalue = 'x'") == (
        {},
        [
            "unknown-key 2: Did you mean `title`?",
            "wrong-type 3: Write it without quotes, currency or thousands separators: 4028.47.",
        ],
    )
    assert table("title = 'Size'") == ({"title": "Size"}, ["missing-key 1: Add it: value = 5."])
    assert table("quite_other = 1\nvalue = 5")[1] == ["unknown-key 2: The keys here are value, title."]

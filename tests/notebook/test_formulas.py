"""A rule is put in the place of another, and everything else stays as it is written."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import perpupil
from tests import project
from tests.notebook.districts import FORMULA

CATALOGUE = sorted(project.ROOT.glob("formulas/*/formula.toml"))


def difference(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that are gone and those that are new."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_a_parameter_is_changed_where_it_stands() -> None:
    formula = perpupil.read_formula(FORMULA)
    changed = formula.with_parameter("weight", "0.4")
    gone, new = difference(formula.text, changed.text)
    assert (len(gone), len(new)) == (1, 1)
    assert new[0] == gone[0].replace("0.25", "0.4")
    assert changed.record.parameters["weight"].value == Fraction(2, 5)
    assert formula.record.parameters["weight"].value == Fraction(1, 4)
    assert changed.text.endswith(formula.text[-200:])


@pytest.mark.parametrize("value", [1, "1.5", Decimal("1.50"), Fraction(3, 2), "1_000.25", -2])
def test_every_exact_way_to_write_a_number_is_taken(value: int | str | Decimal | Fraction) -> None:
    changed = perpupil.read_formula(FORMULA).with_parameter("base", value)
    assert changed.record.parameters["base"].value == Fraction(str(value).replace("_", ""))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.4, r"the float 0\.4 is not exactly .* Write '0\.4' or Decimal\('0\.4'\)"),
        (float("nan"), "float nan"),
        (True, "is a bool"),
        (None, "is a NoneType"),
        ("0,4", "is not a number"),
        ("40%", "is not a number"),
        ("1e999999999", "is not a number"),
        (Decimal("1e999999999"), "is not a number"),
        (Decimal("Infinity"), "is not a number"),
        (10**41, "is not a number"),
        (Fraction(1, 3), "1/3 never ends"),
    ],
)
def test_a_number_that_is_not_exact_is_refused(value: object, said: str) -> None:
    formula = perpupil.read_formula(FORMULA)
    with pytest.raises(perpupil.Refused, match=said):
        formula.with_parameter("weight", value)  # type: ignore[arg-type]


def test_a_line_is_replaced_whole_and_its_neighbours_stay() -> None:
    formula = perpupil.read_formula(FORMULA)
    changed = formula.with_line("poverty", 'value = "low_income * 1000"')
    assert "# Then need.\n[line.poverty]\nvalue = " in changed.text
    assert changed.text.index("[line.poverty]") < changed.text.index("[pool.schools]")
    assert list(changed.record.lines) == ["base_amount", "poverty"]
    for comment in ("# What the board set.", "# a student", "# The base stands first."):
        assert comment in changed.text
    assert "# of the base" not in changed.text


def test_a_new_line_stands_behind_the_lines() -> None:
    formula = perpupil.read_formula(FORMULA)
    changed = formula.with_line("small", 'title = "Small schools"\nvalue = "if(students < 500, 10000, 0)"')
    assert list(changed.record.lines) == ["base_amount", "poverty", "small"]
    assert changed.text.index("[line.small]") < changed.text.index("[pool.schools]")
    assert changed.text.replace(
        '\n[line.small]\ntitle = "Small schools"\nvalue = "if(students < 500, 10000, 0)"\n', ""
    ) == (formula.text)


def test_a_first_step_is_added_and_taken_out_again() -> None:
    formula = perpupil.read_formula(FORMULA)
    changed = formula.with_step("share_of_need", 'value = "low_income / students"\nround = 4')
    assert list(changed.record.steps) == ["share_of_need"]
    assert changed.without("share_of_need").text.rstrip() == formula.text.rstrip()


def test_many_things_are_changed_at_once() -> None:
    changed = perpupil.read_formula(FORMULA).edited(
        """
        title = "Another title"
        [parameters]
        weight = 0.5
        extra = { value = 7, owner = "Board", source = "vote" }
        [step.half]
        value = "low_income / 2"
        [[expect]]
        that = "total(allocation) == 5000000"
        """
    )
    assert changed.title == "Another title"
    assert {name: one.value for name, one in changed.record.parameters.items()} == {
        "base": Fraction("4028.47"),
        "weight": Fraction(1, 2),
        "extra": Fraction(7),
    }
    assert len(changed.record.expectations) == 1
    assert "# a student" in changed.text


@pytest.mark.parametrize("path", CATALOGUE, ids=lambda path: path.parent.name)
def test_every_part_of_every_published_formula_can_be_put_in_its_own_place(path: object) -> None:
    formula = perpupil.read_formula(str(path))
    one = formula.record
    for kind, shelf in {"step": one.steps, "line": one.lines, "parameters": one.parameters, "pool": one.pools}.items():
        for name in shelf:
            text = formula.text_of(f"{kind}.{name}")
            again = formula.edited(text if text.startswith("[") else f"[{kind}]\n{text}")
            assert again.text == formula.text, name


def test_a_parameter_of_its_own_table_and_one_in_a_row_are_changed_alike() -> None:
    text = FORMULA.replace(
        'weight = { title = "Weight of low income", value = 0.25, owner = "Budget office", source = "board vote" }', ""
    )
    text += '\n[parameters.weight]\ntitle = "w" # why\nvalue = 0.25 # a quarter\nowner = "o"\nsource = "s"\n'
    changed = perpupil.read_formula(text).with_parameter("weight", 1)
    assert "value = 1 # a quarter" in changed.text
    with pytest.raises(perpupil.Refused, match="Write the change in the same way"):
        perpupil.read_formula(text).edited("[parameters]\nweight = 2")


def test_a_row_becomes_a_table_when_it_is_written_so() -> None:
    changed = perpupil.read_formula(FORMULA).edited('[parameters.weight]\nvalue = 0.5\nowner = "o"\nsource = "s"')
    assert changed.record.parameters["weight"].value == Fraction(1, 2)
    assert changed.record.parameters["base"].owner == "Budget office"


def test_brackets_quotes_and_comments_inside_values_do_not_end_them() -> None:
    odd = '[line.base_amount]\ntitle = "a ] } # , \\" b"\nvalue = """\nstudents * 2 + 0"""\nnote = \'[line.x]\'\n'
    formula = perpupil.read_formula(FORMULA).edited(odd)
    assert formula.text_of("line.base_amount") == odd.rstrip()
    assert (
        perpupil.read_formula(FORMULA).edited(odd).with_parameter("weight", 1).text_of("line.base_amount")
        == odd.rstrip()
    )
    assert formula.record.lines["base_amount"].title == 'a ] } # , " b'


def test_a_change_that_makes_a_mistake_tells_every_mistake() -> None:
    formula = perpupil.read_formula(FORMULA)
    with pytest.raises(perpupil.Refused) as refused:
        formula.edited('[line.poverty]\nvalue = "low_income"\nround = "dollars"\n[line.more]\nvalue = "1 +"\nodd = 1')
    assert {one.code for one in refused.value.findings} == {"wrong-type", "bad-expression", "unknown-key"}


@pytest.mark.parametrize("text", ["", "# nothing\n", "[parameters]\n"])
def test_a_change_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(perpupil.Refused, match="holds no table and no key"):
        perpupil.read_formula(FORMULA).edited(text)


def test_a_change_that_is_not_toml_is_refused() -> None:
    with pytest.raises(perpupil.Refused) as refused:
        perpupil.read_formula(FORMULA).edited("[line.x\nvalue = 1")
    assert [one.code for one in refused.value.findings] == ["not-toml"]


def test_what_something_else_needs_cannot_be_taken_out() -> None:
    formula = perpupil.read_formula(FORMULA)
    assert list(formula.without("poverty").record.lines) == ["base_amount"]
    with pytest.raises(perpupil.Refused):
        perpupil.run(formula.without("weight"), FORMULA.encode())
    with pytest.raises(perpupil.Refused, match="Did you mean 'poverty'"):
        formula.without("povertee")


def test_a_formula_is_read_from_path_folder_bytes_and_text(tmp_path: Path) -> None:
    folder = project.ROOT / "formulas" / "small_district_student_based"
    path = folder / "formula.toml"
    ways: list[str | Path | bytes] = [path, str(path), folder, path.read_bytes(), path.read_text(encoding="utf-8")]
    assert len({perpupil.read_formula(way).text for way in ways}) == 1
    with pytest.raises(perpupil.Refused, match="There is no formula at"):
        perpupil.read_formula(f"{tmp_path}/none")
    with pytest.raises(perpupil.Refused, match="cannot be read from a int"):
        perpupil.read_formula(7)  # type: ignore[arg-type]


def test_tables_and_lists_are_not_numbers() -> None:
    formula = perpupil.read_formula(project.ROOT / "formulas" / "new_jersey_sfra_fy2021")
    with pytest.raises(perpupil.Refused, match="is a table, not one number"):
        formula.with_parameter("at_risk_weights", 1)
    changed = formula.edited(
        '[parameters]\nat_risk_weights = { table = [[0, 0.5], [50, 0.6]], owner = "o", source = "s" }'
    )
    assert changed.record.parameters["at_risk_weights"].value == (
        (Fraction(0), Fraction(1, 2)),
        (Fraction(50), Fraction(3, 5)),
    )


def test_what_a_formula_holds_comes_as_tables() -> None:
    formula = perpupil.read_formula(FORMULA)
    assert formula.parameters.column("value") == ["4028.47", "0.25"]
    assert formula.lines.column("line") == ["base_amount", "poverty"]
    assert "of the base" not in formula.lines.column("rule")[1]

"""What schools plan and have spent of their budgets: the accounts that the district names, and their part of what is booked at no school."""

from collections.abc import Mapping
from fractions import Fraction

from perpupil.equity.asking import FromDistrict
from perpupil.equity.district.booking import Rule, Sorting
from perpupil.equity.district.records import Cost, Ledger, Position
from perpupil.equity.district.school_budgets import school_budgets
from perpupil.equity.situation import Funds
from perpupil.equity.stages import Stage

SCHOOLS = ("A", "B", "S")
PAID = ("A", "B")
"""S is a special school, which the formula does not pay."""
INSURANCE = Rule("insurance", "Insurance", {"location": ("0900",)}, "positions")
ARTS = Rule("arts", "Arts", {"location": ("0950",)}, "students")
CODES: Mapping[str, tuple[str, ...]] = {"fund": ("101",), "function": ("1000", "2410")}


def cost(dollars: int, school: str, function: str = "1000", fund: str = "101", location: str = "") -> Cost:
    codes = {"fund": fund, "function": function, "location": location or school}
    return Cost(
        codes,
        school,
        school or location,
        Funds.STATE_AND_LOCAL,
        "100",
        is_salary=False,
        excluded="",
        cents=dollars * 100,
    )


def position(school: str, job: str = "teacher", *, vacant: bool = False) -> Position:
    return Position(school, job, Fraction(1), None, None, Funds.STATE_AND_LOCAL, vacant, "somebody")


def asked(rules: tuple[Rule, ...] = (INSURANCE, ARTS), codes: Mapping[str, tuple[str, ...]] = CODES) -> FromDistrict:
    return FromDistrict(sorting=Sorting(rules), school_budgets=codes, school_staff=("teacher",))


BUDGET = (
    cost(700, "A"), cost(50, "A", "2410"), cost(300, "B"), cost(999, "A", "1200"), cost(999, "A", fund="201"),
    cost(400, "S"), cost(60, "", location="0900"), cost(500, "", location="0950"),
)  # fmt: skip
SPENT = (cost(200, "A"), cost(100, "B"), cost(50, "S"), cost(40, "", location="0900"))
STAFF = (position("A"), position("A", vacant=True), position("B"), position("S"), position("B", "aide"))


def test_planned_and_spent_are_what_the_named_accounts_hold() -> None:
    found = school_budgets(asked(), Ledger({Stage.BUDGETED: BUDGET, Stage.SPENT: SPENT}), STAFF, SCHOOLS, PAID)
    # 60 of insurance over four teachers' positions, the vacant one with them: 30, 15, 15.
    assert found.planned_cents == {"A": 780_00, "B": 315_00}
    # 40 over the three that are held, in whole cents: 13.34, 13.33, 13.33. An aide is no staff of school budgets.
    assert found.spent_cents == {"A": 213_34, "B": 113_33}
    assert (found.planned_in_all_cents, found.spent_in_all_cents) == (1_095_00, 326_67)


def test_nothing_is_said_where_the_accounts_are_not_named_or_a_part_cannot_be_spread() -> None:
    ledger = Ledger({Stage.BUDGETED: BUDGET}, unexplained=("object 9",), unexplained_cents=7_00)
    for one in (asked(codes={}), asked(rules=(ARTS,))):
        found = school_budgets(one, ledger, STAFF, SCHOOLS, PAID)
        assert (found.planned_cents, found.spent_cents, found.planned_in_all_cents) == (None, None, None)
        assert (found.unexplained, found.unexplained_cents) == (("object 9",), 7_00)
    assert school_budgets(asked(), ledger, (), SCHOOLS, PAID).planned_cents is None
    assert school_budgets(asked(), ledger, STAFF, SCHOOLS, PAID).spent_cents is None

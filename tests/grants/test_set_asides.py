"""What the law asks to be set aside: missing, too small and too large ones are told, and nothing else is."""

import pytest

from tests.grants.small import codes, grant, school, worked

SCHOOLS = (school("1", 100, 60),)
PRIVATE = 'private_children = 0\nprivate_why = "none"\n'
ALL = PRIVATE + 'not_needed = { homeless = "x", neglected = "x", family_engagement = "x" }\n'
REST = "[grant.title_i.to_schools]\n"


def told(keys: str, tables: str = "", award: int = 1_000_000) -> set[str]:
    return codes(worked(grant(award, keys, tables + REST), SCHOOLS)[1])


def aside(purpose: str, amount: str, more: str = "") -> str:
    return f'[grant.title_i.set_aside.x]\ntitle = "X"\npurpose = "{purpose}"\n{amount}\nwhy = "y"\n{more}\n'


def test_what_is_said_not_to_be_needed_is_not_missed() -> None:
    assert told(ALL) == set()


@pytest.mark.parametrize("purpose", ["homeless", "neglected", "family_engagement"])
def test_each_purpose_that_comes_first_is_missed(purpose: str) -> None:
    reasons = {"homeless", "neglected", "family_engagement"} - {purpose}
    words = ", ".join(f'{one} = "x"' for one in sorted(reasons))
    assert told(PRIVATE + f"not_needed = {{ {words} }}") == {"set-aside-missing"}


def test_a_small_award_needs_nothing_for_families() -> None:
    keys = PRIVATE + 'not_needed = { homeless = "x", neglected = "x" }'
    assert told(keys, award=500_000) == set()
    assert told(keys, award=500_001) == {"set-aside-missing"}


def test_nobody_said_how_many_private_children_there_are() -> None:
    assert told(ALL.removeprefix(PRIVATE)) == {"set-aside-missing"}


def test_less_for_private_schools_than_is_due_is_told() -> None:
    keys = ALL.replace("private_children = 0", "private_children = 20\nprivate_amount = AMOUNT")
    assert told(keys.replace("AMOUNT", "249_999.99")) == {"set-aside-too-small"}
    assert told(keys.replace("AMOUNT", "250_000")) == set()


@pytest.mark.parametrize(("amount", "is_short"), [("9_999.99", True), ("10_000", False)])
def test_less_than_one_percent_for_families_is_told(amount: str, *, is_short: bool) -> None:
    found = told(ALL, aside("family_engagement", f"amount = {amount}"))
    assert found == ({"set-aside-too-small"} if is_short else set())


@pytest.mark.parametrize("amount", ["10_000.01", "10_000.02", "10_000.05", "10_000.09", "12_345.67"])
def test_a_shared_tenth_leaves_nine_tenths_whatever_the_cents(amount: str) -> None:
    assert told(ALL, aside("family_engagement", f"amount = {amount}", "shared_percent = 10")) == set()


@pytest.mark.parametrize(("percent", "is_short"), [("10", False), ("10.1", True)])
def test_less_than_nine_tenths_of_it_at_schools_is_told(percent: str, *, is_short: bool) -> None:
    found = told(ALL, aside("family_engagement", "amount = 20_000", f"shared_percent = {percent}"))
    assert found == ({"set-aside-too-small"} if is_short else set())


@pytest.mark.parametrize(("amount", "is_large"), [("50_000", False), ("50_000.01", True)])
def test_more_than_five_percent_for_incentives_is_told(amount: str, *, is_large: bool) -> None:
    found = told(ALL, aside("incentives", f"amount = {amount}"))
    assert found == ({"set-aside-too-large"} if is_large else set())


@pytest.mark.parametrize(("amount", "is_large"), [("150_000", False), ("150_000.01", True)])
def test_more_than_fifteen_percent_planned_for_the_year_after_is_told(amount: str, *, is_large: bool) -> None:
    assert told(ALL + f"carry_forward = {amount}") == ({"set-aside-too-large"} if is_large else set())


def test_a_small_grant_may_be_carried_forward_whole() -> None:
    assert told(ALL + "carry_forward = 40_000", award=49_999) == set()
    assert told(ALL + "carry_forward = 40_000", award=50_000) == {"set-aside-too-large"}

"""Kinds of rules that rest on other lines, on last year or on workings; and what is left where there is no rule."""

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest

from perpupil.drafting.draft import Draft
from perpupil.drafting.lastyear import Asked
from tests.drafting.districts import to_cents
from tests.drafting.recovery import drafted

CHANCE = Random(11)  # noqa: S311
UNITS = [f"{place:03}" for place in range(1, 41)]
STUDENTS = [CHANCE.randint(180, 1400) for _ in UNITS]
NEEDY = [int(count * CHANCE.uniform(0.1, 0.9)) for count in STUDENTS]
BASE = [to_cents(Fraction(count) * Fraction("4811.37")) for count in STUDENTS]
NEED = [to_cents(Fraction(count) * Fraction("1010.50")) for count in NEEDY]

Cells = list[Fraction] | list[int]


def table(**columns: Cells) -> str:
    rows = zip(UNITS, *columns.values(), strict=True)
    return "\n".join([",".join(["id", *columns]), *(",".join(map(_cell, row)) for row in rows)]) + "\n"


def _cell(value: object) -> str:
    return f"{value.numerator * 10_000 // value.denominator / 10_000}" if isinstance(value, Fraction) else str(value)


def draft_of(lines: tuple[str, ...], steps: tuple[str, ...] = (), **columns: Cells) -> Draft:
    return drafted(table(students=STUDENTS, needy=NEEDY, **columns), Asked(unit="id", lines=lines, steps=steps))


def rules(draft: Draft) -> list[str]:
    assert draft.is_confirmed, draft.findings
    return [one.words for one in draft.lines]


def test_a_share_of_another_line_is_found_on_either_side_of_it() -> None:
    odd = [to_cents(Fraction(CHANCE.randint(10**6, 10**8), 100)) for _ in UNITS]
    fringe = [to_cents(one * Fraction("0.2865")) for one in odd]
    draft = draft_of(("fringe", "pay"), fringe=fringe, pay=odd)
    assert rules(draft)[0] == "pay × 0.2865"
    assert rules(draft)[1].startswith("no rule found")
    draft = draft_of(("pay", "fringe"), pay=odd, fringe=fringe)
    assert rules(draft)[1] == "pay × 0.2865"


def test_a_share_of_an_adjusted_line_is_of_what_was_paid() -> None:
    paid = [*BASE[:5], BASE[5] + 10_000, *BASE[6:]]
    both = [a + b for a, b in zip(paid, NEED, strict=True)]
    services = [to_cents(one * Fraction("0.035")) for one in both]
    draft = draft_of(("base", "need", "services"), base=paid, need=NEED, services=services)
    assert rules(draft)[2] == "(base + need) × 0.035"
    assert "base_as_paid + need" in draft.formula
    assert [one.adjustments for one in draft.lines] == [((5, Fraction(10_000)),), (), ()]


def test_a_hold_harmless_is_what_all_other_lines_lack() -> None:
    sums = [a + b for a, b in zip(BASE, NEED, strict=True)]
    before = [to_cents(one * Fraction(CHANCE.randint(880, 1120), 1000)) for one in sums]
    soft = [max(Fraction(0), to_cents(a * Fraction("0.985")) - b) for a, b in zip(before, sums, strict=True)]
    assert 8 <= sum(map(bool, soft)) <= 32
    draft = draft_of(("base", "need", "soft"), base=BASE, need=NEED, soft=soft, last_year=before)
    assert rules(draft)[2] == "what is missing to last_year × 0.985"


def test_a_total_is_known_and_compared() -> None:
    total = [a + b for a, b in zip(BASE, NEED, strict=True)]
    text = table(students=STUDENTS, needy=NEEDY, base_usd=BASE, need_usd=NEED, total_usd=total)
    draft = drafted(text, Asked(unit="id"))
    assert rules(draft) == ["students × 4,811.37", "needy × 1,010.5"]
    assert draft.last.total is not None
    assert draft.reproduction.total == 3 * len(UNITS)


def test_weights_of_one_base_are_found_also_where_each_rate_was_rounded_to_the_cent() -> None:
    rate = to_cents(Fraction("4811.37") * Fraction("0.135"))
    more = [Fraction(count) * rate for count in NEEDY]
    half = [to_cents(Fraction(count) * Fraction("4811.37") / 2) for count in NEEDY]
    draft = draft_of(("base", "more", "half"), base=BASE, more=more, half=half)
    assert rules(draft)[1:] == ["needy × 4,811.37 × 0.135", "needy × 4,811.37 × 0.5"]
    assert 'round_rate = "cent"' in draft.formula


def test_a_working_is_found_and_the_line_that_rests_on_it() -> None:
    weighted = [to_cents(Fraction(a) + Fraction("0.35") * b, 0) for a, b in zip(STUDENTS, NEEDY, strict=True)]
    weighted[7] += 3
    paid = [one * 5_125 for one in weighted]
    draft = draft_of(("paid",), ("weighted",), weighted=weighted, paid=paid)
    assert rules(draft)[0].startswith("students + needy × 0.35, rounded to")
    assert draft.lines[0].adjustments == ((7, Fraction(3)),)
    assert draft.lines[1].exact == len(UNITS)


LAWLESS: dict[str, Callable[[int], Fraction]] = {
    "by chance": lambda _: Fraction(CHANCE.randint(10**6, 10**8), 100),
    "about in proportion": lambda count: to_cents(Fraction(count) * CHANCE.randint(400, 600)),
    "at three units": lambda count: Fraction(count * 100 + 7) if count % 13 == 0 else Fraction(0),
}


@pytest.mark.parametrize("law", LAWLESS.values(), ids=LAWLESS)
def test_no_rule_is_made_up_where_there_is_none(law: Callable[[int], Fraction]) -> None:
    draft = draft_of(("paid",), paid=[law(count) for count in STUDENTS])
    assert rules(draft)[0].startswith("no rule found")
    assert 'kind = "fixed_sum"' in draft.formula


def test_what_no_rule_gives_is_described_and_never_paid_by_the_description() -> None:
    about = [to_cents(Fraction(count) * 500 + CHANCE.randint(-3000, 3000)) for count in STUDENTS]
    draft = draft_of(("paid",), paid=about)
    assert "a straight line by students explains about 99% of the differences" in rules(draft)[0]
    assert draft.formula.count("=") > len(UNITS)


def test_more_adjustments_than_a_few_are_no_obstacle_while_most_units_follow_the_rule() -> None:
    paid = [amount + (1000 + 37 * place if place % 5 == 0 else 0) for place, amount in enumerate(BASE)]
    draft = draft_of(("base",), base=paid)
    assert rules(draft) == ["students × 4,811.37"]
    assert len(draft.lines[0].adjustments) == 8


def test_two_columns_that_serve_alike_are_both_told() -> None:
    draft = draft_of(("base",), base=BASE, counted_in_may=STUDENTS)
    assert draft.lines[0].confidence == "two rules fit"
    assert "Fits as well: counted_in_may × 4,811.37." in draft.formula

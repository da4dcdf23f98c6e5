"""Kinds of rules that states write: sums of columns that stand apart, parts rounded by themselves, factors by a text, lines between levels."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from perpupil.drafting.draft import Draft
from perpupil.drafting.lastyear import Asked
from perpupil.exact.numerals import write_number
from perpupil.exact.rounding import Rounding
from tests.drafting.recovery import drafted

CHANCE = Random(23)  # noqa: S311
UNITS = [f"{place:03}" for place in range(1, 91)]
COUNTIES = [CHANCE.choice(("ASH", "ELM", "OAK")) for _ in UNITS]
STUDENTS = [CHANCE.randint(300, 9000) for _ in UNITS]
NEEDY = [int(count * CHANCE.uniform(0.02, 0.9)) for count in STUDENTS]
PERCENT = [Rounding(2).of(Fraction(100 * a, b)) for a, b in zip(NEEDY, STUDENTS, strict=True)]
RIDERS = [int(count * CHANCE.uniform(0.2, 0.8)) for count in STUDENTS]
MILES = [Fraction(CHANCE.randint(12, 190), 10) for _ in UNITS]
LARGEST = {"b": 900_000, "h": 900_000}
AIDS = {
    f"aid_{name}": [Fraction(CHANCE.randint(10_000, LARGEST.get(name, 9_000_000))) for _ in UNITS]
    for name in "abcdefgh"
}
PLACES = range(len(UNITS))


def whole(value: Fraction) -> Fraction:
    return Rounding(0).of(value)


def draft_of(paid: Sequence[Fraction], *, is_step: bool = False) -> Draft:
    columns: dict[str, Sequence[Fraction | int]] = {"students": STUDENTS, "needy": NEEDY, "percent": PERCENT}
    columns |= {"riders": RIDERS, "miles": MILES, **AIDS, "paid": paid, "grant": [1_000] * len(UNITS)}
    rows = [",".join(["id", "county", *columns])]
    for place, unit in enumerate(UNITS):
        rows.append(
            ",".join([unit, COUNTIES[place], *(write_number(Fraction(one[place])) for one in columns.values())])
        )
    asked = Asked(unit="id", lines=("grant",) if is_step else ("paid", "grant"), steps=("paid",) if is_step else ())
    return drafted("\n".join(rows) + "\n", asked)


def rule(draft: Draft, *, exact: int = len(UNITS)) -> str:
    assert draft.is_confirmed, draft.findings
    assert draft.lines[0].exact == exact
    return draft.lines[0].words


def level(percent: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """A weight of a low level up to 15 percent, a high one from 60 percent on, and a straight line between."""
    share = min(Fraction(1), max(Fraction(0), (percent - 15) / 45))
    return low + share * (high - low)


def test_columns_that_stand_apart_are_added_and_taken_off() -> None:
    paid = [AIDS["aid_a"][at] + AIDS["aid_c"][at] + AIDS["aid_h"][at] - AIDS["aid_f"][at] for at in PLACES]
    assert rule(draft_of(paid)) == "aid_a + aid_c + aid_h - aid_f"
    half = [
        Rounding(2).of(AIDS["aid_b"][at] / 2 + AIDS["aid_e"][at] - AIDS["aid_g"][at] * Fraction("0.35"))
        for at in PLACES
    ]
    assert rule(draft_of(half)) == "aid_b × 0.5 + aid_e - aid_g × 0.35"


def test_a_sum_with_sums_that_somebody_agreed_on_names_just_these() -> None:
    paid = [AIDS["aid_a"][at] + AIDS["aid_d"][at] + AIDS["aid_h"][at] for at in PLACES]
    paid[7] += 12_345
    paid[50] -= 999
    draft = draft_of(paid)
    assert rule(draft, exact=88) == "aid_a + aid_d + aid_h"
    assert draft.lines[0].adjustments == ((7, Fraction(12_345)), (50, Fraction(-999)))


def test_what_a_sum_lacks_is_nothing_where_it_lacks_nothing() -> None:
    paid = [
        max(Fraction(0), AIDS["aid_a"][at] + AIDS["aid_c"][at] - AIDS["aid_e"][at] - AIDS["aid_g"][at]) for at in PLACES
    ]
    assert rule(draft_of(paid)) == "max(0, aid_a + aid_c - aid_e - aid_g)"


def test_two_products_that_are_each_rounded() -> None:
    paid = [whole(RIDERS[at] * Fraction("464.5")) + whole(RIDERS[at] * MILES[at] * Fraction("12.71")) for at in PLACES]
    once = [whole(RIDERS[at] * Fraction("464.5") + RIDERS[at] * MILES[at] * Fraction("12.71")) for at in PLACES]
    assert sum(a != b for a, b in zip(paid, once, strict=True)) > 10
    found = rule(draft_of(paid))
    assert "riders × 464.5" in found
    assert "× 12.71" in found
    assert found.endswith("rounded to the dollar, each part by itself")


def test_a_weight_between_two_levels_alone_and_times_a_count() -> None:
    low, high = Fraction("0.47"), Fraction("0.57")
    weights = [Rounding(5).of(level(one, low, high)) for one in PERCENT]
    words = "0.47 up to 15 percent, 0.57 from 60 on, a straight line between"
    assert rule(draft_of(weights, is_step=True)).startswith(words)
    counted = [whole(NEEDY[at] * level(PERCENT[at], low, high)) for at in PLACES]
    assert rule(draft_of(counted, is_step=True)).startswith(f"needy × {words}")


def test_a_factor_for_one_sort_of_units() -> None:
    paid = [whole(STUDENTS[at] * 5_100 * (Fraction("1.22") if COUNTIES[at] == "ELM" else Fraction(1))) for at in PLACES]
    assert rule(draft_of(paid)) == "students × 6,222 where county is ELM, 5,100 elsewhere"


def test_one_column_divided_by_another() -> None:
    paid = [Rounding(3).of(100 * AIDS["aid_b"][at] / AIDS["aid_f"][at]) for at in PLACES]
    assert rule(draft_of(paid, is_step=True)) == "aid_b / aid_f × 100, rounded to 3 digits after the point"


def test_an_increase_but_no_more_than_what_is_lacking() -> None:
    paid = [
        min(AIDS["aid_b"][at] + AIDS["aid_h"][at], max(Fraction(0), AIDS["aid_e"][at] - AIDS["aid_c"][at]))
        for at in PLACES
    ]
    assert rule(draft_of(paid)) == "the lesser of aid_b + aid_h and max(0, aid_e - aid_c)"
    cut = [max(-AIDS["aid_b"][at], -AIDS["aid_h"][at]) for at in PLACES]
    assert rule(draft_of(cut)) == "the greater of -aid_b and -aid_h"


def test_a_line_without_a_rule_says_what_was_tried_what_came_nearest_and_what_is_missing() -> None:
    secret = [CHANCE.choice((1, 1, 2, 3)) for _ in UNITS]
    draft = draft_of(
        [Fraction(STUDENTS[at] * 5_100 + (secret[at] - 1) * CHANCE.randint(10**4, 10**6)) for at in PLACES]
    )
    line = draft.lines[0]
    assert line.choice is None
    tried, nearest, missing = line.why[0], line.why[1], line.why[-1]
    assert "sums and differences of several columns" in tried
    assert nearest.startswith("Nearest: students × 5,100. It gives ")
    count = sum(one == 1 for one in secret)
    assert f"{count} of the 90 units that have an amount" in nearest
    assert missing.startswith(f"{90 - count} units lie outside the nearest, such as ")
    assert "A column that tells them from the others" in missing
    assert all(f"# {sentence}" in draft.formula for sentence in line.why)


def test_a_factor_that_is_no_rule_is_told_of() -> None:
    """In two counties each unit has another amount, about 1.3 times and 0.8 times as much."""
    about = {"ASH": (1, 1), "ELM": (1299, 1301), "OAK": (799, 801)}
    paid = []
    for at in PLACES:
        least, most = about[COUNTIES[at]]
        factor = Fraction(1) if least == 1 else Fraction(CHANCE.randint(least * 100, most * 100), 100_000)
        paid.append(Rounding(2).of(STUDENTS[at] * 5_100 * factor))
    draft = draft_of(paid)
    assert draft.lines[0].choice is None
    assert any("where county is ELM" in one and "it looks like a factor by county" in one for one in draft.lines[0].why)


def test_from_few_amounts_no_rule_is_told() -> None:
    draft = draft_of([Fraction(CHANCE.randint(10**4, 10**6)) if at in {3, 30} else Fraction(0) for at in PLACES])
    assert draft.lines[0].why == ("Only 2 units have an amount here; from so few no rule can be told from chance.",)


def test_many_columns_are_no_rule() -> None:
    """As many columns as a state has give any amounts nearly; none of that is proposed."""
    paid = [Fraction(CHANCE.randint(10**5, 10**6)) for _ in PLACES]
    assert draft_of(paid).lines[0].choice is None
    assert draft_of([whole(one / 10**5) for one in paid], is_step=True).lines[0].choice is None

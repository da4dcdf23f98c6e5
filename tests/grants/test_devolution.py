"""A grant handed over: the white paper's example, and laws that hold of every grant."""

import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from perpupil.grants.asking import read_grants
from perpupil.grants.devolution import devolve
from perpupil.grants.parts import PartKind
from perpupil.grants.schools import School
from perpupil.grants.sharing import OddCents, share_out
from tests.grants.small import HEAD, asked, codes, grant, parts, school, worked

WHITE_PAPER = """
[grant.federal.set_aside.central]
title = "Central programs"
amount = 900_000
why = "so far spent for schools by the central office"
worth_to = "all"
offered = true
[grant.federal.to_schools]
amount = 4_000_000
schools = "all"
"""


def test_the_white_papers_example() -> None:
    # $5,000,000; $4,000,000 already with schools; of $1,000,000 central $100,000 administration; $900,000 / 5,000 = $180; x 200 = $36,000
    text = grant(5_000_000, "administration = 100_000", WHITE_PAPER, "federal", "other").replace('"poor"', '"students"')
    schools = (school("200", 200, 0), *(school(f"{at:03}", 480, 0) for at in range(10)))
    made, findings = worked(text, schools)
    assert findings == ()
    assert parts(made) == {"devolved to_schools": 400_000_000, "central": 90_000_000, "administration": 10_000_000}
    assert made.total_cents == 500_000_000
    (mine,) = [one for one in made.offers if one.school == "200"]
    assert mine.amount_cents == 3_600_000
    assert Fraction(sum(one.amount_cents for one in made.offers), 5_000) == 18_000


def test_what_a_school_takes_moves_from_the_set_aside_to_the_school() -> None:
    taken = '[[grant.federal.offer]]\nset_aside = "central"\nschool = "200"\nanswer = "taken"\n'
    text = grant(5_000_000, "administration = 100_000", WHITE_PAPER + taken, "federal", "other").replace(
        '"poor"', '"students"'
    )
    made, _ = worked(text, (school("200", 200, 0), school("300", 4_800, 0)))
    assert parts(made)["devolved central"] == 3_600_000
    assert parts(made)["central"] == 90_000_000 - 3_600_000
    row = made.school("200")
    assert row is not None
    assert (row.allocated_cents, row.taken_cents, row.central_cents) == (16_000_000, 3_600_000, 0)
    assert made.total_cents == 500_000_000


def test_half_of_an_administrator_is_no_schools() -> None:
    aside = '[grant.federal.set_aside.team]\ntitle = "Team"\namount = 100_000.01\nwhy = "one team"\nshared_percent = 50\nworth_to = "all"\noffered = true\n'
    made, _ = worked(grant(100_000.01, "", aside, "federal", "other"), (school("1", 10, 1), school("2", 10, 1)))
    assert [one.worth_cents for one in made.offers] == [2_500_001, 2_500_000]


def test_kept_odd_cents_are_a_part_with_a_name() -> None:
    text = grant(100, "", '[grant.federal.to_schools]\nodd_cents = "kept"\nschools = "all"\n', "federal", "other")
    made, findings = worked(text, (school("1", 9, 1), school("2", 9, 1), school("3", 9, 1)))
    assert parts(made) == {"devolved to_schools": 9_999, "odd_cents": 1}
    assert findings == ()


def test_what_nobody_gave_a_use_is_named_and_told() -> None:
    made, findings = worked(grant(100, "", "", "federal", "other"), (school("1", 9, 1),))
    assert parts(made) == {"left": 10_000}
    assert codes(findings) == {"award-left-over"}


def test_more_than_there_is_cannot_be_divided() -> None:
    grants = asked(grant(100, "administration = 100.01", "", "federal", "other"))
    made, findings = devolve(grants.grants["federal"], (school("1", 9, 1),))
    assert made is None
    assert codes(findings) == {"award-overdrawn"}
    assert "$0.01 more" in findings[0].what


def test_money_for_schools_without_a_student_who_counts_is_told() -> None:
    grants = asked(grant(100, "", '[grant.federal.to_schools]\nschools = "all"\n', "federal", "other"))
    made, findings = devolve(grants.grants["federal"], (school("1", 9, 0),))
    assert made is None
    assert codes(findings) == {"empty-share"}


def test_a_set_aside_may_be_called_as_another_part_is() -> None:
    aside = (
        '[grant.g.set_aside.administration]\ntitle = "A"\namount = 40\nwhy = "x"\nworth_to = "all"\noffered = true\n'
    )
    taken = '[[grant.g.offer]]\nset_aside = "administration"\nschool = "1"\nanswer = "taken"\n'
    made, _ = worked(grant(100, "administration = 60", aside + taken, "g", "other"), (school("1", 9, 1),))
    assert [(one.kind, one.amount_cents) for one in made.parts] == [("devolved", 4_000), ("administration", 6_000)]


def test_amounts_of_any_size_are_exact() -> None:
    award = 10**36
    made, _ = worked(
        grant(award, "", '[grant.g.to_schools]\nschools = "all"\n', "g", "other"),
        tuple(school(f"{at}", 9, at + 1) for at in range(7)),
    )
    assert made.total_cents == 100 * award == sum(one.allocated_cents for one in made.schools)


@st.composite
def grants_with_schools(draw: st.DrawFn) -> tuple[str, tuple[School, ...], int]:
    """A grant whose parts may or may not fit, and its schools."""
    award, carried = draw(st.integers(0, 10**10)), draw(st.integers(0, 10**6))
    tables = f'[[grant.g.award]]\nkind = "carried_over"\namount = {written(carried)}\non = 2026-10-01\n'
    for at in range(draw(st.integers(0, 4))):
        amount, whom = draw(st.integers(0, max(1, award // 4))), draw(st.sampled_from(["nobody", "served", "all"]))
        offered = "true" if whom != "nobody" and draw(st.booleans()) else "false"
        tables += f'[grant.g.set_aside.a{at}]\ntitle = "A"\namount = {written(amount)}\nwhy = "x"\nworth_to = "{whom}"\noffered = {offered}\nrequired = {draw(st.sampled_from(["true", "false"]))}\nshared_percent = {draw(st.integers(0, 100))}\n'
        if offered == "true" and draw(st.booleans()):
            asked_for = f"amount = {written(draw(st.integers(0, award)))}" if draw(st.booleans()) else ""
            answer = draw(st.sampled_from(["taken", "declined", "open"]))
            tables += f'[[grant.g.offer]]\nset_aside = "a{at}"\nschool = "s0"\nanswer = "{answer}"\n{asked_for}\n'
    if draw(st.booleans()):
        tables += f"[grant.g.indirect]\nrate = {draw(st.integers(0, 30))}\n"
    if draw(st.booleans()):
        tables += f'[grant.g.to_schools]\nschools = "{draw(st.sampled_from(["served", "all"]))}"\nodd_cents = "{draw(st.sampled_from(["kept", "largest_remainder"]))}"\n'
    keys = f"administration = {written(draw(st.integers(0, award // 5 + 1)))}\ncarry_forward = {written(draw(st.integers(0, award // 9 + 1)))}\nprivate_children = {draw(st.integers(1, 50))}\n"
    program = draw(st.sampled_from(["title_i", "title_ii_a", "idea_611", "idea_619"]))
    schools = tuple(
        School(f"s{at}", f"S{at}", draw(st.booleans()), {"students": 1_000, "poor": draw(st.integers(0, 1_000))})
        for at in range(draw(st.integers(1, 8)))
    )
    return HEAD + grant(written(award), keys, tables, "g", program), schools, award + carried


def written(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


@given(grants_with_schools())
def test_every_cent_of_an_award_lands_in_a_named_part(case: tuple[str, tuple[School, ...], int]) -> None:
    text, schools, available = case
    grants, findings = read_grants(text.encode(), "grants.toml")
    assert grants is not None, findings
    made, _ = devolve(grants.grants["g"], schools)
    if made is None:
        return
    assert sum(one.amount_cents for one in made.parts) == available == made.grant.award.available_cents
    assert all(one.amount_cents > 0 and one.title for one in made.parts)
    assert made.of_kind(PartKind.DEVOLVED) == sum(one.cash_cents for one in made.schools)


@given(grants_with_schools(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_stand_changes_nothing(
    case: tuple[str, tuple[School, ...], int], chance: random.Random
) -> None:
    text, schools, _ = case
    grants, _ = read_grants(text.encode(), "grants.toml")
    assert grants is not None
    shuffled = list(schools)
    chance.shuffle(shuffled)
    once, told = devolve(grants.grants["g"], schools)
    again, told_again = devolve(grants.grants["g"], shuffled)
    assert once == again
    assert told == told_again


@given(st.integers(0, 10**9), st.dictionaries(st.text("abc", min_size=1), st.integers(0, 10**6), max_size=9))
def test_a_sum_is_shared_out_whole_and_within_a_cent_of_the_exact_share(total: int, students: dict[str, int]) -> None:
    shares = share_out(total, students)
    kept = share_out(total, students, OddCents.KEPT)
    if not sum(students.values()):
        assert shares is kept is None
        return
    assert shares is not None
    assert kept is not None
    assert shares.total_cents == total == kept.total_cents + kept.kept_cents
    assert 0 <= kept.kept_cents < sum(students.values())
    for unit, count in students.items():
        assert abs(shares.by_school_cents[unit] - shares.rate * count) < 1

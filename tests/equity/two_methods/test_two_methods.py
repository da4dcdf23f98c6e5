"""Two methods on the same students: figures by hand, and laws that hold for any two."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given

from perpupil.comparison.money_and_rule import Terms
from perpupil.equity.need_shares import NotThere
from perpupil.equity.two_methods.groups import teachers_of
from perpupil.equity.two_methods.two_methods import Asked, Outcome, TwoMethods, two_methods
from tests.comparison.pairs import Side
from tests.comparison.test_money_and_rule import methods
from tests.equity.two_methods.districts import FACTS, NEW, OLD, pair

ALL = Asked(by=("level", "region"), need="poor", price="teacher_price", settings={2029: {"loss": Fraction(4, 100)}})


def found(asked: Asked = ALL, old: str = OLD, new: str = NEW, facts: str = FACTS) -> TwoMethods:
    made, findings = two_methods(*pair(old, new, facts), asked)
    assert made is not None, findings
    return made


def changes(outcome: Outcome) -> list[int]:
    return [one.change_cents for one in outcome.moved]


def test_planted_years_by_hand() -> None:
    # Alder had 120,000: with 2% it keeps 117,600, with 4% 115,200, and without a limit 100,000; Birch has the rest of 200,000.
    outcomes = found().outcomes
    assert [str(one.phase) for one in outcomes] == ["FY2028", "FY2029 and FY2030", "from FY2031 on"]
    assert [changes(one) for one in outcomes] == [[-240_000, 240_000], [-480_000, 480_000], [-2_000_000, 2_000_000]]
    assert [one.shifted_cents for one in outcomes] == [240_000, 480_000, 2_000_000]
    assert {one.terms for one in outcomes} == {Terms.SAME}


def test_a_larger_pool_is_parted_into_rule_and_money() -> None:
    # With 220,000 Alder keeps 117,600 and Birch gets 102,400; on equal terms Birch gets 82,400.
    first = found(new=NEW.replace("200_000", "220_000")).first
    assert first.terms is Terms.BEFORE
    assert [(one.rule_cents, one.money_cents) for one in first.moved] == [(-240_000, 0), (240_000, 2_000_000)]
    assert (first.district.rule_cents, first.district.money_cents) == (0, 2_000_000)


def test_groups_and_teachers_by_hand() -> None:
    first = found().first
    quarter, level, region = first.groupings
    assert [(group.title, group.change_cents) for group in quarter.groups] == [
        ("Second quarter (20%)", -240_000),
        ("Most need (80%)", 240_000),
    ]
    assert [(group.title, group.change_cents, group.gaining, group.losing) for group in level.groups] == [
        ("elementary", 0, 1, 1)
    ]
    # 2,400 dollars at 10,000 a teacher are 0.24 teachers.
    assert [group.teachers for group in region.groups] == [Fraction(-24, 100), Fraction(24, 100)]


def test_a_price_of_each_school_is_read_from_the_facts() -> None:
    made = found(replace(ALL, price="price"))
    assert made.price_title == "price of each school"
    assert made.first.district.teachers == Fraction(-2400, 50_000) + Fraction(2400, 40_000)
    unknown = found(replace(ALL, price="price"), facts=FACTS.replace(",40000\n", ",\n"))
    assert unknown.first.district.teachers is None
    assert teachers_of(unknown.schools[0], -240_000) == Fraction(-48, 1000)


def test_schools_that_neither_pays_are_left_out_and_named() -> None:
    made = found(facts=FACTS + "c,Cedar,special,north,0,0,0,1\n")
    assert made.unpaid == ("Cedar",)
    assert [one.unit for one in made.schools] == ["a", "b"]


def test_a_school_of_one_method_only_is_counted_with_its_change() -> None:
    new = NEW.replace("200_000", "300_000")
    where = 'unit = { column = "id", name = "name" }\nwhere = { level = "elementary" }'
    facts = FACTS + "c,Cedar,high,west,50,10,7000,1\n"
    made = found(old=OLD.replace('unit = { column = "id", name = "name" }', where), new=new, facts=facts)
    assert made.first.district.change_cents == made.new.total_cents - made.old.total_cents
    assert [one.unit for one in made.schools] == ["a", "b", "c"]
    back = found(
        replace(ALL, settings={}, price=""),
        old=new,
        new=OLD.replace('unit = { column = "id", name = "name" }', where),
        facts=facts,
    )
    assert [one.texts["level"] for one in back.schools] == ["elementary", "elementary", "high"]
    assert back.first.moved[2].after_cents == 0


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ("id,name,level,region,students,poor,last,price\na,A,e,n,10,1,200000,1\n", "There is one school"),
        (FACTS.replace(",80,", ",20,"), "Every school has the same share"),
        (FACTS.replace(",100,20,", ",0,0,").replace(",100,80,", ",1,1,"), "There is one school"),
    ],
)
def test_degenerate_districts_have_a_sentence_and_no_quarters(facts: str, why: str) -> None:
    made = found(facts=facts)
    assert made.why_no_quarters.startswith(why)
    assert [one.name for one in made.first.groupings] == ["level", "region"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (replace(ALL, by=("regoin",)), "There is no column 'regoin' in the facts. Did you mean region?"),
        (replace(ALL, need="pour"), "There is no need 'pour'.*Did you mean poor"),
        (replace(ALL, need="nosuch", is_share=True), "There is no column 'nosuch' of shares"),
        (replace(ALL, students="nosuch"), "Nothing here counts students"),
        (replace(ALL, price="teacher_prize"), "There is no price 'teacher_prize'.*Did you mean teacher_price"),
        (replace(ALL, price="region"), "does not hold prices"),
        (replace(ALL, need="region"), "does not hold numbers"),
        (replace(ALL, price="loss0"), "There is no price"),
    ],
)
def test_what_is_not_there_is_told(asked: Asked, sentence: str) -> None:
    with pytest.raises(NotThere, match=sentence):
        found(asked)


@pytest.mark.parametrize("price", ["0", "-5"])
def test_a_price_that_is_not_above_zero_is_refused(price: str) -> None:
    with pytest.raises(NotThere, match="not above zero"):
        found(replace(ALL, price="price"), facts=FACTS.replace("50000", price))


def test_a_year_that_cannot_be_worked_is_told() -> None:
    made, findings = two_methods(*pair(), replace(ALL, settings={2029: {"loss": Fraction(-1)}}))
    assert made is None
    assert [one.code for one in findings] == ["pool-short"]


def test_a_share_that_is_impossible_is_a_warning_and_not_known() -> None:
    made, findings = two_methods(*pair(facts=FACTS.replace(",100,20,", ",100,200,")), ALL)
    assert made is not None
    assert [one.code for one in findings] == ["impossible-share"]
    assert made.schools[0].share is None


@given(methods())
def test_every_table_adds_up_to_the_change_of_the_district(methods_: tuple[Side, Side]) -> None:
    old, new = (side.allocate() for side in methods_)
    assume(old is not None and new is not None)
    assert old is not None
    assert new is not None
    made, _ = two_methods(old, new, Asked(by=("rooms", "last"), need="learners"))
    assume(made is not None)
    assert made is not None
    for outcome in made.outcomes:
        change = outcome.total_cents - old.total_cents
        assert sum(changes(outcome)) == outcome.district.change_cents == change
        for grouping in outcome.groupings:
            assert grouping.change_cents() == change
            assert sum(group.rule_cents + group.money_cents for group in grouping.groups) == change
            assert sorted(at for group in grouping.groups for at in group.schools) == list(range(len(made.schools)))
            assert sum(group.gaining for group in grouping.groups) == outcome.district.gaining
    back, _ = two_methods(new, old, Asked())
    assert back is not None
    there = {school.unit: one for school, one in zip(made.schools, made.first.moved, strict=True)}
    for school, one in zip(back.schools, back.first.moved, strict=True):
        assert there[school.unit].change_cents == -one.change_cents
        assert there[school.unit].rule_cents == -one.rule_cents

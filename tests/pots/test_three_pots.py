"""The three pots: figures worked out by hand for three schools, and laws for any budgets, services and grants."""

from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.run import run
from perpupil.facts.facts import read_facts
from perpupil.facts.table import read_csv
from perpupil.formula.reading import read_formula
from perpupil.grants.devolution import devolve
from perpupil.pots.central import Fate, service_of_district, services_at
from perpupil.pots.granted import GrantAtSchool, grant_of_district
from perpupil.pots.own_budget import own_budget
from perpupil.pots.three_pots import Known, PotKind, pots_of, pots_of_all
from perpupil.services.settlement import settle
from perpupil.workspace.pots import read_known
from tests.budget.maple import HEAD
from tests.budget.maple import read as register_of
from tests.grants.small import AWARD, DAYS, asked, school
from tests.pots.small import FORMULA, folder
from tests.services.worlds import SCHOOLS, World, worlds


def known(path: Path, *changes: tuple[str, str, str]) -> Known:
    made, findings = read_known(folder(path, *changes))
    assert made is not None, findings
    return made


def test_a_schools_pots_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    adams = pots_of(known(tmp_path), "10")
    balances = {pot: (one.there_cents, one.decided_cents, one.others_cents) for pot, one in adams.balances.items()}
    # 100 × 1,000.25, of which 5,000.25 are supplies that it controls
    assert balances[PotKind.OWN] == (100_025_00, 5_000_25, 95_024_75)
    # coach 59,300; print shop 100 × 9 + 1,000.01 × 100/600; seats 4 × 425; training 100 × 1/3, the odd cent to the first
    assert balances[PotKind.SERVICES] == (59_300_00 + 900_00 + 166_67 + 1_700_00 + 33_34, 62_066_67, 33_34)
    # 87,000 × 90/130 and 13,000 × 90/130; special education 1,600.01 × 90/160 is not handed over
    assert balances[PotKind.GRANTS] == (60_230_77 + 9_000_00 + 900_01, 69_230_77, 900_01)


def test_what_a_school_chose_decides_what_becomes_of_its_services(tmp_path: Path) -> None:
    services = pots_of(known(tmp_path), "10").services
    assert services is not None
    assert {one.price.service.name: dict(one.fates) for one in services} == {
        "coach": {Fate.DEVOLVED: 59_300_00},
        "print": {Fate.BOUGHT: 1_066_67},
        "seats": {Fate.NOT_CHOSEN: 1_700_00},
        "training": {Fate.RETAINED: 33_34},
    }


def test_a_grant_that_is_not_handed_over_is_directed_by_no_school(tmp_path: Path) -> None:
    before = pots_of_all(known(tmp_path / "a"))
    after = pots_of_all(known(tmp_path / "b", ("grants.toml", 'step = "in_use"', 'step = "preparing"')))
    assert before.grants is not None
    assert after.grants is not None
    assert [(one.directed_cents, one.waiting_cents) for one in before.grants] == [(69_230_77, 26_769_23), (0, 1_600_01)]
    assert [(one.directed_cents, one.waiting_cents) for one in after.grants] == [(0, 96_000_00), (0, 1_600_01)]
    assert after.left_over_cents == 0


def test_a_school_to_which_the_register_leaves_no_part_of_a_grant_directs_none(tmp_path: Path) -> None:
    baker = {True: (26_769_23, 0), False: (0, 26_769_23)}
    for is_agreed, change in ((False, '"10" = 100'), (True, '"10" = 100, "20" = 1')):
        pots = pots_of(known(tmp_path / change[-1], ("autonomy.toml", '"10" = 100', change)), "20")
        (title_i, _) = pots.grants or ()
        assert (title_i.directed_cents, title_i.waiting_cents) == baker[is_agreed]
    unnamed = known(tmp_path / "none", ("autonomy.toml", "[fund.title_i]", "[fund.another]"))
    (title_i, _) = pots_of(unnamed, "20").grants or ()
    assert (title_i.directed_cents, title_i.waiting_cents) == baker[True]


def test_a_pot_that_nobody_wrote_down_is_told_and_the_others_stand(tmp_path: Path) -> None:
    made, findings = read_known(folder(tmp_path, without=("services.toml", "choices.csv", "autonomy.toml")))
    assert made is not None, findings
    assert list(made.missing) == [PotKind.SERVICES]
    adams = pots_of(made, "10")
    assert list(adams.balances) == [PotKind.OWN, PotKind.GRANTS]
    assert adams.balances[PotKind.OWN].decided_cents == 0


def test_nothing_is_shown_while_a_file_is_broken(tmp_path: Path) -> None:
    for name, old in (
        ("autonomy.toml", "autonomy = 1"),
        ("grants.toml", "grants = 1"),
        ("formula.toml", "language = 1"),
    ):
        made, findings = read_known(folder(tmp_path / name, (name, old, "")))
        assert made is None
        assert findings


@given(worlds())
def test_every_dollar_of_a_service_has_one_fate(world: World) -> None:
    settlement, _ = settle(world.catalogue, world.prices, world.choices)
    at = {each: services_at(settlement, each) for each in SCHOOLS}
    for settled in settlement.services:
        name = settled.price.service.name
        mine = [one for each in at.values() for one in each if one.price.service.name == name]
        whole = service_of_district(settled, mine)
        assert whole.left_over_cents == 0
        assert sum(whole.fates.values()) == settled.price.cost_cents
        assert (Fate.RETAINED in whole.fates) <= bool(settled.price.no_choice)
        assert whole.fates.get(Fate.DEVOLVED, 0) == settled.money_cents
    for one in (one for each in at.values() for one in each):
        if one.outcome is not None:
            assert one.cost_cents == one.outcome.price_cents
            assert one.decided_cents == one.cost_cents - one.outcome.stays_cents


@st.composite
def grant_texts(draw: st.DrawFn) -> tuple[int, str]:
    """Make up an award and how it is handed over."""
    award = draw(st.integers(1_000_00, 9_000_000_00))
    aside = draw(st.integers(0, award // 4))
    step = draw(st.sampled_from(["central", "preparing", "offered", "in_use"]))
    text = f'[grant.ii]\nprogram = "title_ii_a"\nstudents = "poor"\nstep = "{step}"\n{DAYS}'
    text += AWARD.format(name="ii", amount=f"{award // 100}.{award % 100:02d}")
    text += f'[grant.ii.set_aside.all]\ntitle = "Courses"\npurpose = "professional_development"\namount = {aside // 100}.{aside % 100:02d}\n'
    text += 'why = "One for all"\nworth_to = "all"\noffered = true\n'
    text += '[grant.ii.to_schools]\ntitle = "To schools"\nschools = "all"\n'
    for each in SCHOOLS:
        answer = draw(st.sampled_from(["open", "taken", "declined"]))
        text += f'[[grant.ii.offer]]\nset_aside = "all"\nschool = "{each}"\nanswer = "{answer}"\n'
    return award, text


@given(grant_texts(), st.lists(st.integers(1, 500), min_size=3, max_size=3))
def test_every_dollar_of_a_grant_is_a_schools_or_kept(made: tuple[int, str], poor: list[int]) -> None:
    award, text = made
    grant = asked(text).grants["ii"]
    devolution, _ = devolve(grant, [school(each, 500, count) for each, count in zip(SCHOOLS, poor, strict=True)])
    assert devolution is not None
    whole = grant_of_district(devolution, None)
    assert whole.directed_cents + whole.waiting_cents + whole.kept_cents == award
    assert whole.left_over_cents == 0
    rows = [GrantAtSchool(grant, row) for row in devolution.schools]
    assert (sum(one.directed_cents for one in rows) > 0) == (str(grant.step) == "in_use")


def allocated(students: list[int]) -> Allocation:
    formula, findings = read_formula(FORMULA.encode(), "formula.toml")
    assert formula is not None, findings
    rows = "".join(f"{unit},S{unit},{count}\n" for unit, count in zip(("01", "02"), students, strict=True))
    table, _ = read_csv(f"id,school,students\n{rows}".encode(), "facts.csv")
    facts, told = read_facts(table, formula.binding)
    assert facts is not None, told
    made, told = run(formula, facts, None)
    assert made is not None, told
    return made


@given(
    st.lists(st.integers(0, 900), min_size=2, max_size=2),
    st.lists(st.integers(0, 2_000_000_00), min_size=2, max_size=2),
)
def test_what_a_school_controls_and_the_rest_are_its_allocation(students: list[int], controls: list[int]) -> None:
    allocation = allocated(students)
    named = ", ".join(
        f'"{unit}" = {cents // 100}.{cents % 100:02d}' for unit, cents in zip(("01", "02"), controls, strict=True)
    )
    fund = f'[fund.own]\ntitle = "Own"\npot = "school_budget"\nowner = "Office"\nuse = "Books."\nkeeps = 0\nrule = "r"\namounts = {{ {named} }}\n'
    register = register_of(HEAD + fund)
    for unit, count, cents in zip(("01", "02"), students, controls, strict=True):
        own = own_budget(allocation, register, unit)
        assert own.allocated_cents == Fraction(count) * 1000_25
        assert (own.controlled_cents, own.others_cents) == (cents, own.allocated_cents - cents)
        assert sum(amount for _, amount in own.lines) == own.allocated_cents

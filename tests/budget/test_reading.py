"""A register of autonomies is read whole or not at all, whatever its order, and everything that is wrong is told at its line."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.budget.autonomy.keys import SECTIONS
from perpupil.budget.autonomy.reading import read_register
from perpupil.budget.autonomy.records import Answer, Area, Legal, Level, Pot, Signature, Step
from perpupil.findings import Finding
from perpupil.formula.keys import KeyType
from perpupil.limits import AUTONOMY_BYTES, AUTONOMY_TABLES
from tests.budget.maple import (
    AGREEMENT,
    AREA,
    FUND,
    GOOD,
    GRANTED,
    HEAD,
    LEDGER,
    PARTS,
    POSITION,
    PRECEDENT,
    PROCEDURE,
    STEPS,
    USED,
    read,
)

WHOLE = read()


def told(text: str) -> tuple[Finding, ...]:
    made, findings = read_register(text.encode(), "autonomy.toml")
    assert made is None
    assert findings
    return findings


def test_a_register_is_read_whole() -> None:
    made = read()
    assert (made.title, made.year, made.currency, dict(made.schools)) == (
        "Maple",
        2027,
        "USD",
        {"01": "Adams", "02": "Baker"},
    )
    assert made.areas[Area.BUDGET].levels == {Level.SCHOOL: "The school plans."}
    supplies = made.fund("supplies")
    assert (supplies.pot, supplies.controlled_cents, supplies.central_cents) == (Pot.SCHOOL_BUDGET, 200_050, 299_950)
    assert (supplies.keeps, supplies.keeps_at_most_cents) == (Fraction(1, 2), 10_000)
    assert made.positions[0].legal is Legal.CONDITIONAL
    assert made.trainings["partner"].is_support
    assert made.ladder[Step.SEE_HISTORY].training == ("ledger",)
    agreement = made.agreement("01")
    assert agreement is not None
    assert made.agreement("02") is None
    assert agreement.by_school == Signature("Principal", dt.date(2026, 6, 1))
    assert agreement.signed_on(dt.date(2026, 6, 9)) is None
    assert agreement.signed_on(dt.date(2026, 6, 10)) == dt.date(2026, 6, 10)
    held = {
        day: agreement.autonomy(Area.BUDGET, day)
        for day in (dt.date(2025, 6, 30), dt.date(2026, 6, 30), dt.date(2026, 7, 1))
    }
    assert [one.level if one else None for one in held.values()] == [None, Level.CONSULTED, Level.SCHOOL]
    assert made.controlled_cents("01") == 120_050
    assert [one.answer for one in made.requests] == [Answer.GRANTED, Answer.GRANTED]
    assert (made.requests[0].amount_cents, made.used[0].amount_cents) == (4_100_025, 30_000)
    assert (
        [one.name for one in made.precedents_for("01")] == [one.name for one in made.precedents_for("02")] == ["books"]
    )


@given(st.permutations(PARTS), st.permutations(AGREEMENT.splitlines()[1:]))
def test_the_order_in_the_file_and_in_its_lists_changes_nothing(parts: Sequence[str], lines: Sequence[str]) -> None:
    lists = {
        name: [line for line in lines if line.startswith(f"  {{ {key} =")]
        for name, key in (("granted", "area"), ("taken", "training"), ("moves", "to"))
    }
    others = [line for line in lines if " = " in line and line[0] not in " ]" and line.split()[0] not in lists]
    written = [*others, *(f"{name} = [{' '.join(each)}]" for name, each in lists.items())]
    agreement = "\n".join(["[agreement.01]", *written, ""])
    assert read(HEAD + "".join(agreement if part == AGREEMENT else part for part in parts)) == WHOLE


FAULTS = {
    "another version": ("autonomy = 1", "autonomy = 2", "wrong-value"),
    "a currency in words": ("year = 2027", 'year = 2027\ncurrency = "dollars"', "wrong-value"),
    "a year of two digits": ("year = 2027", "year = 27", "wrong-value"),
    "an empty purpose": ('purpose = "Those who know the students decide."', 'purpose = " "', "missing-key"),
    "a school without a name": ('schools = { "01" = "Adams"', 'schools = { "01" = " "', "wrong-value"),
    "an unknown key": ('examples = ["a printer"]', 'exampels = ["a printer"]', "unknown-key"),
    "an area that is none": ("[area.budget]", "[area.lunch]", "unknown-name"),
    "a point of the checklist twice": (
        'checklist = ["a team", "a clerk"]',
        'checklist = ["a team", "a team"]',
        "wrong-value",
    ),
    "a pot that is none": ('pot = "school_budget"', 'pot = "purse"', "wrong-value"),
    "a school that is not there": ('"02" = 800', '"03" = 800', "unknown-name"),
    "an amount below zero": ('"02" = 800', '"02" = -1', "wrong-value"),
    "an amount finer than a cent": ("total = 5000", "total = 5000.001", "wrong-value"),
    "more than the fund has": ("total = 5000", "total = 2000.49", "fund-overdrawn"),
    "more than everything is kept": ("keeps = 50", "keeps = 101", "wrong-value"),
    "kept without a rule": ('rule = "policy 3200"\n', "", "missing-key"),
    "a limit on nothing": ("keeps = 50", "keeps = 0", "wrong-value"),
    "fixed without a rule": ('rule = "contract, article 9"\n', "", "missing-key"),
    "conditional without a condition": ('condition = "300 students each"\n', "", "wrong-value"),
    "open on a condition": ('legal = "conditional"', 'legal = "open"', "wrong-value"),
    "training of another kind": ('kind = "training"', 'kind = "talk"', "wrong-value"),
    "a step that is none": ("[ladder.full]", "[ladder.top]", "unknown-name"),
    "a step without training": (
        'decides = "Nothing yet."\ntraining = ["ledger"]',
        'decides = "Nothing yet."\ntraining = []',
        "wrong-value",
    ),
    "training that is not there": ('training = ["ledger"]', 'training = ["ledgers"]', "unknown-name"),
    "an agreement with no school": ("[agreement.01]", "[agreement.09]", "unknown-name"),
    "a signature without a day": (
        'by_school = { who = "Principal", on = 2026-06-01 }',
        'by_school = { who = "Principal" }',
        "missing-key",
    ),
    "a signature that is a text": (
        'by_school = { who = "Principal", on = 2026-06-01 }',
        'by_school = "Principal"',
        "wrong-type",
    ),
    "two levels at once": ("until = 2026-06-30", "until = 2026-07-01", "wrong-value"),
    "an end before the beginning": ("until = 2026-06-30", "until = 2025-06-30", "wrong-value"),
    "a fund that is not there": ('funds = ["supplies"]', 'funds = ["supply"]', "unknown-name"),
    "ready with what nobody asked for": ('ready = ["a team"]', 'ready = ["a band"]', "unknown-name"),
    "taken what is not there": ('training = "ledger", on', 'training = "lodger", on', "unknown-name"),
    "two moves on a day": (
        'to = "plan_non_personnel", on = 2026-07-01',
        'to = "plan_non_personnel", on = 2025-09-01',
        "wrong-value",
    ),
    "a step is skipped": ('to = "plan_non_personnel"', 'to = "comment_on_staffing"', "bad-step"),
    "a step twice": ('to = "plan_non_personnel"', 'to = "see_history"', "bad-step"),
    "training after the move": ("on = 2025-08-01", "on = 2025-10-01", "training-missing"),
    "a move without a reason": ('reason = "It is ready."', 'reason = ""', "missing-key"),
    "a move by nobody": ('on = 2026-07-01, who = "Budget director"', "on = 2026-07-01", "missing-key"),
    "a precedent for what is not there": ('applies_to = ["budget", "02"]', 'applies_to = ["lunch"]', "unknown-name"),
    "a precedent for nothing": ('applies_to = ["budget", "02"]', "applies_to = []", "wrong-value"),
    "owed in an area that is none": ('areas = ["budget"]', 'areas = ["lunch"]', "unknown-name"),
    "a request of no school": ('school = "02"', 'school = "2"', "unknown-name"),
    "a request that ends before it began": ("until = 2028", "until = 2019", "wrong-value"),
    "refused and paid": ('until = 2028\nanswer = "granted"', 'until = 2028\nanswer = "refused"', "wrong-value"),
    "a request of half a cent": ("amount = 41000.25", "amount = 41000.255", "wrong-value"),
    "used from a fund that is not there": ('fund = "supplies"', 'fund = "supply"', "unknown-name"),
    "money used from no fund": ('fund = "supplies"\n', "", "missing-key"),
    "used by no school": ('[[used]]\nschool = "01"', '[[used]]\nschool = "1"', "unknown-name"),
}


STANDS_AT = {
    "a currency in words": 'currency = "dollars"',
    "kept without a rule": "[fund.supplies]",
    "a limit on nothing": "keeps_at_most",
    "fixed without a rule": "[position.counselor]",
    "conditional without a condition": "[position.counselor]",
    "open on a condition": "[position.counselor]",
    "a step without training": "training = []",
    "two levels at once": '{ area = "budget", level = "school"',
    "a step twice": '{ to = "see_history", on = 2026',
    "training after the move": '{ to = "see_history"',
    "refused and paid": "until = 2028",
    "money used from no fund": "[[used]]",
    "used by no school": 'school = "1"',
}
"""Where a fault is told, if it is not where the text was changed."""


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_at_its_line(name: str) -> None:
    before, after, code = FAULTS[name]
    assert GOOD.count(before) == 1
    changed = GOOD.replace(before, after)
    line = changed[: changed.index(STANDS_AT.get(name, after))].count("\n") + 1
    findings = told(changed)
    assert (code, line) in {(one.code, one.where.line) for one in findings}
    assert all(one.what and one.fix for one in findings)


TABLES = {
    "the file": HEAD,
    "[area.AREA]": AREA,
    "[fund.NAME]": FUND,
    "[position.NAME]": POSITION,
    "[training.NAME]": LEDGER,
    "[ladder.STEP]": STEPS.partition("\n\n")[0] + "\n",
    "[agreement.SCHOOL]": AGREEMENT,
    "[precedent.NAME]": PRECEDENT,
    "[procedure.NAME]": PROCEDURE,
    "[[request]]": GRANTED,
    "[[used]]": USED,
}
INLINE = {
    "by_school, by_district": "{ who",
    "granted": '{ area = "budget", level = "school"',
    "taken": '{ training = "ledger"',
    "moves": '{ to = "see_history"',
}
KEYS = [(section, key) for section, (_, keys) in SECTIONS.items() for key in keys]


def with_value(section: str, name: str, value: str) -> str:
    """Give the good file with one key set to a value."""
    if section in INLINE:
        start = GOOD.index(INLINE[section])
        end = GOOD.index(" }", start)
        parts = [part for part in GOOD[start + 2 : end].split(", ") if not part.startswith(f"{name} =")]
        return f"{GOOD[:start]}{{ {', '.join([*parts, f'{name} = {value}'])}{GOOD[end:]}"
    table = TABLES[section]
    flat = [line for line in table.splitlines() if line[:2] not in {"  ", "]"} and not line.endswith("= [")]
    kept = [line for line in flat if not line.startswith(f"{name} =")]
    return GOOD.replace(table, "\n".join([*kept, f"{name} = {value}", ""]))


@pytest.mark.parametrize(("section", "key"), KEYS, ids=lambda one: getattr(one, "name", one))
def test_every_key_of_the_reference_refuses_what_it_cannot_be(section: str, key: object) -> None:
    name, kind = getattr(key, "name", ""), getattr(key, "type", None)
    wrong = (
        ["1979-05-27T07:32:00", "[[1]]"]
        if kind is not KeyType.LIST_OF_TABLES
        else ["1979-05-27T07:32:00", "[1]", '"x"', "{ x = 1 }"]
    )
    for value in wrong:
        if name in TOP_TABLES:
            continue
        findings = told(with_value(section, name, value))
        assert any(one.code in {"wrong-type", "wrong-value"} for one in findings), (
            section,
            name,
            value,
            findings,
        )


TOP_TABLES = {
    "area",
    "fund",
    "position",
    "training",
    "ladder",
    "agreement",
    "precedent",
    "procedure",
    "request",
    "used",
}


@pytest.mark.parametrize("name", sorted(TOP_TABLES))
@pytest.mark.parametrize("value", ["1", '"x"', "[1]"])
def test_what_must_be_tables_is_told(name: str, value: str) -> None:
    assert [one.code for one in told(f"{HEAD}{name} = {value}\n")] == ["wrong-type"]


@pytest.mark.parametrize("section", [section for section in SECTIONS if section in TABLES])
def test_every_required_key_is_missed(section: str) -> None:
    for key in SECTIONS[section][1]:
        lines = TABLES[section].splitlines()
        without = [line for line in lines if not line.startswith(f"{key.name} =")]
        if key.required and len(without) < len(lines) and key.name != "autonomy":
            found = told(GOOD.replace(TABLES[section], "\n".join([*without, ""])))
            assert any(one.code == "missing-key" and key.name in one.what for one in found), key.name


def test_all_faults_are_told_at_once() -> None:
    broken = GOOD
    names = (
        "an unknown key",
        "a pot that is none",
        "more than everything is kept",
        "used by no school",
        "two moves on a day",
    )
    for before, after, _ in (FAULTS[name] for name in names):
        broken = broken.replace(before, after)
    assert len(told(broken)) >= len(names)


def test_a_near_word_is_suggested_as_it_is_written() -> None:
    (found,) = told(GOOD.replace('pot = "school_budget"', 'pot = "school_budgets"'))
    assert found.fix == "Did you mean 'school_budget'?"


def test_a_bound_on_the_file_is_met_first() -> None:
    assert read(GOOD + "#" * (AUTONOMY_BYTES - len(GOOD.encode()))) == WHOLE
    assert [one.code for one in told("x" * (AUTONOMY_BYTES + 1))] == ["too-large"]
    assert [one.code for one in read_register(b"\xff", "autonomy.toml")[1]] == ["not-text"]
    assert [one.code for one in told("x = {}\n" * (AUTONOMY_TABLES + 1))] == ["too-large"]


def test_a_district_of_many_schools_is_read() -> None:
    """More tables than a formula may have: 230 schools with the agreement of the first."""
    schools = [f"{number:04}" for number in range(230)]
    names = ", ".join(f'"{school}" = "School {school}"' for school in ("01", "02", *schools))
    head = HEAD.replace('"01" = "Adams", "02" = "Baker"', names)
    register = read(
        head
        + "".join(PARTS)
        + "".join(AGREEMENT.replace("[agreement.01]", f"[agreement.{school}]") for school in schools)
    )
    assert [one.school for one in register.agreements] == sorted(["01", *schools])

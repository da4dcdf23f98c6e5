"""The clean district as ordinary files: every name and its bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from demo.accounts import chart, posted
from demo.adjustments import ADJUSTMENTS
from demo.autonomy_terms import autonomy_text
from demo.beside import allocated_beside
from demo.counts import Row, allocation_table, facts, halves, headcount
from demo.dates import EVENTS, TWO_YEAR_CHOICES_SIGNED
from demo.district import ANNEX, SUCCESSOR_OF_ANNEX, YEAR, School, school_of, schools
from demo.enrollment import counts
from demo.grants import grants, proposals, spending
from demo.ledger import Entry, closed_years, entries
from demo.money import GRANT_PARTS, GRANTS, POOL, REVENUE, SCHOOL_BUDGETS, USES
from demo.people import named
from demo.positions import CENTRAL, ITINERANT, Position, positions
from demo.prices import PERCENT, RAISE, SUBSTITUTE_A_DAY, all_prices
from demo.service_choices import choice_rows
from demo.service_terms import services_text
from demo.services import EXCLUSIONS, SERVICES
from demo.students import Program, Roster, Spell, roster
from demo.two_years import calendar_text

FORMULAS = ("formula.toml", "scenario_a.toml", "scenario_b.toml", "steady_state.toml")


def clean(seed: int, today: date) -> dict[str, bytes]:
    """Give the files of the clean district."""
    drawn = as_of(roster(seed), today)
    staff = positions(seed)
    tables: dict[str, Iterable[Row]] = {
        "students.csv": student_rows(drawn.spells),
        "student_programs.csv": program_rows(drawn.programs),
        "schools.csv": school_rows(),
        "school_counts.csv": count_rows(),
        "positions.csv": position_rows(staff),
        "ledger.csv": ledger_rows(one for one in entries(staff) if one.day <= today),
        "allocation_fy2027.csv": allocation_table(),
        "published.csv": allocation_table(),
        "facts.csv": facts(),
        "headcount.csv": headcount(drawn),
        "choices.csv": choice_rows(),
        "grant_spending.csv": spending(today),
        "school_facts.csv": allocated_beside(staff),
    }
    here = Path(__file__).parent / "formulas"
    formulas = {name: (here / name).read_bytes() for name in FORMULAS}
    texts = {**formulas, "services.toml": services_text().encode()}
    texts |= {"grants.toml": grants().encode(), "proposals.toml": proposals(today).encode()}
    texts |= {"autonomy.toml": autonomy_text(today).encode(), "calendar.toml": calendar_text(today).encode()}
    return {name: table(rows) for name, rows in tables.items()} | lists(staff, seed, today) | texts


def lists(staff: tuple[Position, ...], seed: int, today: date) -> dict[str, bytes]:
    """Give the files that are the same in the messy twin."""
    tables: dict[str, Iterable[Row]] = {
        "prices.csv": price_rows(),
        "services.csv": service_rows(),
        "pool.csv": _pool(),
        "general_fund.csv": _general_fund(),
        "grants.csv": _grants(),
        "ledger_closed.csv": _closed(staff),
        "accounts.csv": account_rows(),
        "calendar.csv": _calendar(today),
        "people.csv": _people(seed),
        "adjustments.csv": _adjustments(),
    }
    return {name: table(rows) for name, rows in tables.items()}


def table(rows: Iterable[Row]) -> bytes:
    """Write rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def as_of(drawn: Roster, today: date) -> Roster:
    """Leave out of a roster what had not happened yet."""
    spells = tuple(_known(spell, today) for spell in drawn.spells if spell.entry <= today)
    there = {spell.student for spell in spells}
    return Roster(spells, tuple(one for one in drawn.programs if one.student in there))


def _known(spell: Spell, today: date) -> Spell:
    return replace(spell, exit=None) if spell.exit and spell.exit > today else spell


def student_rows(spells: Iterable[Spell]) -> Iterable[Row]:
    """Give one row an enrollment."""
    yield (
        "student_id",
        "school",
        "grade",
        "first_name",
        "last_name",
        "birth_date",
        "entry_date",
        "first_attended",
        "exit_date",
        "primary",
    )
    for one in spells:
        primary = "Y" if one.primary else "N"
        yield (
            one.student,
            one.school,
            one.grade,
            one.first,
            one.last,
            one.birth,
            one.entry,
            one.attended or "",
            one.exit or "",
            primary,
        )


def program_rows(programs: Iterable[Program]) -> Iterable[Row]:
    """Give one row a student and program."""
    yield ("student_id", "program", "level", "start_date", "end_date")
    for one in programs:
        yield (one.student, one.program, one.level, one.start, one.end or "")


def school_rows() -> Iterable[Row]:
    """Give every school that is or was, with its codes in the systems."""
    yield (
        *(
            "name",
            "level",
            "ledger_code",
            "student_code",
            "personnel_code",
            "state_code",
            "nces_code",
            "low_grade",
            "high_grade",
        ),
        *(
            "opened",
            "closed",
            "successor",
            "board_district",
            "region",
            "innovation",
            "two_year_choice",
            "cep",
            "title_i",
            "note",
        ),
    )
    for school in schools():
        codes = (school.ledger, school.code, school.personnel, school.state, school.nces)
        signed = _yes(school.code in TWO_YEAR_CHOICES_SIGNED) if school.innovation else ""
        yield (
            *(school.name, school.level, *codes, school.low_grade, school.high_grade, _opened(school), "", ""),
            *(school.board, school.region, _yes(school.innovation), signed, _yes(school.cep), _yes(school.is_title_i)),
            "K to 5 until June 2024; a grade was added each year" if school.name == "Summit" else "",
        )
    closed_codes = (f"0{ANNEX}", ANNEX, "MPANNX", f"99-0123-0{ANNEX}", f"990012300{ANNEX}")
    successor = school_of(SUCCESSOR_OF_ANNEX)
    yield (
        *("Mill Pond Annex", "elementary", *closed_codes, "K", "5", "1968-09-01", "2024-06-30", SUCCESSOR_OF_ANNEX),
        *(successor.board, successor.region, "no", "", "no", "no", "closed into Mill Pond"),
    )


def _yes(truth: bool) -> str:  # noqa: FBT001  a word for a truth
    return "yes" if truth else "no"


def _opened(school: School) -> str:
    """Give the day a school opened: Innovation & Design in 2023, the others in years made up from their codes."""
    return "2023-07-01" if school.code == "504" else f"{1921 + int(school.code) * 7 % 83}-09-01"


def count_rows() -> Iterable[Row]:
    """Give October counts and projections."""
    yield ("fiscal_year", "as_of", "kind", "made_on", "school", "grade", "students")
    for one in counts():
        yield (one.october + 1, f"{one.october}-10-01", one.kind, one.made, one.school, one.grade, one.students)


def position_rows(staff: Iterable[Position]) -> Iterable[Row]:
    """Give one row a position, school and fund."""
    yield (
        "position_id",
        "school",
        "job_class",
        "fte",
        "share",
        "fund",
        "project",
        "status",
        "person_id",
        "salary",
        "benefits",
        "paid_by",
    )
    for one in staff:
        share = "0.5" if one.share_halves == 1 else "1"
        yield (
            *(one.number, one.school, one.job_class, halves(one.halves), share, one.fund, one.project, one.status),
            *(one.person, one.salary, one.benefits, one.program),
        )


def price_rows() -> Iterable[Row]:
    """Give prices by class and year, and what a day of a substitute costs."""
    yield (
        "fiscal_year",
        "job_class",
        "average_salary",
        "percent_benefits",
        "fixed_benefits",
        "assumed_raise_percent",
        "price",
        "unit",
    )
    for one in all_prices():
        yield (one.year, one.job_class, one.salary, PERCENT, one.fixed, RAISE[one.year], one.price, "position")
    for year, dollars in SUBSTITUTE_A_DAY.items():
        yield (year, "substitute", dollars, 0, 0, 0, dollars, "day")


def service_rows() -> Iterable[Row]:
    """Give the services, and what is never one."""
    yield (
        "fiscal_year",
        "service",
        "category",
        "driver",
        "quantity",
        "schools",
        "unit_cost",
        "units",
        "fixed_cost",
        "total_cost",
        "approach",
        "note",
    )
    for one in SERVICES:
        unit, fixed, total = (dollars(cents) for cents in (one.unit_cents, one.fixed_cents, one.cost_cents))
        yield (
            2028,
            one.name,
            one.category,
            one.driver,
            one.quantity,
            one.schools or "",
            unit,
            one.units,
            fixed,
            total,
            one.approach,
            one.note,
        )
    for name in EXCLUSIONS:
        yield (2028, name, "excluded", "", "", "", "", "", "", "", "none", "never a choice")


def dollars(cents: int) -> str:
    """Write cents as dollars: 114050 as 1140.50, whole dollars without a point."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100}" + (f".{cents % 100:02d}" if cents % 100 else "")


def _pool() -> Iterable[Row]:
    yield ("year", "part", "name", "amount", "owner", "source", "status")
    for year, parts in POOL.items():
        for one in parts:
            yield (year, *one)


def _general_fund() -> Iterable[Row]:
    yield ("fiscal_year", "part", "name", "amount")
    for part, amounts in (("source", REVENUE), ("use", USES), ("school budgets", SCHOOL_BUDGETS)):
        for name, amount in amounts.items():
            yield (YEAR, part, name, amount)


def _grants() -> Iterable[Row]:
    yield ("fiscal_year", "grant", "part", "amount", "note")
    for name, amount in GRANTS.items():
        yield (YEAR, name, "Award", amount, "")
        for one in GRANT_PARTS:
            if one.grant == name:
                yield (YEAR, name, one.part, one.amount, one.note)


def ledger_rows(every: Iterable[Entry]) -> Iterable[Row]:
    """Give one row an entry; revenue is credited."""
    yield ("fiscal_year", "period", "date", "batch", "line", "account", "kind", "debit", "credit", "description")
    for one in every:
        debit, credit = (one.cents, 0) if one.cents > 0 else (0, -one.cents)
        yield (
            YEAR,
            one.period,
            one.day,
            one.batch,
            one.line,
            one.account,
            one.kind,
            dollars(debit),
            dollars(credit),
            one.text,
        )


def _closed(staff: tuple[Position, ...]) -> Iterable[Row]:
    yield ("fiscal_year", "account", "budget", "actual")
    for one in closed_years(staff):
        yield (one.year, one.account, dollars(one.budget), dollars(one.actual))


def account_rows() -> Iterable[Row]:
    """Give the chart of accounts, the personnel system's words for the two locations that are no school, and where lines are posted."""
    yield ("segment", "code", "title", "nces_code", "nces_program", "group", "personnel_code", "post_to")
    for one in chart():
        place = {"0950": ITINERANT, "0999": CENTRAL}.get(one.code, "") if one.segment == "location" else ""
        yield (one.segment, one.code, one.title, one.nces, one.program, one.group, place, "")
    for line in posted():
        yield ("line", line.line, line.title, "", "", "", "", line.account)


def _calendar(today: date) -> Iterable[Row]:
    yield ("date", "event", "owner", "fiscal_year", "done", "note")
    for one in EVENTS:
        yield (one.day, one.what, one.owner, one.year, _yes(one.day < today), one.note)


def _people(seed: int) -> Iterable[Row]:
    yield ("role", "name", "school", "about", "task", "due")
    for task, name in named(seed):
        yield (task.role, name, task.school, task.about, task.task, task.due)


def _adjustments() -> Iterable[Row]:
    yield ("fiscal_year", "school", "amount", "what", "since_fiscal_year", "reason")
    for one in ADJUSTMENTS:
        yield (YEAR, one.school, one.amount, one.what, one.since, one.why)

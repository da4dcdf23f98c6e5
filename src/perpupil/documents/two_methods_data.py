"""Two methods on the same students, for a script and for a spreadsheet: every group and every school in every phase."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from perpupil.documents.page import Page
from perpupil.documents.spreadsheet import Cell, Figure, Look, Sheet, page_sheets
from perpupil.equity.two_methods.groups import Group, Grouping, teachers_of
from perpupil.equity.two_methods.two_methods import Outcome, TwoMethods
from perpupil.exact.numerals import write_decimal_text
from perpupil.money import plain

_AMOUNTS = ("Before", "After", "Change", "By rule", "By money", "Teachers")


def two_methods_as_data(found: TwoMethods) -> dict[str, Any]:
    """Give it for a script; amounts are decimals in text."""
    return {
        "old": {"title": found.old.formula.title, "total": plain(found.old.total_cents)},
        "new": {"title": found.new.formula.title, "total": plain(found.new.total_cents)},
        "need": found.need_title or None,
        "price": found.price_title or None,
        "no_quarters": found.why_no_quarters or None,
        "unpaid": list(found.unpaid),
        "phases": [_outcome_as_data(found, one) for one in found.outcomes],
    }


def _outcome_as_data(found: TwoMethods, outcome: Outcome) -> dict[str, Any]:
    phase = outcome.phase
    return {
        "first_year": phase.first_year,
        "last_year": phase.last_year,
        "set": {name: write_decimal_text(value) for name, value in phase.settings.items()},
        "ended": [line.name for line in phase.ended],
        "ended_and_still_there": [one.line.name for one in phase.stayed],
        "terms": str(outcome.terms),
        "moved_by_the_rule": plain(outcome.shifted_cents),
        "district": _group_as_data(found, outcome.district),
        "quarters": next((_grouping_as_data(found, one) for one in outcome.groupings if one.is_by_need), None),
        "groupings": {one.name: _grouping_as_data(found, one) for one in outcome.groupings if not one.is_by_need},
        "schools": {school.unit: _school_as_data(found, outcome, at) for at, school in enumerate(found.schools)},
    }


def _grouping_as_data(found: TwoMethods, grouping: Grouping) -> dict[str, Any]:
    return {group.title: _group_as_data(found, group) for group in grouping.groups}


def _group_as_data(found: TwoMethods, group: Group) -> dict[str, Any]:
    return {
        "units": [found.schools[at].unit for at in group.schools],
        "students": write_decimal_text(group.students),
        "before": plain(group.before_cents),
        "after": plain(group.after_cents),
        "change": plain(group.change_cents),
        "rule": plain(group.rule_cents),
        "money": plain(group.money_cents),
        "gaining": group.gaining,
        "losing": group.losing,
        "teachers": None if group.teachers is None else write_decimal_text(group.teachers),
    }


def _school_as_data(found: TwoMethods, outcome: Outcome, at: int) -> dict[str, Any]:
    school, moved = found.schools[at], outcome.moved[at]
    teachers = teachers_of(school, moved.change_cents)
    return {
        "name": school.name,
        "students": None if school.students is None else write_decimal_text(school.students),
        "need": None if school.share is None else write_decimal_text(school.share),
        "quarter": None if school.quarter is None else school.quarter + 1,
        "texts": dict(school.texts),
        "before": plain(moved.before_cents),
        "after": plain(moved.after_cents),
        "change": plain(moved.change_cents),
        "rule": plain(moved.rule_cents),
        "money": plain(moved.money_cents),
        "teachers": None if teachers is None else write_decimal_text(teachers),
    }


def two_methods_sheets(found: TwoMethods, page: Page) -> tuple[Sheet, ...]:
    """Give the texts of the page, every group and every school in every phase, with amounts as they are."""
    noun = found.new.formula.noun.capitalize()
    groups = [
        (
            str(outcome.phase),
            grouping.title,
            group.title,
            Figure(len(group.schools), Look.WHOLE),
            *_group_cells(found, group),
        )
        for outcome in found.outcomes
        for grouping in outcome.groupings
        for group in grouping.groups
    ]
    schools = [_school_cells(found, outcome, at) for outcome in found.outcomes for at in range(len(found.schools))]
    columns = ("Id", noun, "Years", *found.asked.by, "Quarter of need", "Need", "Students", *_AMOUNTS)
    return (
        page_sheets(page)[0],
        Sheet("Groups", ("Years", "By", "Group", f"{noun}s", "Students", *_AMOUNTS), tuple(groups)),
        Sheet(f"{noun}s", columns, tuple(schools)),
    )


def _group_cells(found: TwoMethods, group: Group) -> tuple[Cell, ...]:
    cents = (group.before_cents, group.after_cents, group.change_cents, group.rule_cents, group.money_cents)
    return (
        _number(group.students, Look.WHOLE),
        *(_dollars(found, one) for one in cents),
        _number(group.teachers, Look.DECIMAL),
    )


def _school_cells(found: TwoMethods, outcome: Outcome, at: int) -> tuple[Cell, ...]:
    school, moved = found.schools[at], outcome.moved[at]
    cents = (moved.before_cents, moved.after_cents, moved.change_cents, moved.rule_cents, moved.money_cents)
    return (
        school.unit,
        school.name,
        str(outcome.phase),
        *(school.texts[name] for name in found.asked.by),
        None if school.quarter is None else Figure(school.quarter + 1, Look.WHOLE),
        _number(school.share, Look.SHARE),
        _number(school.students, Look.WHOLE),
        *(_dollars(found, one) for one in cents),
        _number(teachers_of(school, moved.change_cents), Look.DECIMAL),
    )


def _dollars(found: TwoMethods, cents: int) -> Figure:
    look = Look.CENTS if found.new.formula.currency == "USD" else Look.GENERAL
    return Figure(Decimal(plain(cents)), look)


def _number(value: Fraction | None, look: Look) -> Figure | None:
    return None if value is None else Figure(Decimal(write_decimal_text(value)), look)

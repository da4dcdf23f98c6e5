"""The page of two methods on the same students: who gains and who loses, by groups and school by school, for each phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import zip_longest

from perpupil.charts.slopes import FALLS, Slope, Slopes, named_apart, slopes
from perpupil.comparison.money_and_rule import Terms
from perpupil.documents.differences import (
    OWN_USE,
    dollars_a_student,
    listed,
    several,
    share,
    signed_decimal,
    signed_percent,
    whole_number,
)
from perpupil.documents.page import Block, Chart, Column, Heading, Listing, Note, Page, Paragraph, Table
from perpupil.equity.two_methods.groups import Group, Grouping, teachers_of
from perpupil.equity.two_methods.moved import School
from perpupil.equity.two_methods.phases import Phase
from perpupil.equity.two_methods.two_methods import Outcome, TwoMethods
from perpupil.exact.numerals import write_decimal_text
from perpupil.formula.figures import day
from perpupil.money import signed, spoken

SCHOOLS_SHOWN, NAMED, LINES_DRAWN = 25, 6, 150


def two_methods_page(found: TwoMethods, *, all_schools: bool = True) -> Page:
    """Write the page.

    Args:
        found: The comparison.
        all_schools: Whether every school is listed, or those that change most with the others in one row.

    """
    old, new = found.old.formula, found.new.formula
    blocks: list[Block] = [Paragraph(new.equity)] if new.equity else []
    blocks += [Paragraph(two_methods_sentence(found), is_lead=True), Paragraph(_on_equal_terms(found, found.first))]
    blocks += _years(found)
    if found.schools:
        blocks += _groupings(found)
        blocks += _schools(found, all_schools=all_schools)
    blocks += [Heading("How it was worked out"), Listing(tuple(_notes(found)))]
    return Page(f"Two methods, the same students: {old.title} and {new.title}", tuple(blocks))


def two_methods_sentence(found: TwoMethods) -> str:
    """Say in one sentence who gains and who loses."""
    noun, district = found.new.formula.noun, found.first.district
    if not found.schools:
        return f"Neither method pays any {noun}, so there is nothing to compare."
    if all(one.change_cents == 0 for one in found.first.moved):
        return f"Both methods give every {noun} the same."
    said = (
        f"{_gaining(district.gaining, noun)} and {_losing(district.losing)} {_when(found.first.phase)}"
        f"{_later(found)}. In all the change is {signed(district.change_cents, _currency(found))}."
    )
    return _begun(said)


def _when(phase: Phase) -> str:
    if phase.first_year is None:
        return "under the second method"
    return str(phase) if phase.last_year is None else f"in {phase}"


def _later(found: TwoMethods) -> str:
    if len(found.outcomes) == 1:
        return ""
    last = found.outcomes[-1]
    when = last.phase if last.phase.last_year is None else f"in {last.phase}"
    return f"; {_gaining(last.district.gaining, '')} and {_losing(last.district.losing)} {when}"


def _gaining(count: int, noun: str) -> str:
    """Say how many gain: `37 schools gain`, `no school gains`; without the noun where it was said before."""
    number = f"{count:,}" if count else "no" if noun else "none"
    words = f"{number} {noun}{'s' if noun and count > 1 else ''}".strip()
    return f"{words} {'gain' if count > 1 else 'gains'}"


def _losing(count: int) -> str:
    return f"{count:,} {'lose' if count > 1 else 'loses'}" if count else "none loses"


def _on_equal_terms(found: TwoMethods, outcome: Outcome) -> str:
    """Say what the rule moves when both methods hand out the same sum."""
    currency, old_total = _currency(found), found.old.total_cents
    moves = f"moves {spoken(outcome.shifted_cents, currency)} from those that lose by it to those that gain by it"
    gap = spoken(abs(outcome.total_cents - old_total), currency)
    more = f"{gap} more" if outcome.total_cents > old_total else f"{gap} less"
    match outcome.terms:
        case Terms.SAME:
            return f"Both methods hand out {spoken(old_total, currency)}: all of it is rule, which {moves}."
        case Terms.BEFORE:
            return (
                f"On equal terms, with the {spoken(old_total, currency)} of the first method in both, the rule {moves} and adds up to nothing. "
                f"The second method then hands out {more}."
            )
        case Terms.AFTER:
            return (
                f"On equal terms, with the {spoken(outcome.total_cents, currency)} of the second method in both, the rule {moves} and adds up to nothing. "
                f"The second method hands out {more}."
            )
        case Terms.MEAN:
            return (
                f"On equal terms, each worked with the sum of the other and the mean of both taken, the rule {moves} and adds up to nothing. "
                f"The second method hands out {more}."
            )
        case Terms.UNKNOWN:
            return (
                f"The second method hands out {more}. Neither hands out one pool whole, so neither can be worked with the sum of the other, "
                "and how much is money and how much is rule cannot be told."
            )


def _is_parted(outcome: Outcome) -> bool:
    """Whether rule and money are told apart, and there is money to tell."""
    return outcome.terms not in {Terms.SAME, Terms.UNKNOWN}


def _years(found: TwoMethods) -> Iterator[Block]:
    """Show the phases side by side."""
    if len(found.outcomes) == 1 or not found.schools:
        return
    noun, currency = found.new.formula.noun, _currency(found)
    yield Heading("Year by year")
    rows = []
    for one in found.outcomes:
        gains = sum(max(moved.change_cents, 0) for moved in one.moved)
        losses = sum(min(moved.change_cents, 0) for moved in one.moved)
        rows.append(
            (
                str(one.phase), _holds(one.phase), f"{one.district.gaining:,}", f"{one.district.losing:,}",
                signed(gains, currency), signed(losses, currency), _worst(one),
            )
        )  # fmt: skip
    columns = (
        Column("Years"), Column("What is new"), Column(f"{noun.capitalize()}s that gain", is_figure=True),
        Column("that lose", is_figure=True), Column("They gain", is_figure=True), Column("They lose", is_figure=True),
        Column("Largest loss", is_figure=True),
    )  # fmt: skip
    yield Table("The second method, phase by phase, against the first", columns, tuple(rows))


def _holds(phase: Phase) -> str:
    """Say what a phase sets and what has ended."""
    said = [f"{phase.formula.title_of(name)}: {write_decimal_text(value)}" for name, value in phase.settings.items()]
    said += [f"{line.title or line.name} ended on {day(line.until)}" for line in phase.ended if line.until is not None]
    said += [f"{one.line.title or one.line.name} has ended and still counts" for one in phase.stayed]
    return "; ".join(said) or "as written"


def _worst(outcome: Outcome) -> str:
    """Give the loss that is largest for what was."""
    parts = [
        Fraction(one.change_cents, one.before_cents) for one in outcome.moved if one.change_cents < 0 < one.before_cents
    ]
    worst = min(parts, default=Fraction(0))
    return signed_percent(worst.numerator, worst.denominator)


def _groupings(found: TwoMethods) -> Iterator[Block]:
    if found.why_no_quarters:
        yield Note(found.why_no_quarters)
    for number, grouping in enumerate(found.first.groupings):
        yield Heading(f"{grouping.title[0].upper()}{grouping.title[1:]}")
        yield Paragraph(_seen(found, grouping))
        if grouping.said:
            yield Paragraph(grouping.said)
        for outcome in found.outcomes:
            if len(found.outcomes) > 1:
                yield Heading(_begun(str(outcome.phase)), 3)
            yield _group_table(found, outcome, outcome.groupings[number])


def _seen(found: TwoMethods, grouping: Grouping) -> str:
    """Say which group gains and which loses most, for its size, in the first phase."""
    rated = [group for group in grouping.groups if group.before_cents > 0]
    if len(rated) < 2:  # noqa: PLR2004  one group is all schools
        return "There is one group."
    ranked = sorted(rated, key=lambda group: (group.change_cents * 10**9 // group.before_cents, group.title))
    least, most = ranked[0], ranked[-1]
    return (
        f"{_begun(_when(found.first.phase))}, most: {most.title}, {signed_percent(most.change_cents, most.before_cents)}; "
        f"least: {least.title}, {signed_percent(least.change_cents, least.before_cents)}."
    )


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _group_table(found: TwoMethods, outcome: Outcome, grouping: Grouping) -> Table:
    """Set one grouping in one phase; its groups add up to the district's change."""
    noun = found.new.formula.noun
    is_parted, is_priced = _is_parted(outcome), bool(found.price_title)
    columns = [
        Column(_begun(grouping.name.replace("_", " "))), Column(f"{noun.capitalize()}s", is_figure=True), Column("Students", is_figure=True),
        Column("Change", is_figure=True), Column("Percent", is_figure=True),
    ]  # fmt: skip
    columns += [Column("Teachers", is_figure=True)] if is_priced else []
    columns += [Column("By rule", is_figure=True), Column("By money", is_figure=True)] if is_parted else []
    rows = tuple(_group_row(found, one, outcome) for one in (*grouping.groups, outcome.district))
    caption = f"Change {grouping.title}, {outcome.phase}" if outcome.phase.first_year else f"Change {grouping.title}"
    return Table(caption, tuple(columns), rows, has_total=True)


def _group_row(found: TwoMethods, group: Group, outcome: Outcome) -> tuple[str, ...]:
    currency = _currency(found)
    return (
        group.title,
        f"{len(group.schools):,}",
        whole_number(group.students),
        signed(group.change_cents, currency),
        signed_percent(group.change_cents, group.before_cents),
        *((signed_decimal(group.teachers),) if found.price_title else ()),
        *((signed(group.rule_cents, currency), signed(group.money_cents, currency)) if _is_parted(outcome) else ()),
    )


def _schools(found: TwoMethods, *, all_schools: bool) -> Iterator[Block]:
    noun, last = found.new.formula.noun, found.outcomes[-1]
    yield Heading(f"{noun.capitalize()} by {noun}")
    by_size = sorted(
        range(len(found.schools)), key=lambda at: (-abs(last.moved[at].change_cents), found.schools[at].unit)
    )
    chosen = set(by_size if all_schools or len(by_size) <= SCHOOLS_SHOWN else by_size[:SCHOOLS_SHOWN])
    shown = sorted(chosen, key=lambda at: (-last.moved[at].change_cents, found.schools[at].unit))
    others = [at for at in range(len(found.schools)) if at not in chosen]
    each = f"Each {noun}, dollars a student{_in_phase(last)}"
    chart = _chart(found, last, each)
    if chart is not None:
        yield chart
    yield _change_table(found, shown, others)
    yield Heading(f"In dollars a student{_in_phase(last)}", 3)
    yield _each_table(found, last, shown, each)


def _in_phase(outcome: Outcome) -> str:
    return f", {outcome.phase}" if outcome.phase.first_year else ""


def _change_table(found: TwoMethods, shown: list[int], others: list[int]) -> Table:
    """Set what every school gets, phase by phase; what is not listed stands in one row."""
    noun, currency, first = found.new.formula.noun, _currency(found), found.first
    rows = [
        (
            found.schools[at].name,
            whole_number(found.schools[at].students),
            spoken(first.moved[at].before_cents, currency),
            *(signed(one.moved[at].change_cents, currency) for one in found.outcomes),
        )
        for at in shown
    ]
    if others:
        before = sum(first.moved[at].before_cents for at in others)
        changes = (sum(one.moved[at].change_cents for at in others) for one in found.outcomes)
        rows.append(
            (
                several(len(others), f"other {noun}"),
                "",
                spoken(before, currency),
                *(signed(one, currency) for one in changes),
            )
        )
    totals = (signed(one.district.change_cents, currency) for one in found.outcomes)
    rows.append(
        ("Total", whole_number(first.district.students), spoken(first.district.before_cents, currency), *totals)
    )
    changes_titles = (f"Change {one.phase}" if one.phase.first_year else "Change" for one in found.outcomes)
    columns = (
        Column(noun.capitalize()), Column("Students", is_figure=True), Column("First method", is_figure=True),
        *(Column(title, is_figure=True) for title in changes_titles),
    )  # fmt: skip
    return Table(f"What each {noun} gets, the largest gain first", columns, tuple(rows), has_total=True)


def _each_table(found: TwoMethods, outcome: Outcome, shown: list[int], caption: str) -> Table:
    """Set dollars a student, percent, teachers, and what of it is rule and money."""
    noun, currency = found.new.formula.noun, _currency(found)
    is_parted = _is_parted(outcome)
    rows = []
    for at in shown:
        school, moved = found.schools[at], outcome.moved[at]
        rows.append(
            (
                school.name,
                *((share(school.share),) if found.need_title else ()),
                dollars_a_student(school.a_student(moved.before_cents), currency),
                dollars_a_student(school.a_student(moved.after_cents), currency),
                signed_percent(moved.change_cents, moved.before_cents),
                *((signed_decimal(teachers_of(school, moved.change_cents)),) if found.price_title else ()),
                *((signed(moved.rule_cents, currency), signed(moved.money_cents, currency)) if is_parted else ()),
            )
        )
    columns = [Column(noun.capitalize())]
    columns += [Column(_begun(found.need_title), is_figure=True)] if found.need_title else []
    columns += [
        Column("First method", is_figure=True),
        Column("Second", is_figure=True),
        Column("Percent", is_figure=True),
    ]
    columns += [Column("Teachers", is_figure=True)] if found.price_title else []
    columns += [Column("By rule", is_figure=True), Column("By money", is_figure=True)] if is_parted else []
    return Table(caption, tuple(columns), tuple(rows))


def _chart(found: TwoMethods, outcome: Outcome, caption: str) -> Chart | None:
    """Draw every school from the first method to the second; None where they are too many, or too few, for a picture."""
    ends = _ends(found, outcome)
    if not 1 < len(ends) <= LINES_DRAWN:
        return None
    ranked = sorted(ends, key=lambda one: (-abs(one[2] - one[1]), one[0].unit))
    most, before, after = ranked[0]
    ranked = _in_turn(ranked)
    lines = [Slope(school.name, float(before), float(after)) for school, before, after in ranked]
    chosen = named_apart(lines, NAMED)
    drawn = [replace(one, is_named=at in chosen) for at, one in enumerate(lines)]
    noun, currency = found.new.formula.noun, _currency(found)
    gap = dollars_a_student(abs(after - before), currency)
    falls = sum(one.way == FALLS for one in drawn)
    finding = (
        f"{most.name} changes most: {gap} {'less' if after < before else 'more'} a student{_in_phase(outcome)}. "
        f"Each line is a {noun}, from the first method to the second; {falls:,} of {len(drawn):,} fall."
    )
    titles = ("First method", "Second method")
    y_format = "$,.0f" if currency == "USD" else ",.0f"
    return Chart(slopes(Slopes(drawn, *titles, "Dollars a student", y_format)), finding, caption)


def _in_turn(ranked: list[tuple[School, Fraction, Fraction]]) -> list[tuple[School, Fraction, Fraction]]:
    """Take those that gain and those that lose in turn, so that both have names on the chart."""
    gaining = [one for one in ranked if one[2] > one[1]]
    others = [one for one in ranked if one[2] <= one[1]]
    pairs = zip_longest(gaining, others)
    return [one for pair in pairs for one in pair if one is not None]


def _ends(found: TwoMethods, outcome: Outcome) -> list[tuple[School, Fraction, Fraction]]:
    """Give dollars a student by both methods, of each school that has students."""
    ends = []
    for school, moved in zip(found.schools, outcome.moved, strict=True):
        before, after = school.a_student(moved.before_cents), school.a_student(moved.after_cents)
        if before is not None and after is not None:
            ends.append((school, before, after))
    return ends


def _notes(found: TwoMethods) -> Iterator[str]:
    """Say what is held, what is left out, and how figures come about."""
    old, new, noun = found.old.formula, found.new.formula, found.new.formula.noun
    yield f"First method: {old.title}{_source(old.source)}. Second method: {new.title}{_source(new.source)}."
    if old.equity and old.equity != new.equity:
        yield f"What the first method says of equity: {old.equity}"
    yield (
        "Both are worked on the same students and the same facts. In later years only what is set for them, and what has ended, is different: students, prices, "
        "facts and the pool are held, so that what moves is the method. The first method stays as it is."
    )
    if found.need_title:
        yield f"Need: {found.need_title}."
    if found.price_title:
        yield f"Teachers: the change over {found.price_title}, to the nearest tenth; dollars are exact."
    if _is_parted(found.first):
        yield f"By rule: the change with the same sum in both methods; by money: what the other sum adds. {noun.capitalize()} by {noun} the two are the change, to the cent."
    yield OWN_USE
    if found.unpaid:
        yield f"Left out, since neither method pays them: {listed(found.unpaid)}."
    alone = {*found.old.units} ^ {*found.new.units}
    named = [school.name for school in found.schools if school.unit in alone]
    if named:
        yield f"Of one method only: {listed(named)}."


def _source(source: str) -> str:
    return f" ({source})" if source else ""


def _currency(found: TwoMethods) -> str:
    return found.new.formula.currency

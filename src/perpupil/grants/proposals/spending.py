"""What was spent of a grant at schools, line by line of what was approved (`grant_spending.csv`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from perpupil.exact.numerals import read_number
from perpupil.facts.table import TextTable
from perpupil.findings import Finding, Place, finding
from perpupil.grants.grant import Grant
from perpupil.grants.proposals.records import CostLine, Proposal
from perpupil.grants.proposals.states import State
from perpupil.money import CENTS, spoken

COLUMNS = ("date", "grant", "school", "proposal", "line", "amount", "what")
_SPENDS = frozenset({State.APPROVED, State.CLOSED})


@dataclass(frozen=True, slots=True)
class Spent:
    """One cost; a credit is below zero."""

    on: date
    grant: str
    school: str
    proposal: str
    line: int
    amount_cents: int
    what: str
    place: Place


@dataclass(frozen=True, slots=True)
class LineSpending:
    """A line of a proposal, and what was spent of it."""

    proposal: Proposal
    line: CostLine
    spent_cents: int

    @property
    def left_cents(self) -> int:
        """What is left; below zero where too much was spent."""
        return self.line.amount_cents - self.spent_cents


def read_spending(table: TextTable) -> tuple[tuple[Spent, ...] | None, tuple[Finding, ...]]:
    """Read costs; None where a row cannot be read."""
    missing = [column for column in COLUMNS if column not in table.columns]
    if missing:
        what = f"The file of spending has no column {', '.join(missing)}."
        return None, (finding("missing-column", Place(table.source, 1), what, f"Its headers are {','.join(COLUMNS)}."),)
    findings: list[Finding] = []
    rows = [_row(table, at, findings) for at in range(len(table))]
    return (None if findings else tuple(one for one in rows if one is not None)), tuple(findings)


def _row(table: TextTable, at: int, findings: list[Finding]) -> Spent | None:
    cells = {column: table.columns[column][at] for column in COLUMNS}
    before = len(findings)

    def say(column: str, code: str, fix: str) -> None:
        what = f"`{cells[column][:40]}` is no {column}." if cells[column] else f"The {column} is blank."
        findings.append(finding(code, table.place(at, column), what, fix))

    try:
        on = date.fromisoformat(cells["date"])
    except ValueError:
        on = date.min
        say("date", "bad-cell", "Write it as 2026-10-31.")
    amount = read_number(cells["amount"])
    if amount is None:
        say("amount", "bad-cell", "Write dollars with a point, without currency or commas.")
    elif (amount * CENTS).denominator != 1:
        say("amount", "finer-than-a-cent", "Round it to cents.")
    number = cells["line"]
    if not (number.isascii() and number.isdecimal() and len(number) < 5):  # noqa: PLR2004  digits of a line's number
        say("line", "bad-cell", "Write the number of the proposal's line, from 1.")
    if amount is None or len(findings) > before:
        return None
    names = (cells["grant"], cells["school"], cells["proposal"])
    return Spent(on, *names, int(number), int(amount * CENTS), cells["what"], table.place(at))


def by_line(proposals: Iterable[Proposal], spending: Iterable[Spent]) -> tuple[LineSpending, ...]:
    """Give every line of what was approved with what was spent of it."""
    sums: dict[tuple[str, int], int] = {}
    for one in spending:
        key = (one.proposal, one.line)
        sums[key] = sums.get(key, 0) + one.amount_cents
    return tuple(
        LineSpending(proposal, line, sums.get((proposal.name, line.number), 0))
        for proposal in proposals
        if proposal.state in _SPENDS
        for line in proposal.lines
    )


def check_spending(
    grants: Mapping[str, Grant], proposals: Iterable[Proposal], spending: Iterable[Spent]
) -> Iterator[Finding]:
    """Find costs outside a grant's days, or beyond what was approved."""
    listed = tuple(proposals)
    known = {one.name: one for one in listed}
    costs = tuple(spending)
    for one in costs:
        yield from _check_cost(one, grants, known.get(one.proposal))
    last = {(one.proposal, one.line): one for one in costs}
    for line in by_line(listed, costs):
        cost = last.get((line.proposal.name, line.line.number))
        if line.left_cents < 0 and cost is not None:
            currency = grants[line.proposal.grant].currency if line.proposal.grant in grants else "USD"
            what = f"Line {line.line.number} of `{line.proposal.name}` was approved at {spoken(line.line.amount_cents, currency)}, and {spoken(line.spent_cents, currency)} is spent."
            yield finding("beyond-approved", cost.place, what, "Submit the proposal again, or book the rest elsewhere.")


def _check_cost(one: Spent, grants: Mapping[str, Grant], proposal: Proposal | None) -> Iterator[Finding]:
    grant = grants.get(one.grant)
    if grant is None:
        what = f"There is no grant {one.grant[:40]!r}."
        yield finding("unknown-name", one.place, what, f"There are: {', '.join(grants) or 'none'}.")
    elif not (grant.period.holds(one.on) or grant.period.holds_carried(one.on)):
        period = f"{grant.period.begins} to {grant.period.carried_until or grant.period.ends}"
        what = f"A cost of {one.on} is outside the days of {grant.title}, {period}."
        yield finding("outside-period", one.place, what, "Book it to the grant of its own year, or to other money.")
    if proposal is None:
        what = f"There is no proposal {one.proposal[:40]!r}."
        yield finding("unknown-name", one.place, what, "Write the name that proposals.toml has.")
        return
    if (proposal.grant, proposal.school) != (one.grant, one.school):
        what = f"`{proposal.name}` is of {proposal.school} and {proposal.grant}, not of {one.school} and {one.grant}."
        yield finding("beyond-approved", one.place, what, "Correct the school, the grant or the proposal.")
    if proposal.state not in _SPENDS:
        what = f"`{proposal.name}` is {proposal.state}, and money of it is spent."
        yield finding("beyond-approved", one.place, what, "Book the cost elsewhere until the proposal is approved.")
    elif proposal.line(one.line) is None:
        what = f"`{proposal.name}` has no line {one.line}; it has {len(proposal.lines)}."
        yield finding("beyond-approved", one.place, what, "Name the line that was approved.")
    else:
        yield from _days(one, proposal.lines[one.line - 1])


def _days(one: Spent, line: CostLine) -> Iterator[Finding]:
    """Find a cost outside the days for which its line was approved."""
    if (line.begins is not None and one.on < line.begins) or (line.ends is not None and one.on > line.ends):
        what = f"Line {line.number} of `{one.proposal}` was approved for {line.begins or 'the beginning'} to {line.ends or 'the end'}; the cost is of {one.on}."
        yield finding("outside-period", one.place, what, "Submit the proposal again with other days.")

"""Findings: what a person can get wrong, as values that say what, where, why it matters and what to do.

A finding is collected and shown, all of them at once; nothing is raised for it. `MEANINGS` is the closed list of codes: each
stands here once, with the reason why it matters, and the documentation is tested to list them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How bad: an error stops the work, a warning wants a decision, a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in what a person gave us: a file, a line and column in it, and the name of the thing."""

    source: str
    line: int | None = None
    column: int | None = None
    path: str = ""

    def __str__(self) -> str:
        """Write it as editors understand it: `formula.toml:12:9 (line.early.weight)`."""
        numbers = "".join(f":{number}" for number in (self.line, self.column) if number is not None)
        return f"{self.source}{numbers}" + (f" ({self.path})" if self.path else "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake or one thing worth knowing."""

    code: str
    severity: Severity
    where: Place
    what: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code stands for: how bad it is and why it matters."""

    severity: Severity
    why: str


def _error(why: str) -> Meaning:
    return Meaning(Severity.ERROR, why)


def _warning(why: str) -> Meaning:
    return Meaning(Severity.WARNING, why)


def _note(why: str) -> Meaning:
    return Meaning(Severity.NOTE, why)


_READ_TWO_WAYS = "Two people would read the formula in two ways, and both could defend their dollars."
_NOTHING_RUNS = "A formula that cannot be read is not run, so that no dollar rests on a guess."
_MONEY_UNSAID = "A number nobody declared would decide about money."

MEANINGS: dict[str, Meaning] = {
    # The file of a formula
    "too-large": _error("Every input has a bound, so that one file cannot stop the work of everyone else."),
    "not-text": _error("A file that is not UTF-8 text would be read with wrong letters in names."),
    "not-toml": _error(_NOTHING_RUNS),
    "missing-key": _error("Without it the formula does not say what it decides."),
    "unknown-key": _error(
        "A misspelled key would be ignored in silence, and the dollars would be wrong without a sign."
    ),
    "wrong-type": _error(_NOTHING_RUNS),
    "wrong-value": _error(_NOTHING_RUNS),
    "bad-name": _error("Expressions could not refer to it."),
    "name-taken": _error(_READ_TWO_WAYS),
    "bad-number": _error("A number outside the bounds is a slip of the finger or an attack."),
    "no-lines": _error("A formula without a line pays nobody."),
    # Expressions
    "bad-expression": _error(_NOTHING_RUNS),
    "unknown-name": _error(_MONEY_UNSAID),
    "unknown-function": _error(_NOTHING_RUNS),
    "wrong-arguments": _error(_NOTHING_RUNS),
    "wrong-kind-of-value": _error("A truth is not a number and a text is neither; guessing would hide a slip."),
    "circular": _error("Each amount waits for the other, so neither has a value."),
    "unrounded-quotient": _error(
        "Shares with a different denominator at every unit add up to a number of thousands of digits that nobody can check; published formulas round a share before they add it."
    ),
    # Facts
    "missing-column": _error(_MONEY_UNSAID),
    "missing-id": _error("Money for a unit without an id could reach nobody."),
    "repeated-id": _error("The unit would be paid twice, or one of its rows would be lost."),
    "no-units": _error("There is nobody to allocate money to."),
    "bad-cell": _error("A number read wrongly is paid wrongly."),
    "blank-cell": _error("A blank is not a zero: nobody has said how many there are."),
    "ragged-row": _error("Cells shifted by a comma put a number under the wrong heading."),
    "bad-header": _error("Cells under a heading that is blank or repeated cannot be told apart."),
    "unknown-unit": _error("Its students would earn money for no unit."),
    "count-in-two-places": _error(_READ_TWO_WAYS),
    "no-headcount": _error(
        "Totals per need do not tell which students have two of them; an estimate would be a guess about money."
    ),
    "no-prior-facts": _error("The value of an earlier year decides about this year's money."),
    "unmatched-earlier-unit": _warning(
        "A unit whose earlier row is not found is treated as new, and may be paid for years it did not have."
    ),
    "unpooled-line": _note("It is paid on top of the pools, whatever they hold."),
    "new-unit": _error("The formula does not say what a unit gets that has no earlier year."),
    # Running
    "number-too-long": _error(
        "A number of hundreds of digits can be checked by nobody, and a chain of them would fill the memory."
    ),
    "division-by-zero": _error("The amount has no value at this unit."),
    "negative-share": _error("A part of a pool cannot be shared out by a negative measure."),
    "not-listed": _error("The formula says nothing for this text."),
    "missing-reason": _error("Money asked for without a reason cannot be defended."),
    "finer-than-a-cent": _error("Money is whole cents; the rest would be lost or invented."),
    "empty-share": _error("The pool would have to go somewhere, and the formula does not say where."),
    "pool-short": _error(
        "The promises cost more than the pool; nothing is handed out until the district chooses which one gives way."
    ),
    "pool-left-over": _error("Every unit is at its ceiling, so part of the pool would reach no school."),
    "floor-above-ceiling": _error("No amount can meet both."),
    "expectation-failed": _error("The district wrote down what must hold, and it does not."),
    # Checking
    "double-count": _warning("The same students or the same dollars would be paid for twice."),
    "never-reached": _warning("A weight that pays nobody is either a slip or a promise that is not kept."),
    "money-reaches-no-school": _warning("Students or dollars that no line covers are easily forgotten."),
    "cliff": _note(
        "At these units one more or one fewer student moves a large amount; principals and families will ask."
    ),
    "hidden-column": _note("The formula's own name wins over the column of the file."),
    "expired": _warning("The promise has run out; the district decides whether to renew it."),
    # Reproducing
    "nothing-published": _error("Without published figures there is nothing to compare with."),
    "unknown-published-unit": _error("A published figure for a unit that the facts do not have cannot be compared."),
}


def finding(code: str, where: Place, what: str, fix: str) -> Finding:
    """Make a finding; the code brings its severity and why it matters."""
    meaning = MEANINGS[code]
    return Finding(code, meaning.severity, where, what, meaning.why, fix)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of them stops the work."""
    return any(one.severity is Severity.ERROR for one in findings)

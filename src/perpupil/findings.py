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
_NOTHING_RUNS = "What cannot be read is not worked with, so that no dollar rests on a guess."
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
    "impossible-share": _warning("A part that is larger than the whole makes every figure about it wrong."),
    "no-units": _error("There is nobody to allocate money to."),
    "bad-cell": _error("A number read wrongly is paid wrongly."),
    "blank-cell": _error("A blank is not a zero: nobody has said how many there are."),
    "ragged-row": _error("Cells shifted by a comma put a number under the wrong heading."),
    "not-a-workbook": _error("Nothing is read from a file that may be damaged or locked."),
    "missing-sheet": _error("Another sheet may hold another year, or figures that were never adopted."),
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
    # Files that are brought in
    "unknown-format": _error("A file whose kind is not known is not guessed at."),
    "damaged-file": _error("Half a file would be taken for the whole, and the students in the other half lost."),
    "locked-file": _error("Nobody but its owner can open it; PerPupil asks for no passwords."),
    "macro-workbook": _error("It carries a program; nothing is opened that could run one."),
    "unsafe-file": _error("It is made as attacks are made: to fill the memory, or to write where it should not."),
    "reader-stopped": _error("A file that cannot be read within its limits is left alone, so that others can be."),
    "row-set-aside": _warning("What the row says is counted nowhere until it is mended."),
    "header-mended": _warning("A column was given a name that the file does not give it."),
    "hidden-cells": _warning("What nobody sees nobody has checked, and it may belong to another year."),
    "error-cell": _warning("A formula in the workbook has failed; what it should say is unknown, not zero."),
    "digits-lost": _warning("Spreadsheets keep fifteen digits; an id that is longer may have been changed."),
    "roster-deviation": _warning(
        "The system that wrote the roster breaks the standard; the next version may break it otherwise."
    ),
    "roster-rule": _note("Which users count as students, and where, decides what every school gets."),
    "wrong-suffix": _note("A file that is not what its name says may be the wrong file."),
    "guessed-encoding": _note("A wrong guess puts wrong letters into names."),
    "guessed-layout": _note("A wrong guess puts values under the wrong heading."),
    "mended-text": _note("Characters that no table holds come from damage or from a program that writes carelessly."),
    "cell-like-formula": _note("A spreadsheet that opens the text would run it; PerPupil keeps it as text."),
    "merged-cells": _note("Only the first cell of a merged block holds a value; the others are blank."),
    "numbers-as-text": _note(
        "A spreadsheet adds up only the cells that are numbers, so its totals may leave some out."
    ),
    "stored-values": _note(
        "What was last worked out is read; a workbook that was not worked out again holds old values."
    ),
    "sheet-not-read": _note("The sheet may hold the table that was meant."),
    "columns-dropped": _note("What is not needed to count students is not kept."),
    # Counting students
    "counted-once": _note("Whoever compares with a list of names finds more rows than students."),
    "unknown-need": _warning("Unknown is neither yes nor no: taken for a no, the school loses the money in silence."),
    "changed-facts": _error("A fact that was changed after it was sealed is not the fact that money was allocated by."),
    "not-a-headcount": _error("Money would be handed out by a count that nobody made."),
    "unknown-grade": _warning("A rule that names grades does not reach a student without one."),
    # The pool
    "unknown-part": _error("A dollar that neither comes in nor is taken off would be lost between the two."),
    "unknown-status": _error("Whoever plans with an amount must know whether it is decided."),
    "unowned-amount": _warning("When the amount turns out otherwise, nobody knows whom to ask."),
    "repeated-amount": _error("The amount would be counted twice, or one of the two would be lost."),
    "no-revenue": _error("A pool that nothing flows into cannot be handed out."),
    "pool-overdrawn": _error(
        "More is taken off than comes in, so that schools would be promised money that is not there."
    ),
    "missing-year": _error("The formula would hand out the money of another year, or a sum that nobody wrote down."),
    "year-gap": _warning("What changes in a year that is left out comes as a surprise in the next."),
    "actual-too-early": _warning("An estimate that is marked as actual is not questioned any more."),
    "mixed-statuses": _note("A pool is only as firm as its least firm amount."),
    "no-pool": _error("The money would have to go somewhere, and the formula does not say over which lines."),
    "not-given-to": _error("Its schools would wait for money that is given to nobody."),
    "unread-level": _error("The money that is meant for it stops above it until it can be read."),
    "nothing-to-change": _error("The result would say that nothing happens, and be taken for good news."),
    "spent-beyond": _warning("Money that is spent cannot be taken back; somebody else must bear the loss."),
    "pool-replaced": _note("Two sums stand for the same pool; the pool file decides."),
    # Taking files in
    "unclaimed-column": _note("What nobody claims is dropped at the door, and never kept."),
    "column-claimed-twice": _error(
        "Two columns could be meant; which of them decides about money must not be a guess."
    ),
    "ambiguous-date": _error("Day and month read the wrong way round move a student into the count, or out of it."),
    "date-in-another-form": _note("A column in two forms comes from two hands, and one of them may mean another day."),
    "number-as-text": _note("A spreadsheet leaves a number that is text out of its sums."),
    "negative-as-text": _note("Brackets or a sign at the end that are overlooked turn a credit into a cost."),
    "masked-count": _error("A masked count stands for several numbers; choosing one would be a guess about money."),
    "formula-error": _error("The workbook itself says that it has no value."),
    "total-row": _error("What it adds up would be counted twice."),
    "heading-row": _error("It is no row of data, and would be read as one."),
    "repeated-row": _error("The row would count twice, or one of the two would be lost."),
    "year-in-another-form": _note("Rows of one year under two names add up to two half years."),
    "zeros-differ": _warning("Two files write one code in two ways; the next file may follow either."),
    "lost-zeros": _error("A code without its zeros is another code; the rows would find no school, or a wrong one."),
    "other-system-code": _note(
        "Codes of several systems meet only in the list of schools, so it decides whose rows these are."
    ),
    "code-of-two-schools": _error("One code stands for two schools, and their rows could not be told apart."),
    "unknown-school": _error("Its students and dollars would belong to no school."),
    "closed-school": _error("Money would be sent to a building that nobody teaches in."),
    "double-enrollment": _error("A student counted at two schools is paid for twice."),
    "shared-student": _error(
        "A student who spends part of the day elsewhere would be paid for in full at both schools."
    ),
    "no-show": _error("A student who never came would be paid for all year."),
    "age-and-grade": _warning("Such a grade or birth date is usually a slip, and grades carry weights."),
    "missing-tier": _warning("A weight by tier pays nothing for a student without one."),
    "exited-learner": _error("A student who has left the program would be paid for as one who is in it."),
    "meal-status-blank": _warning(
        "A blank is not a no: at a school that serves all, nobody was asked, and its need would vanish."
    ),
    "leave-and-substitute": _warning("Taken for two positions, the price would be paid twice."),
    "vacant-position": _error(
        "It has no pay of its own: taken for one that is filled it would cost nothing, or be lost."
    ),
    "split-counted-in-full": _error("Each of its schools would be charged for the whole of it."),
    "unknown-account": _error("A code is never guessed: until somebody says what it means, its dollars have no place."),
    "bad-picture": _error("Segments that are cut in the wrong place are other codes, and other dollars."),
    "unknown-location": _error(
        "It is no school of the list and no office of the table, so nobody learns or works there."
    ),
    "batch-posted-twice": _error("The same dollars would count as spent twice."),
    "unbalanced-entry": _error("An amount on both sides, or on neither, does not say which way the money went."),
    "no-account": _error("The ledger could not take the line, and the load file would not add up to the allocation."),
    "location-without-students": _warning(
        "Either its students stand under another code, or money goes where nobody learns."
    ),
    "typed-over-formula": _warning(
        "The other rows follow a rule, and this one stays as it was typed when everything else moves."
    ),
    "group-too-large": _error("A part cannot be larger than the whole; one of the two counts is wrong."),
    "totals-disagree": _warning(
        "Two files that should say the same do not; whichever is used, the other will be quoted."
    ),
    "count-changed": _warning("So large a change is either news, or a file that is not complete."),
    "known-by-other-code": _note("The next file, the formula and the accounts must know each school by the same code."),
    "other-years": _note("Rows of another year beside this year's would give each school its facts several times."),
    "another-year": _warning("Facts of another year would decide about this year's money."),
    "missing-numbers": _warning("A blank is not a zero: nobody has said how many there are."),
    "finer-amounts": _note("Nothing is rounded on the way in; the rounding of the formula decides about cents."),
    "percent-header": _note("A share that is taken for a percentage is a hundred times too small."),
    "percent-and-plain": _warning("One of them is a hundred times the other, and nobody has said which is meant."),
    "words-among-numbers": _note("A column that holds words is a text, and a formula does not count with it."),
    "header-in-quotes": _note("An expression holds names of letters, digits and underscores."),
    "bad-settings": _error("What a district says of itself decides who is counted and where money is posted."),
    "students-apart": _error("Nothing about a student is kept, so needs that come alone belong to nobody."),
    "students-without-needs": _warning("A need that nobody has told of earns no money."),
    "answer-without-key": _error("An answer that could be about any row answers none."),
    "answer-without-row": _warning("The answer changes nothing, and what it was meant to mend is still open."),
    "unknown-dataset": _error("What a file is decides what its numbers mean."),
    "bad-mapping": _error("Columns under the wrong names are read without a sign that anything is wrong."),
    "bad-repair": _error("A repair that is read wrongly would change every later file in the same way."),
    "repairs-conflict": _error("What the file says would depend on which of them came last."),
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
    "not-confirmed": _warning(
        "Another year's number decides about this year's money until somebody says that it holds."
    ),
    "expired": _warning("The promise has run out; the district decides whether to renew it."),
    # Describing
    "no-equity": _error(
        "Readers would fill in a definition of their own, and hold the district to it; a run does not need one."
    ),
    # A workbook that came back
    "other-inputs": _error(
        "Its figures rest on another formula or other facts, and would be compared with the wrong ones."
    ),
    "edit-not-taken": _warning(
        "Whoever made the change expects it to count; it is in no proposal until it is decided elsewhere."
    ),
    # Projecting
    "bad-change": _error("Students would be looked for at a school that is not there, or counted at two."),
    "outside-span": _warning("Their grade is not followed at the school, because it is said not to have it."),
    "too-few-counts": _error("One count says how many there are, not how many stay."),
    "gap-in-counts": _error("Nobody can follow students over a year that was not counted."),
    "wrong-year": _error("What was counted is not projected, and far ahead a projection says only what its ratios do."),
    "no-school-for-grade": _warning("They are in no school's budget until somebody says where they go."),
    "no-history": _warning("It would open with a budget for nobody."),
    "too-few-errors": _warning("A range that rests on a handful of past years promises what nobody knows."),
    "bad-adjustment": _error("Two people would expect two numbers of students from it."),
    "unexplained-adjustment": _error(
        "A number that was changed by hand can be defended only by who changed it, and why."
    ),
    "below-zero": _error("No school has fewer students than none."),
    "unclear-recount": _error("A recount that compares two things that are not the same moves money by mistake."),
    # Grants
    "award-overdrawn": _error("Money that is promised twice is missing where it was promised last."),
    "award-left-over": _warning("Money without a use is lost when its period ends."),
    "set-aside-missing": _warning("What must come first and is forgotten is taken back from schools later."),
    "set-aside-too-small": _error("What is short must be found again from money that schools were promised."),
    "set-aside-too-large": _error("What is beyond the limit has to be paid back."),
    "unserved-school": _error("Money that goes where its law does not let it has to be paid back."),
    "poorer-school-overtaken": _error("The money is there so that schools with more need have no less a child."),
    "bad-move": _error("A proposal that skips a step was decided by nobody."),
    "not-allowable": _warning("What the grant may not pay has to be paid from other money, or not bought."),
    "needs-approval": _warning("Bought before it is approved it may have to be paid back."),
    "approved-not-allowable": _error("An auditor will ask who approved what the grant may not pay, and for the money."),
    "outside-period": _error("A cost outside the grant's days is paid by the district itself."),
    "beyond-approved": _error("What was not approved is not the grant's, and there is no money for it at the school."),
    "gate-closed": _warning("The next grant is handed over when the one before is known to work."),
    # Services
    "nothing-freed": _error("A school would be promised money that the district goes on spending."),
    "unknown-service": _error("Nobody can say which service is meant, and what it would free."),
    "bad-choice": _error("A choice that can be read in two ways is not guessed: somebody's position hangs on it."),
    "repeated-choice": _error("Two choices for one service are two budgets, and the order of rows must not decide."),
    "late-choice": _warning("By then the district has planned for the year, and its money is committed."),
    "service-may-close": _warning("Schools that count on it must hear in time to find another way."),
    "contract-minimum": _warning("What a contract charges in any case is not freed, whoever declines."),
    # Where a district stands
    "no-money": _error("A verdict on money that nobody knows would be made up."),
    # Autonomy
    "bad-step": _error("A school that skips a step is left alone with decisions that nobody has prepared it for."),
    "training-missing": _error("Whoever is handed decisions without being shown how will hand them back."),
    "fund-overdrawn": _error("Two schools would plan with the same dollars."),
    "training-outdated": _warning("A new principal knows only what somebody has shown her."),
    "unsigned-agreement": _warning("What is not signed is remembered in two ways when it matters."),
    "autonomy-without-money": _warning("A decision without the dollars that carry it out is made elsewhere."),
    "beyond-autonomy": _warning("Nobody can defend a decision that was not the school's, nor take it back in time."),
    "unexplained-request": _warning("A sum without a reason can be neither defended nor ended."),
    "request-without-end": _note("A sum without an end outlives its reason."),
    # The calendar
    "out-of-order": _error("What it waits for is not there on the day, and everybody after it waits too."),
    "choice-after-cycle": _error("The district would plan without what schools have chosen, and could not honor it."),
    "short-notice": _warning("Whoever hears too late cannot ask those with whom she must decide."),
    "overdue": _warning("Others wait for it."),
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

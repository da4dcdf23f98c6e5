"""The queue of the data desk: what a file asks of people, one question for all cases of a kind, and the ways to decide it.

A question holds counts, names of schools, and texts that `Dataset.shown` allows; never an id, a name or a date of one person. Its name is the
same whenever the file is looked at again, so that a decision, an owner and a due date can be kept with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from perpupil.intake.repairs import Rule
from perpupil.intake.repairs.text import faults
from perpupil.intake.repairs.words import words_of_rule

REPAIR, MEANING, LEAVE = "repair", "meaning", "leave"
"""The ways to decide a question: by the rules that are suggested; by saying what each text means; by leaving it, with a reason."""


@dataclass(frozen=True, slots=True)
class SchoolCount:
    """How many of a question's students, or rows where they are no students, are at one school."""

    school: str
    """Its code; empty for rows at no school of the list."""
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A text of the file, and in how many rows it stands."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way to decide a question."""

    name: str
    """`repair`, `meaning` or `leave`."""
    words: str
    """What would happen, in a sentence."""
    rules: tuple[Rule, ...] = ()
    """The rules that do it; one without values where a person says what each value means."""
    needs_reason: bool = False
    takes_meanings: bool = False
    """Whether a person says what each of the question's values means."""
    choices: tuple[str, ...] = ()
    """What a value may mean."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a file asks of people: all cases of one kind in one data set."""

    name: str
    """The same at every look, and fit for an address: `programs.exited-learner`, `students.bad-cell.grade`."""
    dataset: str
    code: str
    """The code of its findings."""
    must_decide: bool
    """Whether rows are set aside until somebody decides, or how students are counted depends on it; otherwise it is to be checked."""
    title: str
    """A few words for the list."""
    asks: str
    """The question itself, for the top of its page."""
    what: str
    """What is so, with counts and the names of schools."""
    why: str
    """Why it matters."""
    fix: str
    """What to do."""
    times: int
    """How often it was found: so many students, codes, batches."""
    rows: int
    """In how many rows of the file."""
    students: int
    """About how many students, each once; 0 where it is about none."""
    amount_cents: int
    """What the rows themselves hold in money, as of a ledger; 0 where they hold none."""
    schools: tuple[SchoolCount, ...]
    """Where they are, the most first; empty where the file does not say."""
    column: str
    """The column that it is about, where it is about one."""
    values: tuple[ValueCount, ...]
    """What stands there, where it may be shown, the most frequent first."""
    ways: tuple[Way, ...]

    @property
    def repair(self) -> tuple[Rule, ...]:
        """The rules that are suggested; none where only a person can say."""
        return next((way.rules for way in self.ways if way.name == REPAIR), ())

    def way(self, name: str) -> Way | None:
        """Give a way by its name."""
        return next((way for way in self.ways if way.name == name), None)

    def said(self, way: str, meanings: Mapping[str, str]) -> str:
        """Say a decision in words: the rules that are suggested, what each value means, or that it stays."""
        chosen = self.way(way)
        if chosen is None:
            return ""
        return words_of_rule(_mapping(chosen, meanings)) if chosen.takes_meanings else chosen.words


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with an answer, and what to do."""

    what: str
    fix: str


def rules_of(
    question: Question, way: str, meanings: Mapping[str, str], reason: str
) -> tuple[tuple[Rule, ...], tuple[Wrong, ...]]:
    """Give the rules by which a question is decided; none where the answer is wrong, and everything that is wrong.

    Args:
        question: The question.
        way: The name of one of its ways.
        meanings: What each value means, for a way that takes meanings; a value left out or blank stays as it is.
        reason: Why; kept with the rules.

    """
    chosen, why = question.way(way), " ".join(reason.split())
    if chosen is None:
        return (), (Wrong("There is no such way to decide this.", "Choose one of those that are shown."),)
    wrong = []
    if chosen.needs_reason and not why:
        wrong.append(Wrong("There is no reason.", "Write why it stays as it is, for whoever reads it next year."))
    if chosen.takes_meanings:
        wrong += _wrong_meanings(question, chosen, meanings)
        rules: tuple[Rule, ...] = (_mapping(chosen, meanings),)
    else:
        rules = chosen.rules
    decided = tuple(replace(rule, why=why) for rule in rules)
    if not wrong:
        wrong = [Wrong(what, fix) for rule in decided for what, fix in faults(rule)]
    return ((), tuple(wrong)) if wrong else (decided, ())


def _wrong_meanings(question: Question, way: Way, meanings: Mapping[str, str]) -> list[Wrong]:
    """Say which answers are about no value, or mean nothing that may stand there."""
    said = {text: meaning for text, meaning in meanings.items() if meaning}
    known = {one.text for one in question.values}
    wrong = []
    if not said:
        wrong.append(Wrong("Nothing is said of any value.", "Choose what at least one of them means."))
    if set(said) - known:
        wrong.append(Wrong("One of the values does not stand in the file.", "Look at the file again, then answer."))
    if set(said.values()) - set(way.choices):
        wrong.append(Wrong("One of the meanings is none that may stand there.", "Choose one of those that are shown."))
    return wrong


def _mapping(way: Way, meanings: Mapping[str, str]) -> Rule:
    """Make the rule by which values mean what somebody says of them."""
    values = tuple(sorted((text, meaning) for text, meaning in meanings.items() if meaning))
    return replace(way.rules[0], values=values)

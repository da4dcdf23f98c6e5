"""What each answer would change: files that were read once are cleaned with one rule more, counted, and the formula in force run on them.

Nothing is written; students stand in memory and in a private place while they are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from perpupil.facts.revenue import read_revenue
from perpupil.facts.table import TextTable
from perpupil.findings import MEANINGS, Severity, has_errors
from perpupil.formula.funding import fund
from perpupil.formula.reading import read_formula
from perpupil.formula.records import Formula
from perpupil.intake.asking_words import ASKING
from perpupil.intake.checks import CHECKS
from perpupil.intake.cleaning import Cleaned
from perpupil.intake.counting.cleaned import LONG, OF_STUDENTS, STUDENTS, WIDE
from perpupil.intake.effects import Effect, Words, Worked, compared, worked
from perpupil.intake.fact_set import SCHOOL_COUNTS, SCHOOL_FACTS, SCHOOLS, FactSet
from perpupil.intake.queue import Question
from perpupil.intake.repairs import Rule
from perpupil.intake.repairs.replay import Memory
from perpupil.intake.repairs.rowwise import SET_ASIDE
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.settings import year_words
from perpupil.workspace.district import EXAMPLE
from perpupil.workspace.district_money import fill_pools
from perpupil.workspace.files import NoSuchFile, find_files, read
from perpupil.workspace.sittings import Received, clean_received, count, made_facts, together

POOL, ACCOUNTS = "pool", "accounts"
OF_FORMULA = (SCHOOLS, SCHOOL_FACTS, SCHOOL_COUNTS, POOL, *OF_STUDENTS)
"""The data sets that a formula reads, or that are counted for it."""
_CLEANED = frozenset({*OF_FORMULA, ACCOUNTS})
"""Those that are cleaned again for an effect: the table of accounts says which codes are no schools."""
_OWN = "\x1f"
"""What parts a student from a row in an id made up for counting; no cell of a file can hold it."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The formula that would work with the facts."""

    year: int
    formula: Formula | None
    """None where there is none that could run."""
    why_not: str = ""
    has_pool_file: bool = False
    """Whether a file beside the formula has filled its pools; else the data set `pool` does."""

    def on(self, facts: FactSet) -> Worked:
        """Work it on facts."""
        if self.formula is None or self.has_pool_file or POOL not in facts.tables:
            return worked(facts, self.formula, self.why_not)
        revenue, told = read_revenue(facts.tables[POOL])
        funded, more = fund(self.formula, revenue, None) if revenue is not None else (None, told)
        wrong = next((one.what for one in more if has_errors([one])), "")
        return worked(facts, None if wrong else funded, wrong)

    @property
    def under(self) -> str:
        """Say under which formula."""
        return f"Effect under the formula of {year_words(self.year)}: {self.formula.title}." if self.formula else ""

    @property
    def money_goes(self) -> str:
        """Say what becomes of the money."""
        methods = {one.method for one in self.formula.pools.values()} if self.formula else set()
        if methods - {_AS_IT_IS} == {_ONLY_DOWN}:
            return "The pool stays as it is: while it is short, the money moves between schools; otherwise there is more or less in all."
        if methods - {_AS_IT_IS}:
            return (
                "The pool stays as it is, and what one school loses the others share: the money moves between schools."
            )
        return (
            "The formula hands out what it comes to, so there is more or less in all, and no other school pays for it."
        )


_AS_IT_IS, _ONLY_DOWN = "none", "scale_down"


def formula_in_force(district: Path, year: int) -> InForce:
    """Read the formula that counts in a district's folder; or say why there is none."""
    try:
        files = find_files(district)
        formula, findings = read_formula(read(files.formula), str(files.formula))
        funded, told = fill_pools(formula, files) if formula is not None else (None, ())
    except NoSuchFile as missing:
        return InForce(year, None, str(missing))
    wrong = next((one.what for one in (*findings, *told) if has_errors([one])), "")
    if funded is None or wrong:
        return InForce(year, None, f"The formula in the folder cannot be run: {wrong}")
    if funded.year not in {None, year}:
        return InForce(year, None, f"The formula in the folder is for {year_words(funded.year or 0)}.")
    if any(one.source == EXAMPLE for one in funded.parameters.values()):
        return InForce(year, None, "The formula in the folder still has the amounts of an example.")
    return InForce(year, funded, "", files.pool is not None)


@dataclass(slots=True)
class Effects:
    """Files that were read and cleaned with the rules that are decided; what else could be decided is held against them."""

    received: Received
    rules: tuple[Rule, ...]
    cleaned: tuple[Cleaned, ...]
    in_force: InForce
    facts: FactSet
    """The facts that the rules decided so far would give."""
    memory: Memory = field(default_factory=Memory, repr=False)
    _worked: list[Worked] = field(default_factory=list, init=False)
    _read: list[Received] = field(default_factory=list, init=False)

    @property
    def read(self) -> Received:
        """What was received of the data sets that are cleaned again."""
        if not self._read:
            self._read.append(only(self.received, _CLEANED))
        return self._read[0]

    @property
    def now(self) -> Worked:
        """What the facts come to."""
        if not self._worked:
            self._worked.append(self.in_force.on(self.facts))
        return self._worked[0]

    def of(self, question: Question) -> Effect:
        """Say what the suggested repair of a question would change."""
        asking = ASKING[question.code]
        if asking.unknown:
            return Effect(why_not=asking.unknown)
        if not question.repair:
            return Effect(why_not="No rule would mend it: only a person can say what is right.")
        if question.dataset not in OF_FORMULA:
            return compared(self.now, self.now, self._words("", is_read=False, dataset=question.dataset))
        then = self.in_force.on(self._with((*self.rules, *question.repair)))
        if asking.counts_as_it_stands:
            now = self.in_force.on(self._as_it_stands(question))
            return compared(now, then, self._words("Now: each row counts as the file has it."))
        is_error = MEANINGS[question.code].severity is Severity.ERROR
        stands = "Now: the rows are set aside, and nobody in them counts." if is_error else "Now: as the file has it."
        return compared(self.now, then, self._words(stands))

    def of_all(self) -> tuple[FactSet, Effect | None]:
        """Give the facts if every suggestion is accepted, and what changes against those in force; None where none are."""
        left = {rule.finding for rule in self.rules if rule.kind == SET_ASIDE}
        codes = {code for check in CHECKS for code in check.codes} - left if left else None
        facts = self._with(self.rules, codes)
        before = self.received.before
        if before is None:
            return facts, None
        words = self._words("Now: the data set in force.")
        return facts, compared(self.in_force.on(before), self.in_force.on(facts), words)

    def _words(self, now_is: str, *, is_read: bool = True, dataset: str = "") -> Words:
        if not is_read:
            title = SCHEMAS[dataset].title
            return Words("", f"The formula does not read this data set ({title}), so no school’s money changes.", "")
        return Words(now_is, self.in_force.under, self.in_force.money_goes)

    def _with(self, rules: tuple[Rule, ...], codes: frozenset[str] | set[str] | None = frozenset()) -> FactSet:
        """Give the facts that other rules would give; data sets that no formula reads stay as they are."""
        cleaned, _ = clean_received(self.read, rules, codes, memory=self.memory)
        tables = {**together(self.cleaned), **together(cleaned)}
        return made_facts(self.received, tables, count(self.received, tables))

    def _as_it_stands(self, question: Question) -> FactSet:
        """Give the facts if the rows of a question were taken as the file has them."""
        tables = together([_taking(one, question) for one in self.cleaned])
        return made_facts(self.received, tables, count(self.received, tables))


def only(received: Received, names: frozenset[str]) -> Received:
    """Give what was received of some data sets."""
    before = received.before
    if before is not None:
        before = replace(before, tables={name: one for name, one in before.tables.items() if name in names})
    arrivals = tuple(one for one in received.arrivals if one.dataset in names)
    made = replace(received, arrivals=arrivals, before=before)
    made.stand_beside(one for one in received.kept if one.mapping.dataset in names)
    return made


def _taking(done: Cleaned, question: Question) -> Cleaned:
    """Take the rows of a question; of students each enrollment counts where it stands, also the second of one student."""
    name = question.dataset
    if name not in done.datasets:
        return done
    taken = {**done.taken, name: done.taken_with(name, question.code)}
    if name == STUDENTS:
        cases = [one for one in done.cases if (one.dataset, one.finding.code) == (name, question.code)]
        taken |= _each_by_itself(taken, frozenset(row for one in cases for row in one.rows))
    return replace(done, taken=taken)


def _each_by_itself(taken: Mapping[str, TextTable], rows: frozenset[int]) -> dict[str, TextTable]:
    """Let each of some enrollments be a student by itself, with the needs of whose it is."""
    students = taken[STUDENTS]
    copies: dict[str, list[str]] = {}
    ids = []
    for who, row in zip(students.columns["studentId"], students.rows, strict=True):
        ids.append(f"{who}{_OWN}{row}" if row in rows else who)
        if row in rows:
            copies.setdefault(who, []).append(ids[-1])
    made = {STUDENTS: TextTable(students.source, {**students.columns, "studentId": ids}, students.rows)}
    for name in (LONG, WIDE):
        if name in taken:
            made[name] = _copied(taken[name], copies)
    return made


def _copied(table: TextTable, copies: Mapping[str, list[str]]) -> TextTable:
    """Add the rows of some students once more, under other ids."""
    more = [(at, one) for at, who in enumerate(table.columns["studentId"]) for one in copies.get(who, ())]
    columns = {name: [*cells, *(cells[at] for at, _ in more)] for name, cells in table.columns.items()}
    columns["studentId"] = [*table.columns["studentId"], *(one for _, one in more)]
    return TextTable(table.source, columns, [*table.rows, *(table.rows[at] for at, _ in more)])

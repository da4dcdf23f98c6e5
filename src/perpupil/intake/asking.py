"""From cases to questions: all cases of one kind become one question, with counts, schools, and the ways to decide it.

What could name a student stays behind here: of a row only its school, if the list of schools has it, and texts that `Dataset.shown` allows go
into a question, and a suggested rule only if every text in it does.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from perpupil.facts.grades import GRADES
from perpupil.findings import MEANINGS, Severity
from perpupil.intake.asking_words import ASKING, Asking
from perpupil.intake.cases import Case, suggestions
from perpupil.intake.cells import NO, UNKNOWN, YES, tidy
from perpupil.intake.cleaning import Cleaned
from perpupil.intake.crosswalk import crosswalk
from perpupil.intake.dataset import CHARACTERS_SHOWN, Dataset
from perpupil.intake.queue import LEAVE, MEANING, REPAIR, Question, SchoolCount, ValueCount, Way
from perpupil.intake.reading import counted
from perpupil.intake.repairs import Rule
from perpupil.intake.repairs.rowwise import ACCEPT, SET_ASIDE
from perpupil.intake.repairs.words import column_in_words, listed, words_of_rule
from perpupil.intake.schemas import SCHEMAS, Type
from perpupil.intake.schemas.programs import LEARNER
from perpupil.limits import QUESTION_VALUES
from perpupil.seal import seal

STUDENT_ID = "studentId"
SCHOOLS_NAMED = 3
"""As many schools are named in a sentence; of more, how many they are."""

_PLAIN = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_HASHED = 8

Key = tuple[str, str, str]
"""A dataset, a code, and the column where each column is a question of its own."""


@dataclass(frozen=True, slots=True)
class Schools:
    """The schools of the list: what people call them, and which codes are theirs in any system."""

    names: Mapping[str, str] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Group:
    """The cases of one question, and the rows that they are about, by sitting."""

    cases: list[Case] = field(default_factory=list)
    rows: list[tuple[Dataset, list[int]]] = field(default_factory=list)
    homes: list[Mapping[str, str]] = field(default_factory=list)
    """By sitting: the school of each student, for datasets that do not say it."""

    @property
    def row_count(self) -> int:
        """In how many rows."""
        return sum(len(positions) for _, positions in self.rows)


def questions(cleaned: Sequence[Cleaned], rules: Iterable[Rule] = ()) -> tuple[Question, ...]:
    """Gather what files ask of people: what must be decided first, then what is to be checked, the largest first.

    Args:
        cleaned: The sittings of an import, cleaned with the rules that are decided.
        rules: Those rules; a finding whose rows somebody has left set aside asks nothing any more.

    """
    schools = schools_of(cleaned)
    left = {(rule.dataset, rule.finding, rule.column) for rule in rules if rule.kind == SET_ASIDE and not rule.where}
    found = [_question(key, group, schools) for key, group in _groups(cleaned).items() if key not in left]
    return tuple(sorted(found, key=lambda one: (not one.must_decide, -one.students, -one.rows, one.name)))


def schools_of(cleaned: Sequence[Cleaned]) -> Schools:
    """Give the schools of the list, as it came in or as it is in force."""
    for done in cleaned:
        dataset = done.datasets.get("schools")
        if dataset is not None and dataset.has("schoolId"):
            known = crosswalk(dataset)
            names = dict(zip(dataset.words("schoolId"), dataset.words("name"), strict=True))
            return Schools({code: name or code for code, name in names.items() if code}, frozenset(known.schools))
    return Schools()


def _groups(cleaned: Sequence[Cleaned]) -> dict[Key, _Group]:
    """Put the cases of each question together, and their rows; notes ask nothing."""
    groups: dict[Key, _Group] = defaultdict(_Group)
    for done in cleaned:
        homes = _homes(done)
        rows: dict[Key, dict[int, None]] = defaultdict(dict)
        for one in done.cases:
            if one.finding.severity is Severity.NOTE:
                continue
            asking = ASKING[one.finding.code]
            key = (one.dataset, one.finding.code, one.column if asking.by_column else "")
            groups[key].cases.append(one)
            rows[key].update(dict.fromkeys(one.rows))
        for key, numbers in rows.items():
            dataset = done.datasets[key[0]]
            groups[key].rows.append((dataset, [at for at, row in enumerate(dataset.table.rows) if row in numbers]))
            groups[key].homes.append(homes)
    return groups


def _homes(done: Cleaned) -> Mapping[str, str]:
    """Give the school of each student of a sitting: of several the one that is not left, is not said to be secondary, and was entered last."""
    students = done.datasets.get("students")
    if students is None:
        return {}
    columns = (students.words(name) for name in (STUDENT_ID, "schoolId", "exitDate", "primary", "entryDate"))
    rows = zip(*columns, strict=True)
    ranked = sorted((not left, primary != NO, entered, who, school) for who, school, left, primary, entered in rows)
    return {who: school for *_, who, school in ranked}


def _question(key: Key, group: _Group, schools: Schools) -> Question:
    dataset, code, column = key
    asking, is_error = ASKING[code], MEANINGS[code].severity is Severity.ERROR
    at = _at_schools(group, schools, by_student=asking.is_about_students)
    values = _values(group) if asking.shows_values else ()
    students = len(_students(group)) if asking.is_about_students else 0
    about = next((one.column for one in group.cases if one.column), "")
    places = {
        "students": counted(students, "student"),
        "rows": counted(group.row_count, "row"),
        "times": f"{len(group.cases):,}",
        "at": _at(at),
        "column": column_in_words(dataset, column or about),
        "dataset": SCHEMAS[dataset].title.lower(),
        "values": _range([one.text for one in values]),
    }
    made = Question(
        name=".".join(part for part in (dataset, code, _plain(column)) if part),
        dataset=dataset,
        code=code,
        must_decide=is_error or asking.decides,
        title=asking.title.format_map(places),
        asks=asking.asks.format_map(places),
        what=asking.what.format_map(places),
        why=MEANINGS[code].why,
        fix=asking.fix,
        times=len(group.cases),
        rows=group.row_count,
        students=students,
        amount_cents=0 if students else sum(one.effect.amount_cents for one in group.cases),
        schools=at,
        column=about if about and SCHEMAS[dataset].allows(about) else "",
        values=values,
        ways=(),
    )
    return replace(made, ways=tuple(_ways(made, column, asking, group, schools)))


def _plain(column: str) -> str:
    """Write a column fit for an address; a header with other signs gets a mark, so that no two are one."""
    if _PLAIN.fullmatch(column):
        return column
    return f"{'-'.join(_PLAIN.findall(column))}-{seal(column)[:_HASHED]}" if column else ""


def _students(group: _Group) -> set[str]:
    return {
        who
        for dataset, positions in group.rows
        if dataset.has(STUDENT_ID)
        for who in map(dataset.words(STUDENT_ID).__getitem__, positions)
        if who
    }


def _at_schools(group: _Group, schools: Schools, *, by_student: bool) -> tuple[SchoolCount, ...]:
    """Count students by school, or rows where they are no students; a code that is in no list stays unsaid: it may be anything."""
    here: dict[str, set[object]] = defaultdict(set)
    for (dataset, positions), homes in zip(group.rows, group.homes, strict=True):
        ids = dataset.words(STUDENT_ID) if dataset.has(STUDENT_ID) else None
        codes = _codes(dataset, positions, homes)
        for at, code in zip(positions, codes, strict=True):
            who: object = ids[at] if ids is not None and by_student and ids[at] else (id(dataset), at)
            here[code if code in schools.names else ""].add(who)
    if set(here) <= {""}:
        return ()
    counts = [SchoolCount(code, schools.names.get(code, ""), len(who)) for code, who in here.items()]
    return tuple(sorted(counts, key=lambda one: (not one.school, -one.count, one.school)))


def _codes(dataset: Dataset, positions: Sequence[int], homes: Mapping[str, str]) -> list[str]:
    """Give the school of each row, by its own code or by where its student is."""
    if dataset.has("schoolId"):
        return [dataset.words("schoolId")[at] for at in positions]
    if dataset.has(STUDENT_ID):
        return [homes.get(dataset.words(STUDENT_ID)[at], "") for at in positions]
    return [""] * len(positions)


def _at(schools: Sequence[SchoolCount]) -> str:
    """Say where, as the end of a sentence."""
    known = [one for one in schools if one.school]
    if not known:
        return ""
    if len(known) <= SCHOOLS_NAMED:
        return f" at {listed([one.name for one in known])}"
    return f" at {len(known):,} schools"


def _values(group: _Group) -> tuple[ValueCount, ...]:
    """Count the texts of the column that the cases are about, as far as they may be shown whole."""
    counts: Counter[str] = Counter()
    column = next((one.column for one in group.cases if one.column), "")
    for dataset, positions in group.rows:
        if dataset.has(column):
            texts = dataset.texts(column)
            for text, (at, number) in _first(texts, positions).items():
                shown = dataset.shown(at, column)
                if shown and len(text) <= CHARACTERS_SHOWN:
                    counts[tidy(shown)] += number
    kept = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:QUESTION_VALUES]
    return tuple(ValueCount(text, number) for text, number in kept if text)


def _first(texts: Sequence[str], positions: Sequence[int]) -> dict[str, tuple[int, int]]:
    """Give for each text the first position where it stands, and at how many."""
    found: dict[str, tuple[int, int]] = {}
    for at in positions:
        first, number = found.get(texts[at], (at, 0))
        found[texts[at]] = (first, number + 1)
    return found


def _range(texts: Sequence[str]) -> str:
    """Write texts in order; M1, M2, M3 and M4 as M1–M4."""
    ordered = sorted(texts)
    stems = {text[:-1] for text in ordered}
    digits = [text[-1] for text in ordered if text[-1:].isdecimal()]
    if len(stems) == 1 and len(ordered) > 2 and "".join(digits) in "0123456789" and len(digits) == len(ordered):  # noqa: PLR2004  a run of three or more
        return f"{ordered[0]}–{ordered[-1]}"
    return listed(ordered, "or") if ordered else "as such"


def _ways(question: Question, column: str, asking: Asking, group: _Group, schools: Schools) -> Iterator[Way]:
    """Give the ways to decide: the rules that are suggested, what each value means, or leaving it."""
    repair = merged(suggestions(_with_safe_rules(group, schools)))
    if repair:
        yield Way(REPAIR, " ".join(words_of_rule(rule) for rule in repair), repair)
    choices = _choices(question, asking, group, schools)
    if question.values and choices:
        rule = _reading(question)
        yield Way(MEANING, "Say what each text means.", (rule,), takes_meanings=True, choices=choices)
    is_error = MEANINGS[question.code].severity is Severity.ERROR
    kind = SET_ASIDE if is_error else ACCEPT
    rule = Rule(kind, question.dataset, column, finding=question.code)
    yield Way(LEAVE, asking.leave, (rule,), needs_reason=True)


def _reading(question: Question) -> Rule:
    """Give the rule to which a person adds what each value means."""
    if SCHEMAS[question.dataset].column(question.column).type is Type.SCHOOL:
        return Rule("one_school", question.dataset, question.column)
    is_long = question.code == "exited-learner" and question.dataset == "programs"
    where = (("program", (LEARNER,)),) if is_long else ()
    return Rule("map_values", question.dataset, question.column, where=where)


def _with_safe_rules(group: _Group, schools: Schools) -> Iterator[Case]:
    """Give the cases whose rule holds no text that could name somebody."""
    datasets = [dataset for dataset, _ in group.rows]
    known: dict[tuple[str, str], bool] = {}
    for one in group.cases:
        if one.repair is not None and all(
            _may_be_told(column, text, datasets, schools, known) for column, text in _texts(one.repair)
        ):
            yield one


def _texts(rule: Rule) -> Iterator[tuple[str, str]]:
    """Give the texts of a rule that come from a file, each with its column."""
    if rule.kind != "date_order":
        yield from ((rule.column, text) for text, _ in rule.values)
    yield from ((column, text) for column, texts in rule.where for text in texts)


def _may_be_told(
    column: str, text: str, datasets: Sequence[Dataset], schools: Schools, known: dict[tuple[str, str], bool]
) -> bool:
    """Whether a text of a rule is a school's code, or stands in a column where it may be shown."""
    if text in schools.codes or text in schools.names or not any(one.schema.is_about_people for one in datasets):
        return True
    key = (column, text)
    if key not in known:
        known[key] = any(
            tidy(dataset.shown(at, column)) == text or (dataset.shown(at, column) and dataset.words(column)[at] == text)
            for dataset in datasets
            if dataset.has(column)
            for at in _where_stands(dataset, column, text)
        )
    return known[key]


def _where_stands(dataset: Dataset, column: str, text: str) -> list[int]:
    """Give a row in which a text stands, as the file writes it or as it is read; none where it does not."""
    words, texts = dataset.words(column), dataset.texts(column)
    return next(([at] for at in range(len(texts)) if words[at] == text or tidy(texts[at]) == text), [])


def merged(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Put rules together that differ only in the texts that one column of their rows may have.

    >>> rules = [Rule("drop_rows", "programs", where=(("level", (level,)),)) for level in ("M2", "M1")]
    >>> merged(rules)[0].where
    (('level', ('M1', 'M2')),)
    """
    found: list[Rule] = []
    for rule in rules:
        for at, other in enumerate(found):
            together = _together(other, rule)
            if together is not None:
                found[at] = together
                break
        else:
            found.append(rule)
    return tuple(found)


def _together(one: Rule, other: Rule) -> Rule | None:
    """Give one rule for two; None where they differ in more than one column's texts."""
    columns = [column for column, _ in one.where]
    if replace(one, where=()) != replace(other, where=()) or columns != [column for column, _ in other.where]:
        return None
    differing = [at for at in range(len(columns)) if one.where[at] != other.where[at]]
    if len(differing) != 1:
        return None
    (at,) = differing
    texts = tuple(sorted({*one.where[at][1], *other.where[at][1]}))
    return replace(one, where=(*one.where[:at], (columns[at], texts), *one.where[at + 1 :]))


def _choices(question: Question, asking: Asking, group: _Group, schools: Schools) -> tuple[str, ...]:
    """Give what a value may mean; nothing where only the file can say it."""
    schema = SCHEMAS[question.dataset]
    if not (asking.shows_values and schema.has(question.column)):
        return ()
    column = schema.column(question.column)
    if question.code in {"unknown-school", "code-of-two-schools"}:
        return tuple(sorted(schools.names)) if column.type is Type.SCHOOL else ()
    if question.code == "exited-learner":
        return _usual(group, question)
    if question.code != "bad-cell":
        return ()
    if column.type is Type.GRADE:
        return GRADES
    if column.type is Type.FLAG:
        return (YES, NO, UNKNOWN)
    return column.allowed


def _usual(group: _Group, question: Question) -> tuple[str, ...]:
    """Give the levels that other rows of the column have."""
    values = {one.text for one in question.values}
    found: set[str] = set()
    for dataset, _ in group.rows:
        texts, programs = dataset.texts(question.column), dataset.words("program") if dataset.has("program") else None
        positions = [at for at in range(len(texts)) if programs is None or programs[at] == LEARNER]
        for text, (at, _number) in _first(texts, positions).items():
            shown = tidy(dataset.shown(at, question.column))
            if text and shown and len(text) <= CHARACTERS_SHOWN and shown not in values:
                found.add(shown)
    return tuple(sorted(found))

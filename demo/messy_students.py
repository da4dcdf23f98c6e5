"""The student files as the student system really exports them, each fault planted and noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from demo.counts import Row
from demo.district import ANNEX, CAREER_CENTER, COUNT_DATE, FIRST_DAY, SUCCESSOR_OF_ANNEX, formula_schools, schools
from demo.faults import COUNTS, Place
from demo.names import first_name, last_name
from demo.students import Program, Roster, Spell, birth_date

STUDENTS, PROGRAMS = "files/students_october.csv", "files/student_programs.txt"
_SCHOOLS_WITH = {"no-show": 44, "age-grade": 14, "iep-without-tier": 19}
_EXITED = {"401": 96, "226": 71}
"""Students coded M1 to M4 at Bayard Middle and Linden."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one row: its kind, the column, and what stands there in the clean file."""

    kind: str
    column: int
    restores: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An enrollment with its faults."""

    spell: Spell
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Messy:
    """The messy files of one part of the district, and where each fault stands."""

    files: dict[str, bytes]
    places: tuple[Place, ...]


def messy_students(clean: Roster, seed: int, table: Callable[[Iterable[Row]], bytes]) -> Messy:
    """Plant the faults of the two student files, and write the answers that departments hand back."""
    random = Random(seed + 4)
    listed = _listed(random, clean)
    rows, places = _student_rows(listed)
    counted = {spell.student: spell for spell in clean.counted()}
    program_rows, program_places, answers = _programs(random, clean, counted)
    births = [
        (one.spell.student, fault.restores) for one in listed for fault in one.faults if fault.kind == "age-grade"
    ]
    files = {
        STUDENTS: b"\xef\xbb\xbf" + table(rows),
        PROGRAMS: table(program_rows).replace(b",", b"|"),
        "answers/birth_dates.csv": table([("student_id", "birth_date"), *births]),
        "answers/meal_status.csv": table([_PROGRAM_HEADER, *answers["meal_status"]]),
        "answers/iep_tiers.csv": table([_PROGRAM_HEADER, *answers["iep"]]),
    }
    return Messy(files, (*places, *program_places))


def _listed(random: Random, clean: Roster) -> list[Listed]:
    """Give every enrollment as the export has it, in the order of student ids."""
    listed = [_as_exported(spell) for spell in _with_open_moves(clean.spells)]
    here = [position for position, one in enumerate(listed) if _stays(one)]
    for position in _some(random, here, listed, "age-grade"):
        spell = listed[position].spell
        years = -10 if spell.grade in {"PK", "K", "1", "2", "3", "4", "5"} else 8
        wrong = replace(spell, birth=spell.birth.replace(year=spell.birth.year + years, day=min(spell.birth.day, 28)))
        listed[position] = Listed(wrong, (Fault("age-grade", 5, spell.birth.isoformat()),))
    listed += _at_annex(random, [listed[position] for position in here])
    listed += _no_shows(random, {spell.student for spell in clean.spells})
    return sorted(listed, key=lambda one: (one.spell.student, one.spell.entry, not one.spell.primary, one.spell.school))


def _with_open_moves(spells: Sequence[Spell]) -> list[tuple[Spell, bool]]:
    """Say of each enrollment whether it is the first of two of September, whose end the export has lost."""
    following = {(one.student, one.entry) for one in spells if one.entry <= COUNT_DATE}
    return [
        (one, one.exit is not None and one.exit <= COUNT_DATE and (one.student, one.exit) in following)
        for one in spells
    ]


def _as_exported(found: tuple[Spell, bool]) -> Listed:
    spell, is_open = found
    if is_open and spell.exit:
        return Listed(replace(spell, exit=None), (Fault("double-enrollment", 8, spell.exit.isoformat()),))
    if not spell.primary:
        return Listed(replace(spell, primary=True), (Fault("shared-with-career-center", 9, "N"),))
    return Listed(spell)


def _stays(one: Listed) -> bool:
    """Whether a row is free of faults, there from the first day and in no special case."""
    spell = one.spell
    return not one.faults and spell.entry == FIRST_DAY and spell.exit is None and spell.school != CAREER_CENTER


def _some(random: Random, positions: Sequence[int], listed: Sequence[Listed], kind: str) -> list[int]:
    """Choose rows at as many schools as the kind has, in turn."""
    number = COUNTS[kind]
    by_school = defaultdict[str, list[int]](list)
    for position in positions:
        by_school[listed[position].spell.school].append(position)
    places = random.sample(sorted(by_school), _SCHOOLS_WITH[kind])
    drawn = {place: random.sample(by_school[place], -(-number // len(places))) for place in places}
    return [drawn[places[turn % len(places)]][turn // len(places)] for turn in range(number)]


def _at_annex(random: Random, free: Sequence[Listed]) -> list[Listed]:
    """List some students of Mill Pond at its closed annex too."""
    older = [one.spell for one in free if one.spell.school == SUCCESSOR_OF_ANNEX and one.spell.grade in {"3", "4", "5"}]
    day = date(2023, 9, 5)
    return [
        Listed(replace(spell, school=ANNEX, entry=day, attended=day), (Fault("closed-school", 1, "-"),))
        for spell in random.sample(older, COUNTS["closed-school"])
    ]


def _no_shows(random: Random, taken: set[str]) -> list[Listed]:
    """List students who were expected and never came."""
    places = random.sample(formula_schools(), _SCHOOLS_WITH["no-show"])
    numbers = [
        number for number in random.sample(range(900_000, 1_000_000), COUNTS["no-show"]) if str(number) not in taken
    ]
    found = []
    for turn, number in enumerate(numbers):
        school = places[turn % len(places)]
        grade = random.choice([one for one in school.grades if one != "PK"])
        who = (first_name(random), last_name(random))
        spell = Spell(str(number), school.code, grade, birth_date(random, grade), *who, FIRST_DAY, None, None)
        found.append(Listed(spell, (Fault("no-show", 7, "-"),)))
    return found


_STUDENT_HEADER = (
    *("Student ID", "School Code", "Grade Level", "First Name", "Last Name", "DOB"),
    *("Enter Date", "First Day Present", "Exit Date", "Primary Enrollment"),
)


def _student_rows(listed: Sequence[Listed]) -> tuple[list[Row], list[Place]]:
    """Write the rows with dates as month/day/year and a TOTAL below; note where the faults are."""
    rows: list[Row] = [_STUDENT_HEADER]
    places = []
    for number, one in enumerate(listed, 2):
        row = _student_row(one.spell)
        rows.append(row)
        for fault in one.faults:
            where = f"row {number}, {_STUDENT_HEADER[fault.column]}"
            places.append(Place(fault.kind, STUDENTS, where, str(row[fault.column]), fault.restores))
    rows.append(("TOTAL", "", f"{len(listed):,}", *[""] * 7))
    places.append(Place("total-row", STUDENTS, f"row {len(rows)}", "TOTAL", "-"))
    return rows, places


def _student_row(spell: Spell) -> tuple[str, ...]:
    return (
        *(spell.student, spell.school, spell.grade, spell.first, spell.last, us_date(spell.birth)),
        *(us_date(spell.entry), us_date(spell.attended), us_date(spell.exit), "Y" if spell.primary else "N"),
    )


def us_date(day: date | None) -> str:
    """Write a day as 9/2/2026, or nothing."""
    return f"{day.month}/{day.day}/{day.year}" if day else ""


_PROGRAM_HEADER = ("student_id", "program", "level", "start_date", "end_date")


def _programs(
    random: Random, clean: Roster, counted: dict[str, Spell]
) -> tuple[list[Row], list[Place], dict[str, list[Row]]]:
    """Blank the meal status of CEP schools and some tiers, and add students who left English learner programs."""
    cep = {school.code for school in schools() if school.cep}
    every = sorted(
        [*clean.programs, *_exited(random, clean, counted)], key=lambda one: (one.student, one.program, one.start)
    )
    no_tier = _without_tier(random, every, counted)
    rows: list[Row] = [_PROGRAM_HEADER]
    places: list[Place] = []
    answers: dict[str, list[Row]] = {"meal_status": [], "iep": []}
    blank = dict.fromkeys(sorted(cep), 0)
    for number, one in enumerate(every, 2):
        row = (one.student, one.program, one.level, one.start, one.end or "")
        school = counted[one.student].school if one.student in counted else ""
        if one.program == "meal_status" and school in cep:
            blank[school] += 1
            answers["meal_status"].append(row)
            row = (*row[:2], "", *row[3:])
        elif one in no_tier:
            places.append(Place("iep-without-tier", PROGRAMS, f"row {number}, level", "", one.level))
            answers["iep"].append(row)
            row = (*row[:2], "", *row[3:])
        elif one.level.startswith("M"):
            places.append(Place("exited-learner", PROGRAMS, f"row {number}, level", one.level, "-"))
        rows.append(row)
    for school, students in blank.items():
        where = f"level of meal_status of school {school}"
        places.append(Place("blank-meal-status", PROGRAMS, where, f"{students} blank", "answers/meal_status.csv"))
    return rows, places, answers


def _exited(random: Random, clean: Roster, counted: dict[str, Spell]) -> list[Program]:
    """Code some former English learners of two schools as monitored."""
    learners = {one.student for one in clean.programs if one.program == "english_learner"}
    found = []
    for school, number in _EXITED.items():
        free = sorted(
            one.student
            for one in counted.values()
            if one.school == school and one.grade != "PK" and one.student not in learners
        )
        for turn, student in enumerate(random.sample(free, number)):
            start = date(2026, 7, 1) - timedelta(days=365 * (turn % 4))
            found.append(Program(student, "english_learner", f"M{turn % 4 + 1}", start))
    return found


def _without_tier(random: Random, every: Sequence[Program], counted: dict[str, Spell]) -> set[Program]:
    """Choose students with an IEP at as many schools as it has."""
    by_school = defaultdict[str, list[Program]](list)
    for one in every:
        if one.program == "iep" and one.student in counted:
            by_school[counted[one.student].school].append(one)
    places = random.sample(sorted(by_school), _SCHOOLS_WITH["iep-without-tier"])
    drawn = {place: random.sample(by_school[place], 3) for place in places}
    return {drawn[places[turn % len(places)]][turn // len(places)] for turn in range(COUNTS["iep-without-tier"])}

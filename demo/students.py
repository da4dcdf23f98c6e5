"""The roster: every student of October 2026 with what each needs, and those who came and left. The seed draws people, never totals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from demo.district import CAREER_CENTER, COUNT_DATE, FIRST_DAY, School, school_of, schools, shared_out
from demo.names import first_name, last_name

LEFT_BEFORE = 150
"""Students who were there in September and left the district before the count."""

MOVED_BEFORE = 212
"""Students who changed schools in September; their first enrollment was closed."""

MOVED_AFTER, LEFT_AFTER, CAME_AFTER = 160, 420, 380
SHARED = 37
"""High school students who spend part of the day at the career center."""

_MEAL_FREE, _MEAL_REDUCED, _MEAL_PAID = "F", "R", "P"


@dataclass(frozen=True, slots=True)
class Spell:
    """One enrollment of one student at one school."""

    student: str
    school: str
    grade: str
    birth: date
    first: str
    last: str
    entry: date
    attended: date | None
    """The first day that the student was seen."""
    exit: date | None
    primary: bool = True

    def is_on(self, day: date) -> bool:
        """Whether the student was enrolled on a day; the exit date is the first day away."""
        return self.entry <= day and (self.exit is None or day < self.exit)


@dataclass(frozen=True, slots=True)
class Program:
    """One program of one student, with its level if it has one."""

    student: str
    program: str
    level: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Enrollments and programs, each in the order of student ids."""

    spells: tuple[Spell, ...]
    programs: tuple[Program, ...]

    def counted(self) -> tuple[Spell, ...]:
        """Give the one enrollment of each student that counts on the count date."""
        return tuple(spell for spell in self.spells if spell.primary and spell.is_on(COUNT_DATE))


def roster(seed: int) -> Roster:
    """Draw the roster."""
    random = Random(seed)
    ids = iter(random.sample(range(200_000, 900_000), 42_000))
    spells: list[Spell] = []
    programs: list[Program] = []
    for school in schools():
        here = [
            _enrolled(random, next(ids), school.code, grade)
            for grade, count in school.by_grade().items()
            for _ in range(count)
        ]
        spells += here
        programs += _programs(random, school, here)
    moves = Random(seed + 1)
    spells, earlier = _moves(moves, spells)
    gone = [_left_before(moves, next(ids)) for _ in range(LEFT_BEFORE)]
    came = [_came_after(moves, next(ids)) for _ in range(CAME_AFTER)]
    strangers = [*gone, *came]
    programs += [Program(spell.student, "meal_status", _MEAL_PAID, spell.entry) for spell in strangers]
    every = [*spells, *earlier, *_shared(moves, spells), *strangers]
    return Roster(
        tuple(sorted(every, key=lambda one: (one.student, one.entry, not one.primary))),
        tuple(sorted(programs, key=lambda one: (one.student, one.program, one.start))),
    )


def birth_date(random: Random, grade: str) -> date:
    """Draw a birth date: five years old at the first of September of kindergarten, one in 25 a year older."""
    age = {"PK": 4, "K": 5}.get(grade) or 5 + int(grade)
    age += random.random() < 0.04
    return date(2026 - age, 9, 1) - timedelta(days=random.randrange(365))


def _enrolled(random: Random, number: int, school: str, grade: str) -> Spell:
    late = random.random() < 0.03
    entry = FIRST_DAY + timedelta(days=random.randrange(1, 28) if late else 0)
    seen = entry + timedelta(days=random.randrange(3) if random.random() < 0.05 else 0)
    return Spell(
        str(number),
        school,
        grade,
        birth_date(random, grade),
        first_name(random),
        last_name(random),
        entry,
        min(seen, COUNT_DATE - timedelta(days=1)),
        None,
    )


def _programs(random: Random, school: School, here: list[Spell]) -> list[Program]:
    """Draw who has which need: as many as the school has, in pre-kindergarten and from kindergarten on."""
    pre_k = [spell.student for spell in here if spell.grade == "PK"]
    k_12 = [spell.student for spell in here if spell.grade != "PK"]
    poor = [*random.sample(k_12, school.low_income), *random.sample(pre_k, school.low_income_pre_k)]
    unsettled_k_12 = random.sample(poor[: school.low_income], school.homeless + school.foster)
    unsettled_pre_k = random.sample(poor[school.low_income :], school.homeless_pre_k + school.foster_pre_k)
    homeless = unsettled_k_12[: school.homeless] + unsettled_pre_k[: school.homeless_pre_k]
    foster = unsettled_k_12[school.homeless :] + unsettled_pre_k[school.homeless_pre_k :]
    sure = {*homeless, *foster}
    direct = {*sure, *random.sample([one for one in poor if one not in sure], school.direct - len(sure))}
    learners = random.sample(k_12, school.english_learners)
    iep = random.sample([*k_12, *pre_k], sum(school.iep))
    tiers = [str(tier) for tier, count in enumerate(school.iep, 1) for _ in range(count)]
    levels = [level for level, count in zip("12345", _levels(school), strict=True) for _ in range(count)]
    since = date(2026, 7, 1)
    return [
        *_meals(random, here, set(poor), direct, since),
        *(Program(one, "direct_certified", "", since) for one in direct),
        *(Program(one, "english_learner", level, _past(random)) for one, level in zip(learners, levels, strict=True)),
        *(Program(one, "iep", tier, _past(random)) for one, tier in zip(iep, tiers, strict=True)),
        *(Program(one, "homeless", "", since) for one in homeless),
        *(Program(one, "foster", "", since) for one in foster),
    ]


def _meals(random: Random, here: list[Spell], poor: set[str], direct: set[str], since: date) -> list[Program]:
    """Give every student a meal status: free or reduced is low income, paid is not."""
    forms = sorted(poor - direct)
    reduced = set(random.sample(forms, len(forms) // 4))
    codes = {one: _MEAL_REDUCED if one in reduced else _MEAL_FREE for one in poor}
    return [Program(one.student, "meal_status", codes.get(one.student, _MEAL_PAID), since) for one in here]


def _levels(school: School) -> list[int]:
    return [*shared_out(school.el_1_2, [9, 11]), *shared_out(school.el_3_5, [42, 34, 24])]


def _past(random: Random) -> date:
    return date(2026, 8, 1) - timedelta(days=random.randrange(1_100))


def _moves(random: Random, spells: list[Spell]) -> tuple[list[Spell], list[Spell]]:
    """Let some students have come from another school in September, and others move on after the count."""
    places = _places_of_moves()
    chosen = _spread(random, spells, places, MOVED_BEFORE)
    earlier, after = [], dict[str, Spell]()
    for position in chosen:
        spell = spells[position]
        day = FIRST_DAY + timedelta(days=random.randrange(5, 27))
        origin = random.choice([one for one in places if one != spell.school and spell.grade in school_of(one).grades])
        earlier.append(replace(spell, school=origin, entry=FIRST_DAY, attended=FIRST_DAY, exit=day))
        after[spell.student] = replace(spell, entry=day, attended=day)
    rest = [position for position in range(len(spells)) if spells[position].student not in after]
    for number, position in enumerate(random.sample(rest, LEFT_AFTER + MOVED_AFTER)):
        spell = spells[position]
        day = COUNT_DATE + timedelta(days=random.randrange(4, 106))
        after[spell.student] = replace(spell, exit=day)
        if number < MOVED_AFTER:
            goals = [one.code for one in schools() if spell.grade in one.grades and one.code != spell.school]
            earlier.append(replace(spell, school=random.choice(goals), entry=day, attended=day, exit=None))
    return [after.get(spell.student, spell) for spell in spells], earlier


def _places_of_moves() -> list[str]:
    """Give the schools between which students moved in September: some of every level."""
    of = {level: [one.code for one in schools() if one.level == level] for level in ("elementary", "middle", "high")}
    return [*of["elementary"][:18], *of["middle"][:7], *of["high"][:6]]


def _spread(random: Random, spells: list[Spell], places: list[str], number: int) -> list[int]:
    """Choose students so that each of the schools has some, in turn."""
    here: dict[str, list[int]] = {place: [] for place in places}
    for position, spell in enumerate(spells):
        if spell.school in here and spell.grade != "PK" and spell.entry == FIRST_DAY:
            here[spell.school].append(position)
    for positions in here.values():
        random.shuffle(positions)
    return [here[places[turn % len(places)]][turn // len(places)] for turn in range(number)]


def _shared(random: Random, spells: list[Spell]) -> list[Spell]:
    """Enroll some eleventh and twelfth graders of the seven high schools at the career center too."""
    high = [one.code for one in schools() if one.level == "high"]
    older = {code: [one for one in spells if one.school == code and one.grade in {"11", "12"}] for code in high}
    staying = {
        code: [one for one in group if one.exit is None and one.entry == FIRST_DAY] for code, group in older.items()
    }
    chosen = [
        one
        for code, count in zip(high, shared_out(SHARED, [1] * len(high)), strict=True)
        for one in random.sample(staying[code], count)
    ]
    return [replace(one, school=CAREER_CENTER, primary=False) for one in chosen]


def _left_before(random: Random, number: int) -> Spell:
    spell = _stranger(random, number)
    day = FIRST_DAY + timedelta(days=random.randrange(4, 27))
    return replace(spell, entry=FIRST_DAY, attended=FIRST_DAY, exit=day)


def _came_after(random: Random, number: int) -> Spell:
    spell = _stranger(random, number)
    day = COUNT_DATE + timedelta(days=random.randrange(4, 106))
    return replace(spell, entry=day, attended=day)


def _stranger(random: Random, number: int) -> Spell:
    school = random.choice([one for one in schools() if one.is_formula])
    return _enrolled(random, number, school.code, random.choice([one for one in school.grades if one != "PK"]))

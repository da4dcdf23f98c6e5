"""A slow count that shares nothing with the real one: day by day, student by student, in dictionaries and fractions."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from perpupil.intake.counting.rules import CountRule, TwoSchools

Key = tuple[str, str, frozenset[tuple[str, str]]]
Rows = dict[Key, tuple[Fraction, Fraction, Fraction]]


@dataclass(frozen=True)
class Spell:
    student: str | None
    school: str | None
    grade: str | None
    entry_date: str | None
    exit_date: str | None
    primary_school: str | None
    share: str | None

    def read(self) -> tuple[date, date] | None:
        entry = read_day(self.entry_date)
        leave = date.max if not self.exit_date else read_day(self.exit_date)
        if not self.student or not self.school or entry is None or leave is None or leave <= entry:
            return None
        return entry, leave

    def part(self) -> Fraction | None:
        try:
            part = Fraction(Decimal(self.share or "").quantize(Decimal("0.0001")))
        except InvalidOperation:
            return None
        return part if 0 <= part <= 1 else None

    def strength(self) -> tuple[int, int, Fraction, date]:
        part, entry = self.part(), read_day(self.entry_date)
        assert entry is not None
        return (
            int((self.primary_school or "").lower() in {"true", "t", "yes", "y", "1"}),
            part is not None,
            part or Fraction(0),
            entry,
        )


@dataclass(frozen=True)
class Program:
    student: str | None
    as_of_date: str | None
    values: dict[str, str | None]


def read_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "") if len(text or "") == 10 else None
    except ValueError:
        return None


def count(rule: CountRule, spells: list[Spell], programs: list[Program]) -> Rows:
    """Count students, full-time share and days at each school, grade and set of needs."""
    assert rule.count_date is not None
    found: dict[Key, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 3)
    days = rule.membership.days if rule.membership else ()
    for student in {spell.student for spell in spells if spell.read()}:
        assert student is not None
        mine = [spell for spell in spells if spell.student == student and spell.read()]
        needs = needs_of(rule, [one for one in programs if one.student == student])
        for school, grade, students, fte in on_count_day(rule, at_schools(rule, mine, rule.count_date)):
            found[school, grade, needs] = [
                a + b for a, b in zip(found[school, grade, needs], (students, fte, Fraction(0)), strict=True)
            ]
        for day in days:
            for school, grade, part in on_school_day(rule, at_schools(rule, mine, day)):
                found[school, grade, needs][2] += part
    return {key: (one, two, three) for key, (one, two, three) in found.items() if one or two or three}


def at_schools(rule: CountRule, spells: list[Spell], day: date) -> list[tuple[str, str, Fraction | None]]:
    """Give the schools at which a student is on a day, the one that counts first, with the grade and share there."""
    best: dict[str, tuple[tuple[int, int, Fraction, date], str, Fraction | None]] = {}
    for spell in spells:
        span = spell.read()
        assert span is not None
        assert spell.school is not None
        if span[0] <= day < span[1]:
            here = (spell.strength(), rule.grades.get(spell.grade or "", ""), spell.part())
            best[spell.school] = max(best.get(spell.school, here), here, key=lambda one: one[:2])
    order = sorted(sorted(best), key=lambda school: best[school][0], reverse=True)
    return [(school, best[school][1], best[school][2]) for school in order]


def on_count_day(
    rule: CountRule, schools: list[tuple[str, str, Fraction | None]]
) -> list[tuple[str, str, Fraction, Fraction]]:
    if not schools:
        return []
    parts = [part for _, _, part in schools if part is not None]
    if len(parts) < len(schools):
        shares, whole = [Fraction(1, len(schools))] * len(schools), Fraction(1)
    else:
        whole = min(Fraction(1), sum(parts, Fraction(0)))
        shares = [part / max(sum(parts, Fraction(0)), Fraction(1)) for part in parts]
    if rule.two_schools is TwoSchools.PRIMARY:
        school, grade, _ = schools[0]
        return [(school, grade, Fraction(1), whole)]
    return [
        (school, grade, Fraction(int(place == 0)), share)
        for place, ((school, grade, _), share) in enumerate(zip(schools, shares, strict=True))
    ]


def on_school_day(rule: CountRule, schools: list[tuple[str, str, Fraction | None]]) -> list[tuple[str, str, Fraction]]:
    if rule.two_schools is TwoSchools.PRIMARY:
        return [(school, grade, Fraction(1)) for school, grade, _ in schools[:1]]
    parts = [part for _, _, part in schools if part is not None]
    if len(parts) < len(schools) or not sum(parts):
        return [(school, grade, Fraction(1, len(schools))) for school, grade, _ in schools]
    return [
        (school, grade, part / sum(parts, Fraction(0))) for (school, grade, _), part in zip(schools, parts, strict=True)
    ]


def needs_of(rule: CountRule, programs: list[Program]) -> frozenset[tuple[str, str]]:
    """Give a student's needs from the rows of the latest day up to the count, else of the first after it."""
    assert rule.count_date is not None
    dated = [(read_day(one.as_of_date) or rule.count_date, one) for one in programs]
    past = [day for day, _ in dated if day <= rule.count_date]
    day = max(past) if past else min((day for day, _ in dated), default=None)
    rows = [one for on, one in dated if on == day]
    needs = set()
    for need in rule.needs:
        known: set[str] = set()
        said_no = rule.absent_means_no and not rows
        for row in rows:
            value = row.values[need.column] or ""
            if value not in need.values:
                continue
            level = need.values[value]
            if level is None:
                said_no = True
            elif level == "" and need.level_column:
                known.add(need.levels.get(row.values[need.level_column] or "", ""))
            else:
                known.add(level)
        if known:
            needs.add((need.name, max(known)))
        elif not said_no and need.marks_unknown:
            needs.add((need.unknown, ""))
    return frozenset(needs)

"""Students who are enrolled at two schools at once, where the file does not say which of them counts."""

import re
from collections.abc import Iterator

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.closed_schools import closed_codes
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.repairs import Rule
from perpupil.intake.spells import overlapping, shared_groups

_PART_DAY = re.compile(r"\b(?:career|vocational|technical) (?:\w+ )?cent(?:er|re)\b", re.IGNORECASE).search


def find(material: Material) -> Iterator[Case]:
    """Find each student once; apart those who spend part of the day at a school that shares its students."""
    students = material.get("students", "studentId", "schoolId", "entryDate")
    if students is None:
        return
    shared = _shared(material)
    part_day = set(shared_groups(students, shared)) if shared else set()
    closed = closed_codes(material)
    schools = students.words("schoolId")
    for group in overlapping(students):
        if any(schools[at] in closed for at in group):
            continue  # the closed school is what is wrong
        yield _part_day(students, group, shared) if group in part_day else _double(students, group)


def _double(students: Dataset, group: tuple[int, ...]) -> Case:
    schools, entered = students.words("schoolId"), students.words("entryDate")
    named = " and ".join(dict.fromkeys(schools[at] for at in group))
    primary = [at for at in group if students.values("primary")[at] is True]
    if len(primary) == 1:
        rule, fix = Rule("keep_primary", "students"), "Count the student where the enrollment is primary."
    elif len({entered[at] for at in group}) == len(group):
        rule, fix = Rule("close_earlier", "students"), f"End the spell at {schools[group[0]]} when the next begins."
    else:
        rule, fix = None, "Ask the schools where the student is."
    said = Said("double-enrollment", f"A student is enrolled at {named} at the same time.", fix)
    return case(students, group, said, column="schoolId", repair=rule, effect=Effect(students=1))


def _part_day(students: Dataset, group: tuple[int, ...], shared: frozenset[str]) -> Case:
    schools = students.words("schoolId")
    center = next(schools[at] for at in group if schools[at] in shared)
    home = next(schools[at] for at in group if schools[at] not in shared)
    is_one = sum(schools[at] not in shared for at in group) == 1  # of two homes nobody knows which
    fix = f"Count the student at {home}." if is_one else "Ask the schools where the student is."
    said = Said("shared-student", f"A student of {home} is at {center} for part of the day.", fix)
    centers = sorted({schools[at] for at in group if schools[at] in shared})
    rule = Rule("home_is_primary", "students", values=tuple((one, "shared") for one in centers)) if is_one else None
    return case(students, group, said, column="schoolId", repair=rule, effect=Effect(students=1))


def _shared(material: Material) -> frozenset[str]:
    """Give the schools whose students belong to other schools too: those that say so, or whose kind or name does."""
    schools = material.get("schools", "schoolId")
    if schools is None:
        return frozenset()
    flags, levels, names = schools.values("sharesStudents"), schools.values("level"), schools.words("name")
    return frozenset(
        school
        for at, school in enumerate(schools.words("schoolId"))
        if flags[at] is True or (flags[at] is None and (levels[at] == "career" or _PART_DAY(names[at])))
    )


CHECK = Check(
    "double_enrollments",
    "A student is enrolled at two schools at once.",
    ("double-enrollment", "shared-student"),
    find,
)

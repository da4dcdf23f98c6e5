"""Schools that serve free meals to all, where nobody is asked for the income: a blank is unknown there, never no."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.cells import UNKNOWN
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import MOSTLY, Dataset, Material
from perpupil.intake.repairs import Rule
from perpupil.intake.schemas.programs import MEALS

COLUMN = "economicallyDisadvantaged"


def find(material: Material) -> Iterator[Case]:
    """Find each school whose students mostly have a blank."""
    wide = material.get("student_programs", "schoolId", COLUMN)
    if wide is not None:
        rows = _by_school(dict(enumerate(wide.words("schoolId"))))
        yield from _schools(material, wide, COLUMN, rows)
    long, students = material.get("programs", "program", "level"), material.get("students", "studentId", "schoolId")
    if long is not None and students is not None:
        schools = dict(zip(students.values("studentId"), students.words("schoolId"), strict=True))
        here = [at for at, program in enumerate(long.words("program")) if program == MEALS]
        ids = long.values("studentId")
        yield from _schools(material, long, "level", _by_school({at: schools.get(ids[at], "") for at in here}))


def _by_school(schools: Mapping[int, str]) -> Mapping[str, list[int]]:
    """Put rows together by school."""
    rows: dict[str, list[int]] = defaultdict(list)
    for at, school in schools.items():
        rows[school].append(at)
    return rows


def _schools(material: Material, programs: Dataset, column: str, rows: Mapping[str, list[int]]) -> Iterator[Case]:
    """Say it once a school."""
    words, free_for_all = programs.words(column), _free_for_all(material)
    where = (("program", (MEALS,)),) if programs.name == "programs" else ()
    for school, here in sorted(rows.items()):
        blank = [at for at in here if not words[at]]
        if blank and school and (school in free_for_all or MOSTLY * len(blank) > len(here)):
            what = f"{len(blank):,} of {len(here):,} students of {school} have no meal status."
            fix = f"Read a blank as {UNKNOWN}, and count need by direct certification or a survey."
            rule = Rule("blank_is_unknown", programs.name, column, where=where)
            said = Said("meal-status-blank", what, fix)
            yield case(programs, blank, said, column=column, repair=rule, effect=Effect(students=len(blank)))


def _free_for_all(material: Material) -> set[str]:
    schools = material.get("schools", "schoolId", "cep")
    if schools is None:
        return set()
    return {
        school
        for school, is_cep in zip(schools.words("schoolId"), schools.values("cep"), strict=True)
        if is_cep is True
    }


CHECK = Check(
    "meal_status", "A school serves free meals to all, and its meal status is blank.", ("meal-status-blank",), find
)

"""Students who are enrolled and never came."""

from collections.abc import Iterator

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Material
from perpupil.intake.repairs import Rule
from perpupil.intake.shape import headings, totals
from perpupil.intake.spells import no_shows


def find(material: Material) -> Iterator[Case]:
    """Find each spell of a student who never came."""
    students = material.get("students", "studentId", "entryDate")
    if students is None:
        return
    others = {*totals(students), *headings(students)}
    for at in no_shows(students):
        if at in others:
            continue
        said = Said("no-show", "The student is enrolled, and was never there.", "Do not count the spell.")
        yield case(students, [at], said, repair=Rule("drop_no_shows", "students"), effect=Effect(students=1))


CHECK = Check("no_shows", "A student is enrolled and never came.", ("no-show",), find)

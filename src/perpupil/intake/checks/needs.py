"""Needs that contradict themselves: special education without a tier, English learners who have left the program."""

import re
from collections.abc import Iterator

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.repairs import Rule
from perpupil.intake.schemas.programs import IEP, LEARNER

_EXITED = re.compile(r"M[1-4]|RFEP|exited|monitored|former", re.IGNORECASE).fullmatch
_TIER = Said(
    "missing-tier", "The student has a program of special education, and no tier.", "Ask for the tier of the program."
)


def find(material: Material) -> Iterator[Case]:
    """Find each such student, in the wide file or in the long one."""
    wide = material.get("student_programs", "studentId")
    if wide is not None:
        yield from _without_tier(wide)
        yield from _exited(wide)
    long = material.get("programs", "program", "level")
    if long is not None:
        yield from _in_long_form(long)


def _without_tier(programs: Dataset) -> Iterator[Case]:
    if programs.has("iep", "tier"):
        tiers = programs.texts("tier")
        for at, iep in enumerate(programs.values("iep")):
            if iep is True and not tiers[at]:
                yield case(programs, [at], _TIER, column="tier", effect=Effect(students=1))


def _exited(programs: Dataset) -> Iterator[Case]:
    learners, words = programs.values("englishLearner"), programs.words("englishLearner")
    unreadable = programs.read("englishLearner").unreadable
    for at, level in enumerate(programs.words("elLevel")):
        if _EXITED(level) and learners[at] is not False:
            rule = Rule("map_values", programs.name, "englishLearner", ((words[at], "no"),), (("elLevel", (level,)),))
            # A text that is neither yes nor no may be somebody's name: no rule, which is kept, may quote it.
            repair = rule if at not in unreadable else None
            yield case(programs, [at], _left(level), column="elLevel", repair=repair, effect=Effect(students=1))


def _in_long_form(programs: Dataset) -> Iterator[Case]:
    levels = programs.words("level")
    for at, program in enumerate(programs.words("program")):
        if program == IEP and not levels[at]:
            yield case(programs, [at], _TIER, column="level", effect=Effect(students=1))
        elif program == LEARNER and _EXITED(levels[at]):
            rule = Rule("drop_rows", programs.name, where=(("program", (LEARNER,)), ("level", (levels[at],))))
            yield case(programs, [at], _left(levels[at]), column="level", repair=rule, effect=Effect(students=1))


def _left(level: str) -> Said:
    what = f"Level {level} means that the student has left the program."
    return Said("exited-learner", what, "Do not count the student as a learner.")


CHECK = Check(
    "needs",
    "Special education without a tier, or an English learner who has left the program.",
    ("missing-tier", "exited-learner"),
    find,
)

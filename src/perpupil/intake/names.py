"""Names of columns as words, so that `studentId`, `STUDENT_ID` and `Student Id` are one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_JOINTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-zA-Z])(?=[0-9])|[^0-9A-Za-z]+", re.ASCII)
_SHORT: Mapping[str, str] = {
    **dict.fromkeys(("num", "nbr", "no", "nr"), "number"),
    **dict.fromkeys(("stu", "stud", "pupil"), "student"),
    **dict.fromkeys(("sch", "schl"), "school"),
    **dict.fromkeys(("cd", "cde"), "code"),
    **dict.fromkeys(("dt", "dte"), "date"),
    **dict.fromkeys(("yr",), "year"),
    **dict.fromkeys(("gr", "grd", "grades"), "grade"),
    **dict.fromkeys(("lvl",), "level"),
    **dict.fromkeys(("amt",), "amount"),
    **dict.fromkeys(("acct",), "account"),
    **dict.fromkeys(("desc", "descr"), "description"),
    **dict.fromkeys(("emp", "empl"), "employee"),
    **dict.fromkeys(("pos",), "position"),
    **dict.fromkeys(("loc",), "location"),
    **dict.fromkeys(("enc",), "encumbered"),
    **dict.fromkeys(("identifier",), "id"),
    **dict.fromkeys(("pct", "perc"), "percent"),
    **dict.fromkeys(("cnt", "ct"), "count"),
    **dict.fromkeys(("bldg",), "building"),
    **dict.fromkeys(("dob", "birthdate"), "birth date"),
    **dict.fromkeys(("enrl", "enroll", "enrolment", "enrolled"), "enrollment"),
}


@lru_cache(maxsize=1 << 14)
def words_of(name: str) -> str:
    """Give the words of a name in small letters, short forms written out.

    >>> [words_of(name) for name in ("studentId", "STUDENT_ID", "Stu. Id", "elLevel", "IEP", "AcctNo")]
    ['student id', 'student id', 'student id', 'el level', 'iep', 'account number']
    """
    parts = [part.lower() for part in _JOINTS.split(name[:200]) if part]
    return " ".join(_SHORT.get(part, part) for part in parts)


def distance(first: str, second: str, beyond: int) -> int:
    """Count the letters to change, add or take away to make one word of another; `beyond` where it is that many or more.

    >>> distance("enrolment", "enrollment", 3), distance("grade", "school", 3)
    (1, 3)
    """
    if abs(len(first) - len(second)) >= beyond:
        return beyond
    row = list(range(len(second) + 1))
    for at, letter in enumerate(first, 1):
        diagonal, row[0] = row[0], at
        for to, other in enumerate(second, 1):
            diagonal, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, diagonal + (letter != other))
        if min(row) >= beyond:
            return beyond
    return min(row[-1], beyond)

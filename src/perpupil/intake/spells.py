"""Spells of enrollment: which of one student overlap, and which never began."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from perpupil.intake.dataset import MOSTLY, Dataset

NO_SHOW = "no_show"


def no_shows(students: Dataset) -> list[int]:
    """Find the spells of students who never came: the system says so, nobody ever saw them, or they left on the day of entry."""
    return students.once("no_shows", _no_shows)


def _no_shows(students: Dataset) -> list[int]:
    status, days = students.values("status"), students.values("daysAttended")
    entered, left = students.values("entryDate"), students.values("exitDate")
    unseen = _unseen(students)
    return [
        at
        for at in range(len(students))
        if status[at] == NO_SHOW
        or days[at] == 0
        or at in unseen
        or (isinstance(entry := entered[at], dt.date) and isinstance(leave := left[at], dt.date) and leave <= entry)
    ]


def _unseen(students: Dataset) -> set[int]:
    """Give the rows without a first day of attendance, where the file gives one to most rows."""
    blank = {at for at, cell in enumerate(students.texts("firstAttended")) if not cell}
    return blank if MOSTLY * len(blank) < len(students) else set()


def overlapping(students: Dataset) -> list[tuple[int, ...]]:
    """Give the spells of one student that share a day, as positions in the order of entry; each student once or more.

    Spells of students who never came are left out. So are groups in which the file itself says where the student counts: exactly one spell
    is primary and the others are said not to be, or their full-time shares are given and come to no more than the whole.
    """
    return students.once("overlapping", _overlapping)


def _overlapping(students: Dataset) -> list[tuple[int, ...]]:
    left_out = set(no_shows(students))
    spells: dict[str, list[tuple[dt.date, dt.date, str, int]]] = defaultdict(list)
    ids, schools = students.values("studentId"), students.words("schoolId")
    entered, left = students.values("entryDate"), students.values("exitDate")
    for at in range(len(students)):
        who, entry, leave = ids[at], entered[at], left[at]
        if isinstance(who, str) and isinstance(entry, dt.date) and at not in left_out:
            end = leave if isinstance(leave, dt.date) else dt.date.max
            spells[who].append((entry, end, schools[at], at))
    groups = [group for several in spells.values() if len(several) > 1 for group in _groups(sorted(several))]
    return sorted(
        (group for group in groups if not (_is_split(students, group) or _has_primary(students, group))), key=min
    )


def shared_groups(students: Dataset, shared: Collection[str]) -> list[tuple[int, ...]]:
    """Give the overlapping spells of which one is at a school that takes students of others for part of the day."""
    schools = students.words("schoolId")
    return [
        group
        for group in overlapping(students)
        if any(schools[at] in shared for at in group) and any(schools[at] not in shared for at in group)
    ]


def _groups(spells: list[tuple[dt.date, dt.date, str, int]]) -> list[tuple[int, ...]]:
    """Cut the spells of one student where one has ended before the next begins."""
    groups: list[list[int]] = []
    end = dt.date.min
    for entry, leave, _, at in spells:
        if groups and entry < end:
            groups[-1].append(at)
        else:
            groups.append([at])
        end = max(end, leave)
    return [tuple(group) for group in groups if len(group) > 1]


def _is_split(students: Dataset, group: tuple[int, ...]) -> bool:
    """Whether the shares of all spells are given and come to no more than a whole."""
    if not students.has("fullTimeShare"):
        return False
    shares = [students.values("fullTimeShare")[at] for at in group]
    given = [share for share in shares if share is not None and not isinstance(share, str | dt.date)]
    return len(given) == len(group) and sum(given) <= 1


def _has_primary(students: Dataset, group: tuple[int, ...]) -> bool:
    """Whether one spell is primary, and each of the others is said not to be."""
    said = [students.values("primary")[at] for at in group]
    return said.count(True) == 1 and said.count(False) == len(group) - 1

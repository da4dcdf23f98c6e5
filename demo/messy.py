"""The messy twin: the same district in the files that people really send, with every fault planted and counted.

`files/` is what intake reads, `answers/` what departments hand back when they are asked, `planted.json` the list of faults.
"""

from __future__ import annotations

from datetime import date

from demo.faults import planted_json
from demo.files import as_of, lists, table
from demo.ledger import entries
from demo.messy_money import messy_money
from demo.messy_staff import messy_staff
from demo.messy_students import messy_students
from demo.positions import positions
from demo.students import roster


def messy(seed: int, today: date) -> dict[str, bytes]:
    """Give the files of the messy twin."""
    staff = positions(seed)
    parts = (
        messy_students(as_of(roster(seed), today), seed, table),
        messy_staff(staff, table),
        messy_money([one for one in entries(staff) if one.day <= today], seed, table),
    )
    files = {f"files/{name}": content for name, content in lists(staff, seed, today).items()}
    for part in parts:
        files |= part.files
    files["planted.json"] = planted_json(place for part in parts for place in part.places)
    return files

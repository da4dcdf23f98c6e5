"""Reads worlds as JSON, works each and writes its seals: run as a process of its own by test_order."""

import json
import locale
import sys
from dataclasses import asdict

from perpupil.allocation.seals import Seals, seals
from tests.laws.strategies import World
from tests.laws.worlds import worked_by_engine


def main() -> None:
    """Answer what stands on standard input."""
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        locale.setlocale(locale.LC_ALL, "C")
    found = []
    for fields in json.load(sys.stdin.buffer):
        fields["priors"] = {int(year): rows for year, rows in fields["priors"].items()}
        allocation = worked_by_engine(World(**fields)).allocation
        found.append(asdict(seals(allocation) if allocation else Seals("", "", "")))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()

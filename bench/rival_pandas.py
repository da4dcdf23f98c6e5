"""The same formula by hand in pandas, by PerPupil's rule for fitting lines to a pool, exactly.

Money is int64; where a product needs more than 64 bits the column is of Python integers (`object`), since int64 would wrap around silently. The counted
quantities are kept for the what-if.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd
from district import District
from prototype import SHIFT, Array, unpacked, weighted
from rules import FORMULA, HOLD_HARMLESS_LINE, NAMES, RULES, WHAT_IF


class Pandas:
    """Pandas with the headcount, the profiles and the facts in frames."""

    name = "pandas by hand"

    def __init__(self, district: District) -> None:
        """Make the frames."""
        self._pool = district.pool_cents
        self._schools = district.schools
        cells = np.unique(district.cell)
        self._headcount = pd.DataFrame(
            {"school": district.school, "cell": district.cell, "students": district.students}
        )
        self._profile = pd.DataFrame({"cell": cells, **{name: unpacked(cells, name) for name in SHIFT}})
        self._floor = pd.Series(-(-district.last_cents * FORMULA.hold_harmless // 1_000_000), name="floor")
        self._rule = pd.DataFrame({"line": [rule.line for rule in RULES]})
        for position, column in enumerate(("component", "band", "level")):
            self._rule[column] = [rule.key[position] for rule in RULES]
        self._quantity = pd.DataFrame()

    def first_run(self) -> pd.DataFrame:
        """Count, then allocate."""
        self._quantity = self._count()
        return self.what_if(FORMULA.flags[WHAT_IF])

    def what_if(self, weight: int) -> pd.DataFrame:
        """Allocate from the counted quantities."""
        rates = [weighted(rule.base_cents, weight if rule.key[0] == WHAT_IF else rule.weight) for rule in RULES]
        raw = self._quantity[["school", "line"]].copy()
        raw["cents"] = self._quantity["quantity"] * np.array(rates, np.int64)[self._quantity["line"]]
        schools = pd.DataFrame({"asked": raw.groupby("school")["cents"].sum(), "floor": self._floor})
        money, asked = self._fill(schools)
        product = raw["cents"].astype(object) * money
        whole = product // asked
        parts = pd.DataFrame(
            {
                "school": raw["school"],
                "line": raw["line"],
                "whole": whole.astype("int64"),
                "rest": (product - whole * asked).astype("int64"),
            }
        )
        parts = pd.concat([parts, _held_harmless(schools, asked)], ignore_index=True)
        parts = parts.sort_values(["school", "rest", "line"], ascending=[True, False, True])
        missing = schools["final"] - parts.groupby("school")["whole"].sum()
        is_served = parts.groupby("school").cumcount() < parts["school"].map(missing)
        parts["cents"] = parts["whole"] + is_served
        return parts[["school", "line", "cents"]]

    def lines(self, result: object) -> Array:
        """Give every line; what has no row is zero."""
        rows = cast("pd.DataFrame", result)
        table = np.zeros((len(NAMES), self._schools), np.int64)
        table[rows["line"], rows["school"]] = rows["cents"]
        return table

    def _count(self) -> pd.DataFrame:
        """Give the quantity of each line at each school, where there is one."""
        line_of_cell = _counts_in(self._profile).merge(self._rule, on=["component", "band", "level"])[["cell", "line"]]
        rows = self._headcount.merge(line_of_cell, on="cell")
        counted = (
            rows.groupby(["school", "line"], as_index=False)["students"].sum().rename(columns={"students": "quantity"})
        )
        counted["quantity"] = counted["quantity"].astype("int64")
        named = counted.merge(self._rule, on="line")
        base, frl = (named[named["component"] == component] for component in ("base", "frl"))
        size = pd.DataFrame({"students": base.groupby("school")["quantity"].sum()})
        size["poor"] = frl.groupby("school")["quantity"].sum().reindex(size.index, fill_value=0)
        parts = [counted, self._concentration(frl, size), self._staffing(base), *self._per_school(size)]
        return pd.concat([part[["school", "line", "quantity"]] for part in parts], ignore_index=True)

    def _concentration(self, frl: pd.DataFrame, size: pd.DataFrame) -> pd.DataFrame:
        """Pay every student of low income by the tier that the school has reached."""
        level = pd.Series(-1, index=size.index)
        for number, (threshold, _) in enumerate(FORMULA.concentration):
            level[size["poor"] * 100 >= size["students"] * threshold] = number
        paid = frl[["school", "band", "quantity"]].assign(component="concentration", level=frl["school"].map(level))
        return paid.merge(self._rule, on=["component", "band", "level"])

    def _staffing(self, base: pd.DataFrame) -> pd.DataFrame:
        """Count a teacher for every 25 students of a band that have begun."""
        teachers = pd.DataFrame(
            {"school": base["school"], "band": base["band"], "quantity": -(-base["quantity"] // FORMULA.staffing[0])}
        )
        return teachers.assign(component="staffing", level=0).merge(self._rule, on=["component", "band", "level"])

    def _per_school(self, size: pd.DataFrame) -> list[pd.DataFrame]:
        """Count the foundation, and the students that small schools lack."""
        line = self._rule.set_index("component")["line"]
        missing = FORMULA.small[0] - size["students"]
        foundation = pd.DataFrame({"school": size.index, "line": line["foundation"], "quantity": 1})
        small = pd.DataFrame({"school": size.index, "line": line["small"], "quantity": missing})
        return [foundation, small[small["quantity"] > 0]]

    def _fill(self, schools: pd.DataFrame) -> tuple[int, int]:
        """Set each school's final total, none below its floor; give the factor as two integers."""
        exact, floor = schools["asked"].astype(object), schools["floor"].astype(object)
        is_floored = pd.Series(data=False, index=schools.index)
        while True:
            money, asked = self._pool - int(floor[is_floored].sum()), int(exact[~is_floored].sum())
            low = ~is_floored & (exact * money < floor * asked)
            if not low.any():
                break
            is_floored |= low
        product = exact * money
        whole = product // asked
        schools["whole"], schools["rest"] = whole.astype("int64"), (product - whole * asked).astype("int64")
        schools["is_floored"] = is_floored
        schools["final"] = schools["whole"].where(~is_floored, schools["floor"])
        spare = self._pool - int(schools["final"].sum())
        served = schools[~is_floored].sort_values("rest", ascending=False, kind="stable").index[:spare]
        schools.loc[served, "final"] += 1
        return money, asked


def _counts_in(profile: pd.DataFrame) -> pd.DataFrame:
    """Give the component, band and level of every line that a student of a profile counts in."""
    band = np.searchsorted([first for _, first, _ in FORMULA.bands], profile["grade"], side="right") - 1
    mobility = np.select([profile["foster"] > 0, profile["homeless"] > 0, profile["migrant"] > 0], [2, 1, 0], -1)
    everyone = np.zeros(len(profile), np.int64)
    counted = {"base": (everyone == 0, everyone)}
    counted |= {name: (profile[name] > 0, everyone) for name in FORMULA.flags}
    counted |= {name: (profile[name] > 0, profile[name]) for name in FORMULA.levels}
    counted["mobility"] = (mobility >= 0, mobility)
    counted["early"] = (profile["grade"].between(*FORMULA.early[:2]), everyone)
    counted["dual"] = ((profile["ell"] > 0) & (profile["swd"] > 0), everyone)
    frames = [
        pd.DataFrame({"cell": profile["cell"], "component": component, "band": band, "level": level})[has]
        for component, (has, level) in counted.items()
    ]
    return pd.concat(frames, ignore_index=True)


def _held_harmless(schools: pd.DataFrame, asked: int) -> pd.DataFrame:
    """Give what the floor adds at each school that has it, in whole cents and a remainder."""
    held = schools[schools["is_floored"]]
    borrows = held["rest"] > 0
    return pd.DataFrame(
        {
            "school": held.index,
            "line": HOLD_HARMLESS_LINE,
            "whole": held["floor"] - held["whole"] - borrows,
            "rest": (asked - held["rest"]).where(borrows, 0),
        }
    )

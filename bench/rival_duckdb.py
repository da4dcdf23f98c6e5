"""The same formula by hand in DuckDB's SQL, by PerPupil's rule for fitting lines to a pool, exactly: integers of 64 and 128 bits, never DOUBLE.

In DuckDB `/` makes a DOUBLE and so does `//` on decimals; `//` on HUGEINT is exact. The counted quantities are kept for the what-if, which then is one
query; of the first run they are the first part.
"""

from __future__ import annotations

from typing import cast

import duckdb
import numpy as np
import pandas as pd
from district import District
from prototype import SHIFT, Array, unpacked
from rules import FORMULA, HOLD_HARMLESS_LINE, NAMES, RULES, WHAT_IF

_MOST_TOTAL_CENTS = 1 << 40
"""Below it `floor * 2**80 // total` orders schools exactly by floor / total, and every product fits in 127 bits."""

_COUNT = """
create or replace temp table quantity as
with
band as (
    select *, case when grade = 0 then 0 when grade <= 6 then 1 when grade <= 9 then 2 else 3 end as band from profile
),
counts_in as (
    select cell, 'base' as component, band, 0 as level from band
    union all select cell, 'frl', band, 0 from band where frl
    union all select cell, 'gifted', band, 0 from band where gifted
    union all select cell, 'military', band, 0 from band where military
    union all select cell, 'ell', band, ell from band where ell > 0
    union all select cell, 'swd', band, swd from band where swd > 0
    union all select cell, 'mobility', band, case when foster then 2 when homeless then 1 else 0 end from band where foster or homeless or migrant
    union all select cell, 'early', band, 0 from band where grade between 1 and 3
    union all select cell, 'dual', band, 0 from band where ell > 0 and swd > 0
),
line_of_cell as (select cell, line from counts_in join rule using (component, band, level)),
counted as materialized (
    select school, line, sum(students)::bigint as quantity from headcount join line_of_cell using (cell) group by school, line
),
of_component as materialized (
    select school, component, band, quantity from counted join rule using (line) where component in ('base', 'frl')
),
size as materialized (
    select
        school,
        sum(quantity) filter (where component = 'base') as students,
        coalesce(sum(quantity) filter (where component = 'frl'), 0) as poor
    from of_component group by school
),
tier as (
    select school, case when poor * 100 >= students * 75 then 1 else 0 end as level from size where poor * 100 >= students * 50
)
select school, line, quantity from counted
union all
select school, rule.line, quantity
from of_component join tier using (school) join rule on rule.component = 'concentration' and rule.band = of_component.band and rule.level = tier.level
where of_component.component = 'frl'
union all
select school, rule.line, (quantity + 24) // 25
from of_component join rule on rule.component = 'staffing' and rule.band = of_component.band
where of_component.component = 'base'
union all
select school, rule.line, 1 from facts cross join rule where rule.component = 'foundation'
union all
select school, rule.line, (300 - students)::bigint from size cross join rule where rule.component = 'small' and students < 300
"""

_ALLOCATE = """
with
rate as (
    select line, (2 * base_cents * case when component = $component then $weight else weight end + 1000000) // 2000000 as cents from rule
),
raw as materialized (
    select school, line, quantity * cents as cents from quantity join rate using (line)
),
total as materialized (
    select school, sum(cents) as asked, any_value(floor_cents) as floor_cents from raw join facts using (school) group by school
),
ordered as (
    select
        *,
        row_number() over place as place,
        sum(floor_cents) over place - floor_cents as floors_before,
        sum(asked) over () - sum(asked) over place + asked as asked_from_here
    from (select *, floor_cents::hugeint * 1208925819614629174706176 // asked as ratio from total)
    window place as (order by ratio desc, school rows between unbounded preceding and current row)
),
pool as materialized (
    select ($pool - floors_before)::hugeint as money, asked_from_here::hugeint as asked_in_all, place as first_free
    from ordered
    where ($pool - floors_before)::hugeint * asked >= floor_cents::hugeint * asked_from_here
    order by place
    limit 1
),
school_share as materialized (
    select school, asked, floor_cents, place < first_free as is_floored, asked * money // asked_in_all as whole, money, asked_in_all
    from ordered cross join pool
),
school_rest as (
    select
        *,
        asked * money - whole * asked_in_all as rest,
        case when is_floored then floor_cents else whole end as handed
    from school_share
),
final as materialized (
    select
        school, is_floored, floor_cents, whole, rest, asked_in_all,
        handed + case
            when not is_floored and row_number() over (order by is_floored, rest desc, school) <= $pool - sum(handed) over () then 1 else 0
        end as cents
    from school_rest
),
share as (
    select school, line, cents * money // asked_in_all as whole, cents * money as product, asked_in_all from raw cross join pool
    where cents > 0
),
part as materialized (
    select school, line, whole::bigint as whole, (product - whole * asked_in_all)::bigint as rest from share
    union all
    select
        school, $hold_harmless,
        (floor_cents - whole - case when rest > 0 then 1 else 0 end)::bigint,
        case when rest > 0 then asked_in_all - rest else 0 end::bigint
    from final where is_floored
),
missing as (
    select school, (any_value(final.cents) - sum(part.whole))::bigint as missing from part join final using (school) group by school
)
select
    school, line,
    whole + case when row_number() over (partition by school order by rest desc, line) <= missing then 1 else 0 end as cents
from part join missing using (school)
"""


class DuckDB:
    """DuckDB with the headcount, the profiles and the facts in tables."""

    name = "DuckDB, SQL by hand"

    def __init__(self, district: District) -> None:
        """Load the tables, in the narrowest types that hold them."""
        if int(district.last_cents.max()) * 2 >= _MOST_TOTAL_CENTS:
            raise ValueError("a school is too large for the exact order of the SQL")
        self._schools, self._pool = district.schools, district.pool_cents
        self._connection = duckdb.connect()
        cells = np.unique(district.cell)
        fields = {name: unpacked(cells, name).astype(np.uint8) for name in SHIFT}
        flags = {name: fields[name] > 0 for name in fields if name not in {"grade", "ell", "swd"}}
        self._load("headcount", {"school": district.school, "cell": district.cell, "students": district.students})
        self._load("profile", {"cell": cells, **fields, **flags})
        floors = -(-district.last_cents * FORMULA.hold_harmless // 1_000_000)
        self._load("facts", {"school": np.arange(district.schools, dtype=np.int32), "floor_cents": floors})
        self._load(
            "rule",
            {
                "line": np.array([rule.line for rule in RULES], np.uint8),
                "component": [rule.key[0] for rule in RULES],
                "band": np.array([rule.key[1] for rule in RULES], np.uint8),
                "level": np.array([rule.key[2] for rule in RULES], np.uint8),
                "base_cents": np.array([rule.base_cents for rule in RULES], np.int64),
                "weight": np.array([rule.weight for rule in RULES], np.int64),
            },
        )

    def first_run(self) -> dict[str, Array]:
        """Count, then allocate."""
        self._connection.execute(_COUNT)
        return self.what_if(FORMULA.flags[WHAT_IF])

    def what_if(self, weight: int) -> dict[str, Array]:
        """Allocate from the counted quantities."""
        given = {"component": WHAT_IF, "weight": weight, "pool": self._pool, "hold_harmless": HOLD_HARMLESS_LINE}
        return self._connection.execute(_ALLOCATE, given).fetchnumpy()

    def lines(self, result: object) -> Array:
        """Give every line; what the query did not return is zero."""
        rows = cast("dict[str, Array]", result)
        table = np.zeros((len(NAMES), self._schools), np.int64)
        table[rows["line"], rows["school"]] = rows["cents"]
        return table

    def _load(self, name: str, columns: dict[str, Array | list[str]]) -> None:
        self._connection.register("given", pd.DataFrame(columns))
        self._connection.execute(f"create table {name} as select * from given")  # noqa: S608  the names are those above
        self._connection.unregister("given")

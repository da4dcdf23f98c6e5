"""The checks: one module each, with what it looks for, why that matters and what would mend it.

To add a check, write a module like its neighbors and name it here; documentation and tests follow from the declaration.
"""

from perpupil.intake.checks import (
    accounts,
    ages,
    bad_cells,
    batches,
    closed_schools,
    double_enrollments,
    further_columns,
    locations,
    meal_status,
    needs,
    no_data,
    no_shows,
    other_forms,
    school_codes,
    staff,
    totals,
    years,
    zeros,
)
from perpupil.intake.checks.declaration import Check

CHECKS: tuple[Check, ...] = tuple(
    module.CHECK
    for module in (
        no_data, bad_cells, other_forms, school_codes, zeros, closed_schools, double_enrollments, no_shows, ages, needs, meal_status, staff,
        accounts, batches, locations, totals, years, further_columns,
    )
)  # fmt: skip

__all__ = ["CHECKS", "Check"]

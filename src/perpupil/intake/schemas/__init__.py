"""The datasets: one module each, declaring its columns once.

To add a dataset, write a module like its neighbors and name it here; reading, guessing, templates and documentation follow from the
declaration.
"""

from collections.abc import Mapping

from perpupil.intake.schemas import (
    accounts,
    calendar,
    ledger,
    past_years,
    pool,
    positions,
    prices,
    programs,
    school_counts,
    school_facts,
    schools,
    services,
    student_programs,
    students,
)
from perpupil.intake.schemas.declaration import HOW_TO_WRITE, Column, Schema, Type, template

_IN_ORDER = (
    schools,
    students,
    student_programs,
    programs,
    school_counts,
    school_facts,
    positions,
    prices,
    services,
    pool,
    accounts,
    ledger,
    past_years,
    calendar,
)

SCHEMAS: Mapping[str, Schema] = {module.SCHEMA.dataset: module.SCHEMA for module in _IN_ORDER}

__all__ = ["HOW_TO_WRITE", "SCHEMAS", "Column", "Schema", "Type", "template"]

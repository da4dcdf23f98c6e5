"""The needs of our own `student_programs.csv`: what its columns mean unless a district says otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from perpupil.intake.counting.rules import YES_OR_NO, Need

COLUMNS = {"student": "studentId", "as_of_date": "asOfDate"}
"""Our name of a column → its name in the file; the columns of needs keep theirs."""
_FLAGS = {
    "low_income": "economicallyDisadvantaged",
    "direct_certified": "directCertified",
    "section_504": "section504",
    "homeless": "homeless",
    "foster": "foster",
    "migrant": "migrant",
    "gifted": "giftedTalented",
    "pre_k": "preK",
    "newcomer": "newcomer",
    "mobile": "mobility",
}


def needs_of_student_programs(
    english_levels: Mapping[str, str], disability_levels: Mapping[str, str], disability: str = "disabilityCategory"
) -> tuple[Need, ...]:
    """Give the needs of the file.

    Args:
        english_levels: Value of `elLevel` → level of the need `english_learner`.
        disability_levels: Value of the column of disability → level, or tier, of the need `iep`.
        disability: That column; `tier` is the other.

    >>> [need.name for need in needs_of_student_programs({"1": "1"}, {})][:3]
    ['low_income', 'direct_certified', 'section_504']
    """
    return (
        *(Need(name, column, YES_OR_NO) for name, column in _FLAGS.items()),
        Need("english_learner", "englishLearner", YES_OR_NO, "elLevel", english_levels),
        Need("iep", "iep", YES_OR_NO, disability, disability_levels),
    )

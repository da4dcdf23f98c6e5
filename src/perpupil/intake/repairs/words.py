"""A rule in a sentence, for whoever decides it."""

from __future__ import annotations

from collections.abc import Sequence

from perpupil.intake.names import words_of
from perpupil.intake.repairs import KINDS
from perpupil.intake.repairs.declaration import Rule
from perpupil.intake.schemas import SCHEMAS

_LISTED = 6
"""So many texts are named; of more, the first and how many."""
_ROWS = {
    "students": "enrollment",
    "programs": "program of the student",
    "student_programs": "student’s row",
    "ledger": "entry",
    "positions": "position",
    "schools": "school",
    "school_counts": "count",
}
"""What one row of a data set is called in the middle of a sentence."""
_COLUMNS = {
    "schoolId": "school",
    "elLevel": "English learner level",
    "englishLearner": "English learner",
    "economicallyDisadvantaged": "low income",
    "iep": "special education",
    "tier": "tier of special education",
}
"""What people call columns whose name says it badly."""


def words_of_rule(rule: Rule) -> str:
    """Say what a rule does.

    >>> levels = ("M1", "M2")
    >>> words_of_rule(Rule("drop_rows", "programs", where=(("program", ("english_learner",)), ("level", levels))))
    'Where the program is english_learner and the level is M1 or M2, leave the program of the student out.'
    >>> words_of_rule(Rule("map_values", "students", "grade", values=(("13", "12"),)))
    'In the grade, read 13 as 12.'
    >>> words_of_rule(Rule("drop_no_shows", "students"))
    'Students who never came are not counted.'
    """
    where, column = _where(rule), column_in_words(rule.dataset, rule.column)
    match rule.kind:
        case "map_values":
            return _capital(f"{where or f'in the {column}, '}read {_readings(rule, column if where else '')}.")
        case "one_school":
            return _capital(f"{where}read {_readings(rule, 'school')}.")
        case "drop_rows":
            return _capital(f"{where}leave the {_ROWS.get(rule.dataset, 'row')} out.")
        case "keep_rows":
            return f"Keep only the rows {where.removesuffix(', ')}."
        case "pad_ids":
            return f"Write each {column} with {rule.width} digits, zeros in front."
        case "plain_writing":
            return f"Write every {column} in one way."
        case "blank_is_unknown":
            return _capital(f"{where}read a blank {column} as unknown, never as no.")
        case "date_order":
            first = "month" if rule.meanings.get("order") == "month_first" else "day"
            return f"In dates of the {column} the {first} comes first."
        case "drop_batch":
            return " ".join(_batch(gone, kept) for gone, kept in rule.values)
        case "home_is_primary":
            return f"A student who attends {listed([one for one, _ in rule.values], 'or')} for part of the day counts at the other school."
        case "accept":
            return "It was looked at, and the data is right."
        case "set_aside":
            return "The rows stay set aside."
    return KINDS[rule.kind].meaning


def listed(texts: Sequence[str], word: str = "and") -> str:
    """Write texts one after the other; of many the first ones, and how many more.

    >>> listed(["M1", "M2", "M3"]), listed([str(number) for number in range(10)], "or")
    ('M1, M2 and M3', '0, 1, 2, 3, 4, 5 or 4 others')
    """
    shown = list(texts) if len(texts) <= _LISTED + 1 else [*texts[:_LISTED], f"{len(texts) - _LISTED:,} others"]
    return f" {word} ".join([part for part in (", ".join(shown[:-1]), shown[-1]) if part]) if shown else ""


def column_in_words(dataset: str, column: str) -> str:
    """Call a column as people do; a header of an open data set as it stands.

    >>> column_in_words("students", "exitDate"), column_in_words("school_facts", "AMT_ELL")
    ('exit date', 'AMT_ELL')
    """
    schema = SCHEMAS.get(dataset)
    return _COLUMNS.get(column, words_of(column)) if schema is None or schema.has(column) else column


def _where(rule: Rule) -> str:
    """Say in which rows: with a comma behind it, and nothing where it is in all."""
    parts = [f"the {column_in_words(rule.dataset, column)} is {listed(texts, 'or')}" for column, texts in rule.where]
    return f"where {' and '.join(parts)}, " if parts else ""


def _readings(rule: Rule, column: str) -> str:
    pairs = [f"{before} as {after}" for before, after in rule.values]
    return f"{f'the {column} ' if column else ''}{listed(pairs)}"


def _batch(gone: str, kept: str) -> str:
    return (
        f"Of entries that stand twice in batch {gone}, count one." if gone == kept else f"Count {kept}, and not {gone}."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

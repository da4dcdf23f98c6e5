"""The rule of a count, from what a district says of itself and the words that stand in its tables; for tables too large to be brought in."""
# ruff: noqa: S608  names are quoted by `name_of`

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from perpupil.findings import Finding, Place, finding
from perpupil.intake.counting.coding import coding_of
from perpupil.intake.counting.ledger import AMOUNT, LEDGER
from perpupil.intake.counting.queries import ENROLLMENT, PROGRAMS, ROSTER
from perpupil.intake.counting.rules import YES_OR_NO, CountRule, Need, every_day

if TYPE_CHECKING:
    from perpupil.intake.counting.engines import Engine
    from perpupil.intake.settings import NeedSetting, Settings

WORDS_MAXIMUM = 100
"""More words than that in a column of grades or of a need come from the wrong column."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    ROSTER: ("school", "grade"),
    ENROLLMENT: ("student", "school", "grade", "entry_date", "exit_date"),
    PROGRAMS: ("student",),
    LEDGER: ("school", "function", AMOUNT),
}
"""The columns that a table must have."""
_OF_PLACE = {*REQUIRED[ROSTER], *REQUIRED[ENROLLMENT], "primary_school", "share", "as_of_date"}


def rule_of(
    engine: Engine, settings: Settings, tables: Mapping[str, str]
) -> tuple[CountRule | None, tuple[Finding, ...]]:
    """Make the rule of a count.

    Args:
        engine: Where the tables stand.
        settings: What the district says: the day, the rule for two schools, and what a need is. A need without a list of values has
            its levels as they stand.
        tables: `roster`, or `enrollment` and `programs`; and what findings call each.

    Returns:
        The rule, or None where a column is missing or holds too many words; and what is wrong.

    """
    wrong = lacking(engine, tables)
    if wrong:
        return None, wrong
    counted, known = (ROSTER, ROSTER) if ROSTER in tables else (ENROLLMENT, PROGRAMS)
    findings: list[Finding] = []
    grades = _words(engine, counted, "grade", tables[counted], findings)
    needs = [_need(engine, known, one, tables[known], findings) for one in settings.needs]
    if findings:
        return None, tuple(findings)
    rule = CountRule(
        grades={grade: grade for grade in grades},
        needs=tuple(one for one in needs if one is not None),
        count_date=settings.count_date,
        two_schools=settings.two_schools,
        membership=every_day(*settings.membership) if settings.membership and counted == ENROLLMENT else None,
    )
    try:
        coding_of(rule)
    except ValueError as error:
        return None, (finding("bad-settings", Place(tables[known]), str(error), "Take needs out of the settings."),)
    return rule, tuple(_unclaimed(engine, known, rule, tables[known]))


def _unclaimed(engine: Engine, table: str, rule: CountRule, source: str) -> Iterator[Finding]:
    """Tell the columns that no need is read from."""
    claimed = {one.column.lower() for one in rule.needs} | _OF_PLACE
    left = [column for column in engine.shape(table).types if column not in claimed]
    if left:
        what = f"Nobody claims the {'column' if len(left) == 1 else 'columns'} {', '.join(left)}."
        fix = f'If a need stands there, say so in the settings: [need.{left[0]}] with from = "{left[0]}".'
        yield finding("unclaimed-column", Place(source), what, fix)


def lacking(engine: Engine, tables: Mapping[str, str]) -> tuple[Finding, ...]:
    """Say which columns tables lack that they must have."""

    def of_table(table: str, source: str) -> Iterator[Finding]:
        shape = engine.shape(table)
        for column in REQUIRED[table]:
            if not shape.has(column):
                what = f"The {table} has no column `{column}`; it has {', '.join(list(shape.types)[:12])}."
                yield finding("missing-column", Place(source), what, f"Name the column {column} in the file.")

    return tuple(one for table, source in tables.items() for one in of_table(table, source))


def _need(engine: Engine, table: str, one: NeedSetting, source: str, findings: list[Finding]) -> Need | None:
    """Make a need of what the settings say and, where they list no value, of the words that occur."""
    shape = engine.shape(table)
    if not shape.has(one.source):
        what = f"The need {one.name} is read from `{one.source}`, and the {table} has no such column."
        fix = f'Name its column in the settings: [need.{one.name}] with from = "…".'
        findings.append(finding("missing-column", Place(source), what, fix))
        return None
    if one.values:
        return Need(one.name, one.source, one.values)
    if shape.types[one.source.lower()] == "boolean":
        return Need(one.name, one.source, YES_OR_NO)
    return Need(one.name, one.source, {word: word for word in _words(engine, table, one.source, source, findings)})


def _words(engine: Engine, table: str, column: str, source: str, findings: list[Finding]) -> list[str]:
    """Give the words of a column, in order; a blank is none."""
    text = engine.shape(table).text(column)
    rows = engine.rows(f"SELECT DISTINCT {text} AS word FROM {table} WHERE {text} <> '' LIMIT {WORDS_MAXIMUM + 1}")
    words = sorted(str(word) for (word,) in rows)
    if len(words) > WORDS_MAXIMUM or any(mark in word for word in words for mark in ";="):
        what = f"The column `{column}` of the {table} holds more than {WORDS_MAXIMUM} words, or words with ; or =."
        findings.append(finding("bad-settings", Place(source), what, "Say which column is meant, and list its values."))
    return words

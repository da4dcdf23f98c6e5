"""Codes of schools: unknown, without their zeros, of another system, of two schools; and schools that are closed."""

from collections import defaultdict
from collections.abc import Iterator

from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.crosswalk import Crosswalk, crosswalk
from perpupil.intake.dataset import MOSTLY, Dataset, Material
from perpupil.intake.repairs import Rule
from perpupil.intake.schemas import Column, Type
from perpupil.intake.shape import headings, totals


def find(material: Material) -> Iterator[Case]:
    """Find each code once a column, with every row where it stands."""
    schools = material.get("schools", "schoolId")
    if schools is None:
        return
    known, offices = crosswalk(schools), _offices(material)
    for dataset in material.datasets.values():
        if dataset.name != "schools":
            others = {*totals(dataset), *headings(dataset)}
            for column in dataset.schema.of_type(Type.SCHOOL):
                if dataset.has(column.name):
                    yield from _column(dataset, column, known, (others, offices))


def _column(dataset: Dataset, column: Column, known: Crosswalk, left_out: tuple[set[int], set[str]]) -> Iterator[Case]:
    others, offices = left_out
    rows: dict[str, list[int]] = defaultdict(list)
    for at, code in enumerate(dataset.words(column.name)):
        if code and at not in others and code not in offices:
            rows[code].append(at)
    strange = [code for code in rows if code not in known.ids and not known.meant(code) and known.padded(code) is None]
    if _is_another_column(dataset, rows, strange):
        positions = sorted(at for code in strange for at in rows[code])
        said = Said(
            "unknown-school",
            f"Most of {column.name} is in no list of schools.",
            "See whether the column holds schools.",
        )
        yield case(dataset, positions, said, effect=_effect(dataset, positions))
        return
    short: dict[str, str] = {}
    elsewhere: dict[str, dict[str, str]] = defaultdict(dict)
    for code in sorted(code for code in rows if code not in known.ids):
        meant = known.meant(code)
        padded = known.padded(code)
        if len(meant) > 1:
            said = Said(
                "code-of-two-schools",
                f"`{code[:24]}` is a code of {' and of '.join(meant)}.",
                "Say which school the file means.",
            )
            yield case(dataset, rows[code], said, column=column.name, effect=_effect(dataset, rows[code]))
        elif meant:
            elsewhere[known.system(code)][code] = meant[0]
        elif padded is not None:
            short[code] = padded
        else:
            value = dataset.shown(rows[code][0], column.name)
            said = Said(
                "unknown-school",
                f"The list of schools has no code `{value}`.",
                "Add the school to the list, or say which school it is.",
            )
            yield case(dataset, rows[code], said, column=column.name, effect=_effect(dataset, rows[code]))
    for system, codes in elsewhere.items():
        yield _translated(dataset, column, system, codes, rows)
    if short:
        yield _lost_zeros(dataset, column, short, rows)


def _is_another_column(dataset: Dataset, rows: dict[str, list[int]], strange: list[str]) -> bool:
    """Whether most cells are no codes of schools: of people they may be names, and none is shown; of a table of facts, other units."""
    unknown = sum(len(rows[code]) for code in strange)
    may_be = dataset.schema.is_about_people or dataset.schema.is_open
    return may_be and len(strange) > 1 and MOSTLY * unknown > len(dataset)


def _offices(material: Material) -> set[str]:
    """Give the codes of places that the table of accounts knows and that are no schools."""
    table = material.get("accounts", "dimension", "code")
    if table is None:
        return set()
    places = [at for at, dimension in enumerate(table.words("dimension")) if dimension == "location"]
    return {table.words(name)[at] for name in ("personnelCode", "code") for at in places} - {""}


def _translated(
    dataset: Dataset, column: Column, system: str, codes: dict[str, str], rows: dict[str, list[int]]
) -> Case:
    """Say it once a column and system: the list of schools explains every code of it."""
    positions, example = sorted(at for code in codes for at in rows[code]), min(codes)
    what = f"{column.name} holds the {system} of {len(codes)} schools; {example[:24]} is {codes[example]}."
    rule = Rule("one_school", dataset.name, column.name, values=tuple(sorted(codes.items())))
    said = Said("other-system-code", what, "It is read as the list of schools says.")
    return case(dataset, positions, said, column=column.name, repair=rule, effect=_effect(dataset, positions))


def _lost_zeros(dataset: Dataset, column: Column, short: dict[str, str], rows: dict[str, list[int]]) -> Case:
    """Say it once a column: a spreadsheet takes the zeros of all codes, not of one."""
    positions = sorted(at for code in short for at in rows[code])
    width = max(len(padded) for padded in short.values())
    example = min(short)
    said = Said(
        "lost-zeros",
        f"Codes in {column.name} have lost their zeros, {len(short)} of them: {example} is {short[example]}.",
        f"Write {width} digits.",
    )
    rule = Rule("pad_ids", dataset.name, column.name, width=width)
    return case(dataset, positions, said, column=column.name, repair=rule, effect=_effect(dataset, positions))


def _effect(dataset: Dataset, rows: list[int]) -> Effect:
    if dataset.name in {"students", "student_programs"}:
        return Effect(students=len({dataset.texts("studentId")[at] for at in rows}), rows=len(rows))
    return Effect(rows=len(rows))


CHECK = Check(
    "school_codes",
    "A code of a school is unknown, has lost its zeros, is another system's, or belongs to two schools.",
    ("unknown-school", "lost-zeros", "other-system-code", "code-of-two-schools"),
    find,
)

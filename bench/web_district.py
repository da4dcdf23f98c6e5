"""The demo district made as large as New York: every school many times over, each time with other students, kept through the product's own doors."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from perpupil.exact.columns import from_integers
from perpupil.facts.headcount import Headcount
from perpupil.facts.table import TextTable
from perpupil.intake.fact_set import FactSet, facts_of
from perpupil.workspace.district import FORMULAS
from perpupil.workspace.fact_sets import keep_facts, read_facts_in_force
from perpupil.workspace.formulas import keep
from perpupil.workspace.in_force import in_force

SCHOOLS, SEED = 1_600, 20_260_721
KEPT_SHARE = (0.55, 1.15)
"""Between these lies the share of its students that a copy of a school keeps; above 1 it keeps all."""

POOL = 30_000_000_000
"""What there is to give, more than the lines ask for."""

_POOL = re.compile(r"^amount = .*$", re.MULTILINE)
_OF_THE_DISTRICT = re.compile(r"^(units|fixed|variable|viable_from) = (\d+)$", re.MULTILINE)
_OF_A_SCHOOL = re.compile(r"\[\[?(agreement\.|request\]|used\])")
_ID = re.compile(r'"(0[2-6]\d\d)"')
_CODES = ("schoolId", "studentCode", "ledgerCode", "personnelCode", "stateCode", "ncesId", "successorId")
_PEOPLE = ("positionId", "employeeId", "line")
_BANDS = {
    "pk": ("Pre-K", ["PK"]),
    "k_3": ("grades K to 3", ["K", "1", "2", "3"]),
    "4_5": ("grades 4 and 5", ["4", "5"]),
    "6_8": ("grades 6 to 8", ["6", "7", "8"]),
    "9_12": ("grades 9 to 12", ["9", "10", "11", "12"]),
}
_NEEDS = (
    ("low_income", "", "0.12"), ("direct_certified", "", "0.04"), ("homeless", "", "0.10"), ("foster", "", "0.15"),
    *(("english_learner", level, weight) for level, weight in zip("12345", ("0.5", "0.45", "0.4", "0.3", "0.2"), strict=True)),
    *(("iep", level, weight) for level, weight in zip("123", ("0.56", "1.25", "1.74"), strict=True)),
)  # fmt: skip


class Copies:
    """The schools of the large district: each of the demo's, so often that there are enough."""

    def __init__(self, units: list[str], schools: int) -> None:
        """Spread the copies: the first schools get one more where they do not go up evenly."""
        whole, more = divmod(schools, len(units))
        self.of = {unit: tuple(range(whole + (at < more))) for at, unit in enumerate(sorted(units))}
        self.times = schools / len(units)

    def codes(self, unit: str) -> Iterator[tuple[int, str]]:
        """Give the copies of a school: number and code."""
        return ((copy, copied(unit, copy)) for copy in self.of[unit])


def copied(code: str, copy: int) -> str:
    """Give the code of a copy; the first keeps its own."""
    return f"{copy:02d}{code}" if copy and code else code


def grow(demo: Path, place: Path, schools: int = SCHOOLS) -> Path:
    """Make the large district out of the demo's folder.

    Args:
        demo: The demo district's folder, made by `make run`.
        place: Where the large one stands afterwards; it is not there yet.
        schools: How many schools it has.

    """
    shutil.copytree(demo, place, ignore=shutil.ignore_patterns("web", "runs", "sources", "facts"))
    for name in ("web", "runs", "sources", "facts"):
        (place / name).mkdir(mode=0o700)
    sets = {year: _set_of(demo, year) for year in in_force(demo)}
    units = facts_of(sets[max(sets)])[0].columns["schoolId"]
    copies = Copies(units, schools)
    for one in sets.values():
        keep_facts(place, _grown(one, copies), {"made": "copies of the demo district"})
    formula = place / "formula.toml"
    formula.write_text(_formula(formula.read_text("utf-8")), "utf-8")
    for path in sorted((place / FORMULAS).glob("*.toml")):
        text = path.read_text("utf-8")
        path.unlink()
        keep(place, _formula(text).encode())
    for name in ("services.toml", "autonomy.toml"):
        path = place / name
        path.write_text(_blocks(path.read_text("utf-8"), copies), "utf-8")
    for name, columns in (("choices.csv", ("school",)), ("schools.csv", _LISTED)):
        path = place / name
        path.write_text(_rows(path.read_text("utf-8"), columns, copies), "utf-8")
    return place


_LISTED = ("ledger_code", "student_code", "personnel_code", "state_code", "nces_code")


def _set_of(demo: Path, year: int) -> FactSet:
    found, findings = read_facts_in_force(demo, year)
    if found is None:
        raise RuntimeError(findings)
    return found


def _grown(one: FactSet, copies: Copies) -> FactSet:
    headcount = _headcount(one.headcount, copies) if one.headcount is not None else None
    tables = {name: _table(name, table, copies) for name, table in one.tables.items()}
    return replace(one, tables=tables, headcount=headcount)


def _headcount(one: Headcount, copies: Copies) -> Headcount:
    """Let each copy of a school keep some of its students, drawn one by one."""
    rng = np.random.default_rng(SEED)
    ends = [*one.starts[1:].tolist(), len(one.profile_of_row)]
    students = np.array(one.measures["students"].numerators, np.int64)
    found: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for at, unit in enumerate(one.units):
        rows = np.arange(one.starts[at], ends[at])
        for copy, code in copies.codes(unit):
            share = min(1.0, rng.uniform(*KEPT_SHARE)) if copy else 1.0
            kept = rng.binomial(students[rows], share)
            found[code] = rows[kept > 0], kept[kept > 0]
    units = sorted(found)
    lengths = [len(found[unit][0]) for unit in units]
    rows = np.concatenate([found[unit][0] for unit in units])
    counted = from_integers(np.concatenate([found[unit][1] for unit in units]).tolist())
    return replace(
        one,
        units=tuple(units),
        starts=np.cumsum([0, *lengths[:-1]]).astype(np.intp),
        profile_of_row=one.profile_of_row[rows],
        measures=dict.fromkeys(one.measures, counted),
    )


def _table(name: str, table: TextTable, copies: Copies) -> TextTable:
    """Copy the rows of schools; what is of the whole district stays one row, with its amounts as many times as large."""
    columns, rows = list(table.columns), zip(*table.columns.values(), strict=True)
    made = [row for cells in rows for row in _copies_of(name, dict(zip(columns, cells, strict=True)), copies)]
    return TextTable(table.source, {one: [row[one] for row in made] for one in columns}, range(2, len(made) + 2))


def _copies_of(name: str, row: dict[str, str], copies: Copies) -> Iterator[dict[str, str]]:
    unit = _school_of(name, row)
    if unit in copies.of:
        for copy, code in copies.codes(unit):
            coded = {one: copied(row[one], copy) for one in (*_CODES, *_PEOPLE) if one in row}
            if name == "ledger":
                coded["account"] = row["account"].replace(f".{unit}.", f".{code}.")
            if name == "accounts":
                coded["code"] = code
            if name == "schools":
                coded["name"] = f"{row['name']} {copy + 1}" if copy else row["name"]
            yield row | coded
        return
    more = ("amount", "debit", "credit") if name in {"ledger", "pool"} else ()
    yield row | {one: _times(row[one], copies.times) for one in more if row.get(one)}


def _school_of(name: str, row: Mapping[str, str]) -> str:
    if name == "ledger":
        return row["account"].split(".")[3]
    if name == "accounts":
        return row["code"] if row["dimension"] == "location" else ""
    return row.get("schoolId", "")


def _times(amount: str, times: float) -> str:
    cents = round(int(amount.replace(".", "").replace(",", "")) * times)
    return f"{cents // 100}.{cents % 100:02d}"


def _formula(text: str) -> str:
    """Give a formula so many lines as New York's has, and no pool: what the lines ask for is what there is."""
    text = re.split(r"^\[\[expect\]\]", text, maxsplit=1, flags=re.MULTILINE)[0]
    text, _, pool = text.partition("\n[pool.")
    asked = [
        f'students_{need}{level}_{band} = {{ title = "{_words(need, level)}, {title}", grades = {grades}, need = "{need}"'
        + (f', level = "{level}" }}' if level else " }")
        for need, level, _ in _NEEDS
        for band, (title, grades) in _BANDS.items()
    ]
    asked += [
        f'students_{band} = {{ title = "{title}", grades = {grades} }}' for band, (title, grades) in _BANDS.items()
    ]
    text = text.replace("[counts]\n", "[counts]\n" + "\n".join(asked).replace("'", '"') + "\n", 1)
    text = text.replace(
        "[parameters]\n", '[parameters]\nneed_base = { title = "Base of what needs bring", value = 4_197.19 }\n', 1
    )
    lines = [
        f'[line.need_{need}{level}_{band}]\ntitle = "{_words(need, level)}, {title}"\nkind = "per_student"\n'
        f'students = "students_{need}{level}_{band}"\nrate = "need_base * {weight}"\nround_rate = "cent"\nfund = "general"\n'
        for need, level, weight in _NEEDS
        for band, (title, _) in _BANDS.items()
    ]
    lines += [
        f'[line.books_{band}]\ntitle = "Books, {_BANDS[band][0]}"\nkind = "per_student"\nstudents = "students_{band}"\nrate = "need_base * 0.01"\nround_rate = "cent"\nfund = "general"\n'
        for band in ("k_3", "9_12")
    ]
    return f"{text}\n" + "\n".join(lines) + f"\n[pool.{_POOL.sub(f'amount = {POOL:_}', pool)}"


def _words(need: str, level: str) -> str:
    return f"{need.replace('_', ' ').capitalize()}{f' at level {level}' if level else ''}"


def _blocks(text: str, copies: Copies) -> str:
    """Copy the tables and the rows of tables that are about one school."""
    parts = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    return "".join(_block(part, copies) for part in parts)


def _block(part: str, copies: Copies) -> str:
    lines = part.splitlines(keepends=True)
    if any(re.match(r'"\d{4}" = ', line) for line in lines):
        return "".join(one for line in lines for one in _each(line, copies, named="Landing" not in line))
    if _OF_A_SCHOOL.match(part):
        return "".join(_each(part, copies))
    return _OF_THE_DISTRICT.sub(lambda found: f"{found[1]} = {round(int(found[2]) * copies.times)}", part)


def _each(text: str, copies: Copies, *, named: bool = False) -> Iterator[str]:
    found = _ID.search(text)
    if found is None or found[1] not in copies.of:
        yield text
        return
    for copy, code in copies.codes(found[1]):
        one = text.replace(f'"{found[1]}"', f'"{code}"')
        yield re.sub(r'"(\s*)$', rf' {copy + 1}"\1', one) if named and copy and one.rstrip().endswith('"') else one


def _rows(text: str, columns: tuple[str, ...], copies: Copies) -> str:
    reader = csv.DictReader(io.StringIO(text))
    out = io.StringIO()
    writer = csv.DictWriter(out, reader.fieldnames or (), lineterminator="\n")
    writer.writeheader()
    for row in reader:
        unit = row[columns[0]]
        for copy, _ in copies.codes(unit) if unit in copies.of else ((0, unit),):
            writer.writerow(row | {one: copied(row[one], copy) for one in columns})
    return out.getvalue()

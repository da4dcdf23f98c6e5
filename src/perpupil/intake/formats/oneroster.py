"""OneRoster 1.1 and 1.2 as CSV files in a zip: read leniently, reported strictly, and only what counting needs is kept.

Real exports break letter case, order and blanks. What can be read is read, with fields and words as the standard writes them, and every
way in which a file differs from the standard is a finding that counts its rows. No finding quotes a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perpupil import limits
from perpupil.facts.table import TextTable
from perpupil.intake.formats.delimited import read_delimited
from perpupil.intake.formats.roster_fields import FILES, LISTS, NEEDED, NOT_KEPT_FROM_METADATA, RosterFile
from perpupil.intake.reading import Asked, Reading, SetAside, Told, counted, refused

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterable

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_METADATA = "metadata."
_STANDARD = "Ask whoever runs the student system to export OneRoster as the standard says."
_VERSIONS = ("1.1", "1.2")
_MANIFEST_STATES = ("absent", "bulk", "delta")


def read_roster(archive: zipfile.ZipFile, told: Told, asked: Asked) -> Reading:
    """Read a roster into a table a file: manifest, orgs, academicSessions, users, roles, enrollments, demographics.

    Args:
        archive: The zip, looked through.
        told: Where findings go.
        asked: Whether birth dates are kept.

    """
    work = _Roster(archive, told, asked)
    if not work.files:
        told.say("unknown-format", "The zip has no file of a roster.", "Export OneRoster as CSV files in a zip.")
        return refused(told.all())
    version, modes = work.read_manifest()
    for file in FILES:
        if version in file.fields or file.name in work.files:
            work.read(file, version, modes.get(file.name, ""))
    if work.is_stopped:
        return refused(told.all())
    work.check_needed(version, modes)
    work.check_references()
    return Reading(tuple(work.tables.values()), told.all(), tuple(work.aside))


def tables_by_file(reading: Reading) -> dict[str, TextTable]:
    """Give the tables of a roster by the names of their files, without `.csv`."""
    return {table.source.rpartition(", ")[2].removesuffix(".csv"): table for table in reading.tables}


@dataclass(slots=True)
class _Roster:
    """A roster as it is read."""

    archive: zipfile.ZipFile
    told: Told
    asked: Asked
    files: dict[str, str] = field(init=False)
    tables: dict[str, TextTable] = field(default_factory=dict)
    aside: list[SetAside] = field(default_factory=list)
    is_stopped: bool = False

    def __post_init__(self) -> None:
        known = {"manifest", *(file.name for file in FILES)}
        exact = {name.casefold(): name for name in known}
        self.files = {}
        for path in self.archive.namelist():
            folder, _, base = path.rpartition("/")
            name = exact.get(base.casefold().removesuffix(".csv"))
            if name is None or not base.casefold().endswith(".csv") or folder.startswith("__MACOSX"):
                continue
            if folder:
                self._deviates(name, "The file stands in a folder of the zip, not at its root.")
            if base != f"{name}.csv":
                self._deviates(name, "The file's name has other capital letters.")
            self.files.setdefault(name, path)

    def _deviates(self, name: str, what: str, line: int | None = None, path: str = "") -> None:
        self._told(name).say("roster-deviation", what, _STANDARD, line, path)

    def _told(self, name: str) -> Told:
        """Tell of one file into the findings of all, each with its own bound."""
        return Told(f"{self.told.source}, {name}.csv", self.told.findings)

    def read_manifest(self) -> tuple[str, dict[str, str]]:
        """Read which version the roster has, and for each file whether it is absent, bulk or delta."""
        if "manifest" not in self.files:
            version = "1.2" if "roles" in self.files else "1.1"
            self._deviates("manifest", f"There is no manifest; the files are read as version {version}.")
            return version, {}
        table = self._table("manifest", lambda _: True)
        if table is None or len(table.columns) < 2:  # noqa: PLR2004 - property and value
            return "1.1", {}
        names, values, *_ = table.columns.values()
        said = {name.casefold(): value.casefold() for name, value in zip(names, values, strict=True)}
        version = said.get("oneroster.version", "")
        if version not in _VERSIONS:
            guessed = "1.2" if "roles" in self.files else "1.1"
            self._deviates("manifest", f"It names no version that is read; the files are read as version {guessed}.")
            version = guessed
        self.tables["manifest"] = TextTable(table.source, {"propertyName": names, "value": values}, table.rows)
        return version, {file.name: said.get(f"file.{file.name}".casefold(), "") for file in FILES}

    def read(self, file: RosterFile, version: str, mode: str) -> None:
        """Read one file and report how it differs from the standard."""
        is_there = file.name in self.files
        self._check_mode(file.name, mode, is_there)
        if not is_there or self.is_stopped:
            return
        fields = file.fields.get(version) or next(iter(file.fields.values()))
        kept = (*file.kept, "birthDate") if self.asked.birth_dates and file.name == "demographics" else file.kept
        headers: list[str] = []

        def keeps(header: str) -> bool:
            headers.append(header)
            return _field(header, fields) in (*kept, "dateLastModified") or _is_needed_metadata(header)

        table = self._table(file.name, keeps)
        if table is None:
            return
        self._check_headers(file, fields, headers)
        columns = {_field(header, fields): cells for header, cells in table.columns.items()}
        checks = _Checks(file, table, self._deviates)
        columns = checks.check(columns, mode)
        self._tell_dropped(file.name, headers, set(columns), fields)
        columns.pop("dateLastModified", None)
        self.tables[file.name] = TextTable(table.source, columns, table.rows)

    def _table(self, name: str, keeps: Callable[[str], bool]) -> TextTable | None:
        """Read a file of the zip; its own findings are told as any text's."""
        told = self._told(name)
        asked = Asked(rows_maximum=self.asked.rows_maximum)
        with self.archive.open(self.files[name]) as stream:
            before = len(told.findings)
            reading = read_delimited(stream, told, asked, keeps)
        self.aside.extend(reading.aside)
        self.told.findings[before:] = reading.findings[before:]
        if not reading.tables:
            self.is_stopped = True
            return None
        if not len(reading.tables[0]):
            self._deviates(name, "The file has no rows; a file without rows should be left out.")
        return reading.tables[0]

    def _check_mode(self, name: str, mode: str, is_there: bool) -> None:  # noqa: FBT001 - private
        if not mode:
            return
        if mode not in _MANIFEST_STATES:
            self._deviates(name, "The manifest calls the file neither absent nor bulk nor delta.")
        elif mode == "absent" and is_there:
            self._deviates(name, "The manifest calls the file absent, and it is there.")
        elif mode != "absent" and not is_there:
            self._deviates(name, f"The manifest calls the file {mode}, and it is not there.")

    def _check_headers(self, file: RosterFile, fields: tuple[str, ...], headers: list[str]) -> None:
        found = [_field(header, fields) for header in headers]
        standard = [name for name in found if name in fields]
        if any(header != name for header, name in zip(headers, found, strict=True) if name in fields):
            count = sum(header != name for header, name in zip(headers, found, strict=True) if name in fields)
            self._deviates(
                file.name, f"{counted(count, 'header')} written otherwise: capital letters, blanks or underlines.", 1
            )
        if standard != [name for name in fields if name in standard]:
            self._deviates(file.name, "The columns stand in another order.", 1)
        if len(set(standard)) < len(standard):
            self._deviates(file.name, "A column of the standard stands twice.", 1)
        missing = [name for name in fields if name not in standard]
        if missing:
            self._deviates(file.name, f"{counted(len(missing), 'column')} missing: {', '.join(missing)}.", 1)
        positions = [at for at, name in enumerate(found, 1) if name not in fields and not _is_metadata(name)]
        if positions:
            where = ", ".join(map(str, positions[: limits.UNITS_NAMED]))
            self._deviates(
                file.name, f"{counted(len(positions), 'column')} neither of the standard nor an extension: {where}.", 1
            )
        last = max((at for at, name in enumerate(found) if name in fields), default=0)
        if any(_is_metadata(name) for name in found[:last]):
            self._deviates(file.name, "An extension column stands before a column of the standard.", 1)

    def _tell_dropped(self, name: str, headers: list[str], kept: set[str], fields: tuple[str, ...]) -> None:
        dropped = [_field(header, fields) for header in headers if header and _field(header, fields) not in kept]
        shown = sorted(one for one in dropped if one in fields)
        others = len(dropped) - len(shown)
        if dropped:
            and_others = f" and {others} that are not of the standard" if others else ""
            what = f"Columns that counting does not need were not kept: {', '.join(shown) or 'none of the standard'}{and_others}."
            self._told(name).say("columns-dropped", what, "Nothing needs to be done.")

    def check_needed(self, version: str, modes: dict[str, str]) -> None:
        """Report files without which students cannot be counted."""
        for name in NEEDED[version]:
            if name not in self.files and modes.get(name) != "bulk":
                self._deviates(name, "The file is missing.")

    def check_references(self) -> None:
        """Report rows that point to what is in no file."""
        known = {name: set(table.columns.get("sourcedId", ())) for name, table in self.tables.items()}
        for file in FILES:
            table = self.tables.get(file.name)
            for column, target in file.points_to.items():
                if table is None or column not in table.columns or target not in known:
                    continue
                lost = [
                    row
                    for row, cell in zip(table.rows, table.columns[column], strict=True)
                    if any(one not in known[target] for one in _parts(cell, column))
                ]
                if lost:
                    what = f"{counted(len(lost), 'row')}: {column} is in no row of {target}.csv."
                    self._deviates(file.name, what, lost[0], f"column {column}")


@dataclass(frozen=True, slots=True)
class _Checks:
    """Reports the cells of a file that are not as the standard says, and writes its words as the standard does."""

    file: RosterFile
    table: TextTable
    deviates: Callable[[str, str, int | None, str], None]

    def check(self, columns: dict[str, list[str]], mode: str) -> dict[str, list[str]]:
        """Go through the columns."""
        for name in self.file.filled:
            self._report(name, "is blank", (not cell for cell in columns.get(name, ())))
        self._report_repeated(columns.get("sourcedId", []))
        self._check_changes(columns, mode)
        for name in self.file.dates:
            self._report(
                name,
                "is no date of the form 2026-10-01",
                (cell != "" and not _DATE.fullmatch(cell) for cell in columns.get(name, ())),
            )
        for name, cells in columns.items():
            self._report(name, "holds a line break", ("\n" in cell for cell in cells))
        lists = {name: [_list(cell) for cell in columns[name]] for name in LISTS if name in columns}
        for name, written in lists.items():
            self._report(
                name,
                "is a list parted by other signs than commas",
                (one != cell for one, cell in zip(written, columns[name], strict=True)),
            )
        words = {
            name: self._words(name, columns[name], wanted)
            for name, wanted in self.file.words.items()
            if name in columns
        }
        return columns | lists | words

    def _words(self, name: str, cells: list[str], wanted: tuple[str, ...]) -> list[str]:
        """Write a column's words as the standard does, and report those that are written otherwise or are not in it."""
        exact = {_plain(word): word for word in wanted}
        if wanted == ("true", "false"):
            exact |= {
                "1": "true",
                "0": "false",
                "yes": "true",
                "no": "false",
                "y": "true",
                "n": "false",
                "t": "true",
                "f": "false",
            }
        known = [exact.get(_plain(cell)) for cell in cells]
        self._report(
            name,
            "is not one of the words of the standard",
            (cell != "" and one is None for cell, one in zip(cells, known, strict=True)),
        )
        self._report(
            name,
            "is a word written otherwise",
            (one is not None and cell != one for cell, one in zip(cells, known, strict=True)),
        )
        return [cell if one is None else one for cell, one in zip(cells, known, strict=True)]

    def _report_repeated(self, ids: list[str]) -> None:
        seen: set[str] = set()
        repeated = []
        for one in ids:
            repeated.append(one != "" and one in seen)
            seen.add(one)
        self._report("sourcedId", "stands in an earlier row", repeated)

    def _check_changes(self, columns: dict[str, list[str]], mode: str) -> None:
        """Report status and time of change where bulk files leave them blank and delta files fill them."""
        for name in ("status", "dateLastModified"):
            if mode == "bulk":
                self._report(name, "is filled in a bulk file", (cell != "" for cell in columns.get(name, ())))
            elif mode == "delta":
                self._report(name, "is blank in a delta file", (not cell for cell in columns.get(name, ())))

    def _report(self, name: str, what: str, faults: Iterable[bool]) -> None:
        rows = [row for row, is_fault in zip(self.table.rows, faults, strict=False) if is_fault]
        if rows:
            self.deviates(
                self.file.name,
                f"{counted(len(rows), 'row')}: {name if not _is_metadata(name) else 'an extension'} {what}.",
                rows[0],
                f"column {name}",
            )


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]", "", text.casefold())


def _field(header: str, fields: tuple[str, ...]) -> str:
    """Give the field of the standard that a header means, or the header."""
    wanted = _plain(header)
    return next((name for name in fields if _plain(name) == wanted), header)


def _is_metadata(name: str) -> bool:
    return name.casefold().startswith(_METADATA)


def _is_needed_metadata(header: str) -> bool:
    return _is_metadata(header) and not any(word in header.casefold() for word in NOT_KEPT_FROM_METADATA)


def _list(cell: str) -> str:
    return ",".join(part.strip() for part in re.split(r"[,;|]", cell) if part.strip()) if cell else cell


def _parts(cell: str, column: str) -> list[str]:
    if not cell:
        return []
    return cell.split(",") if column in LISTS else [cell]

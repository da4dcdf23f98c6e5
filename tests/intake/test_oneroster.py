"""A roster is read leniently and reported strictly, and what counting does not need stays outside."""

import pytest

from perpupil.intake.formats.oneroster import tables_by_file
from perpupil.intake.reading import Asked, Reading
from tests.intake.reading import codes, read
from tests.intake.rosters import DEVIATIONS, SECRETS, Roster, clean

VERSIONS = ("1.1", "1.2")


def deviations(reading: Reading) -> list[tuple[str, str]]:
    return [
        (one.where.source.rpartition(", ")[2].removesuffix(".csv"), one.what)
        for one in reading.findings
        if one.code == "roster-deviation"
    ]


def spoiled(name: str, version: str) -> tuple[Roster, Reading]:
    roster = clean(version)
    DEVIATIONS[name].spoil(roster)
    return roster, read(roster.content(), "roster.zip")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_clean_roster_has_no_deviation_and_is_read_whole(version: str) -> None:
    roster = clean(version)
    reading = read(roster.content(), "roster.zip")
    assert set(codes(reading)) == {"columns-dropped"}
    tables = tables_by_file(reading)
    users = "users" if version == "1.1" else "roles"
    assert tables[users].columns["role"] == roster.cells(users, "role")
    for file in ("orgs", "users", "enrollments"):
        for column, cells in tables[file].columns.items():
            assert cells == roster.cells(file, column), (file, column)
    assert tables["manifest"].columns["value"] == roster.cells("manifest", "value")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_byte_order_mark_is_no_deviation(version: str) -> None:
    roster = clean(version)
    roster.encoding = "utf-8-sig"
    assert deviations(read(roster.content(), "roster.zip")) == []


@pytest.mark.parametrize(
    ("name", "version"), [(name, version) for name, one in DEVIATIONS.items() for version in one.versions]
)
def test_a_deviation_is_told_in_its_file_with_its_rows(name: str, version: str) -> None:
    _, reading = spoiled(name, version)
    one = DEVIATIONS[name]
    assert [file for file, what in deviations(reading) if one.said in what] == [one.file]
    assert reading.tables != ()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "name",
    ["headers in capitals", "columns in another order", "roles in capitals", "a folder in the zip", "truth in numbers"],
)
def test_what_is_only_written_otherwise_gives_the_same_tables(name: str, version: str) -> None:
    wanted = tables_by_file(read(clean(version).content(), "roster.zip"))
    found = tables_by_file(spoiled(name, version)[1])
    assert {
        file: {column: table.columns[column] for column in sorted(table.columns)} for file, table in found.items()
    } == {file: {column: table.columns[column] for column in sorted(table.columns)} for file, table in wanted.items()}


def test_all_deviations_at_once_are_all_told() -> None:
    names = [
        "roles in capitals",
        "dates of another form",
        "bulk with a status",
        "lists with semicolons",
        "capitals in the file's name",
    ]
    roster = clean("1.1")
    for name in names:
        DEVIATIONS[name].spoil(roster)
    found = deviations(read(roster.content(), "roster.zip"))
    assert len(found) == len(names)
    assert all(any(DEVIATIONS[name].said in what for _, what in found) for name in names)


@pytest.mark.parametrize(
    ("name", "version"), [(name, version) for name, one in DEVIATIONS.items() for version in one.versions]
)
def test_nothing_about_a_person_is_kept_or_told(name: str, version: str) -> None:
    _, reading = spoiled(name, version)
    kept = repr([table.columns for table in reading.tables]) + repr(reading.findings) + repr(reading.aside)
    assert [secret for secret in SECRETS if secret in kept] == []


def test_birth_dates_are_kept_only_when_they_are_asked_for() -> None:
    content = clean("1.1").content()
    assert "birthDate" not in tables_by_file(read(content, "roster.zip"))["demographics"].columns
    asked = tables_by_file(read(content, "roster.zip", Asked(birth_dates=True)))
    assert set(asked["demographics"].columns["birthDate"]) == {"2013-04-05"}


def test_extensions_that_tell_of_needs_are_kept_and_those_that_tell_of_a_person_are_not() -> None:
    roster = clean("1.1")
    extensions = {"metadata.lowIncome": "true", "metadata.nickName": "Zebulonia", "metadata.homePhone": "555-0142-9"}
    for header, cell in extensions.items():
        roster.headers["users"].append(header)
        for row in roster.rows["users"]:
            row.append(cell)
    reading = read(roster.content(), "roster.zip")
    assert [one for one in tables_by_file(reading)["users"].columns if one.startswith("metadata")] == [
        "metadata.lowIncome"
    ]
    assert deviations(reading) == []


def test_a_row_that_does_not_fit_is_set_aside_without_its_cells() -> None:
    roster = clean("1.1")
    roster.rows["users"][4].append("Zebulonia")
    reading = read(roster.content(), "roster.zip")
    assert [(one.source, one.row, one.cells) for one in reading.aside] == [("roster.zip, users.csv", 6, ())]
    assert len(tables_by_file(reading)["users"]) == 119


def test_a_file_that_cannot_be_read_stops_the_roster() -> None:
    roster = clean("1.1")
    roster.headers["users"] = ["2026-01-01"] * 18
    reading = read(roster.content(), "roster.zip")
    assert reading.tables == ()
    assert "bad-header" in codes(reading)

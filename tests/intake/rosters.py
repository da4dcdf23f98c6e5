"""OneRoster sample sets, written from the standard's tables alone, and what real exports do to them, counted.

Nothing of the package is used here: the fields are typed out again, so that a slip in the reader's list is found. Every person and school
is made up. Names and addresses are planted words that must not appear in anything that is kept.
"""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

Rows = list[list[str]]

HEADERS_11 = {
    "manifest": "propertyName,value",
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "users": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "demographics": "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
}
HEADERS_12 = HEADERS_11 | {
    "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
    "roles": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
    "userProfiles": "sourcedId,status,dateLastModified,userSourcedId,profileType,vendorId,applicationId,description,credentialType,username,password",
}
SECRETS = (
    "Zebulonia",
    "Quillfeather",
    "zebulonia@example.org",
    "hunter2-secret",
    "555-0142-9",
    "2013-04-05",
    "Quisisana",
)
"""Planted in every user's row: names, e-mail, password, telephone, birth date, city of birth."""


@dataclass
class Roster:
    """The files of a roster as headers and rows, and how they are written."""

    version: str
    headers: dict[str, list[str]]
    rows: dict[str, Rows]
    paths: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    def column(self, file: str, name: str) -> int:
        return self.headers[file].index(name)

    def cells(self, file: str, name: str) -> list[str]:
        at = self.column(file, name)
        return [row[at] for row in self.rows[file]]

    def change(self, file: str, name: str, count: int, change: Callable[[str], str], start: int = 0) -> None:
        at = self.column(file, name)
        for row in self.rows[file][start : start + count]:
            row[at] = change(row[at])

    def content(self) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, headers in self.headers.items():
                lines = [headers, *self.rows[file]]
                text = "".join(",".join(map(_quoted, line)) + "\r\n" for line in lines)
                archive.writestr(self.paths.get(file, f"{file}.csv"), text.encode(self.encoding))
        return packed.getvalue()


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell or "\n" in cell else cell


def clean(version: str, students: int = 120, schools: int = 3) -> Roster:
    """A roster without a deviation."""
    chance = random.Random(7)  # noqa: S311 - a sample set
    source = HEADERS_11 if version == "1.1" else HEADERS_12
    headers = {file: line.split(",") for file, line in source.items()}
    made = Roster(version, headers, {file: [] for file in headers})
    _add(made, "orgs", sourcedId="d-1", name="Calder Falls", type="district", identifier="9900123")
    for school in range(1, schools + 1):
        _add(
            made,
            "orgs",
            sourcedId=f"s-{school}",
            name=f"School {school}",
            type="school",
            identifier=f"99001230{school:04}",
            parentSourcedId="d-1",
        )
        _add(made, "courses", sourcedId=f"co-{school}", title="Homeroom", orgSourcedId=f"s-{school}")
        _add(
            made,
            "classes",
            sourcedId=f"c-{school}",
            title="Homeroom",
            grades="03,04",
            courseSourcedId=f"co-{school}",
            classType="homeroom",
            schoolSourcedId=f"s-{school}",
            termSourcedIds="y-1",
        )
    _add(
        made,
        "academicSessions",
        sourcedId="y-1",
        title="2026-27",
        type="schoolYear",
        startDate="2026-08-31",
        endDate="2027-06-18",
        schoolYear="2027",
    )
    for number in range(1, students + 1):
        school = chance.randint(1, schools)
        role = "teacher" if number % 20 == 0 else "student"
        _person(made, number, school, role, f"{chance.randint(0, 12):02}")
    states = {file: "bulk" for file in headers if file != "manifest"}
    for file in ("categories", "classResources", "courseResources", "lineItems", "resources", "results"):
        states[file] = "absent"
    made.rows["manifest"] = [
        ["manifest.version", "1.0"],
        ["oneroster.version", version],
        *([f"file.{file}", state] for file, state in states.items()),
    ]
    return made


def _person(made: Roster, number: int, school: int, role: str, grade: str) -> None:
    given, family, mail, password, phone, born, city = SECRETS
    both = {
        "sourcedId": f"u-{number}",
        "enabledUser": "true",
        "username": mail,
        "givenName": given,
        "familyName": family,
        "identifier": f"{700000 + number}",
        "email": mail,
        "phone": phone,
        "sms": phone,
        "grades": grade,
        "password": password,
    }
    if made.version == "1.1":
        _add(made, "users", **both, orgSourcedIds=f"s-{school}", role=role)
    else:
        _add(made, "users", **both, primaryOrgSourcedId=f"s-{school}", preferredGivenName=given)
        _add(
            made,
            "roles",
            sourcedId=f"r-{number}",
            userSourcedId=f"u-{number}",
            roleType="primary",
            role=role,
            orgSourcedId=f"s-{school}",
        )
        _add(
            made, "userProfiles", sourcedId=f"p-{number}", userSourcedId=f"u-{number}", username=mail, password=password
        )
    _add(
        made,
        "enrollments",
        sourcedId=f"e-{number}",
        classSourcedId=f"c-{school}",
        schoolSourcedId=f"s-{school}",
        userSourcedId=f"u-{number}",
        role=role,
        primary="false",
        beginDate="2026-08-31",
        endDate="2027-06-18",
    )
    _add(made, "demographics", sourcedId=f"u-{number}", birthDate=born, sex="female", asian="false", cityOfBirth=city)


def _add(made: Roster, file: str, **cells: str) -> None:
    unknown = set(cells) - set(made.headers[file])
    assert not unknown, unknown
    made.rows[file].append([cells.get(name, "") for name in made.headers[file]])


@dataclass(frozen=True)
class Deviation:
    """One way in which real exports differ: what it does to a roster, and what must be said, in which file, by how many rows."""

    spoil: Callable[[Roster], None]
    file: str
    said: str
    versions: tuple[str, ...] = ("1.1", "1.2")


def _headers_upper(made: Roster) -> None:
    made.headers["users"] = [name.upper() for name in made.headers["users"]]


def _headers_spaced(made: Roster) -> None:
    made.headers["orgs"] = ["Sourced ID", *made.headers["orgs"][1:5], "identifier", "parent_sourced_id"]


def _order(made: Roster) -> None:
    for line in (made.headers["enrollments"], *made.rows["enrollments"]):
        line[3], line[4] = line[4], line[3]


def _extra(made: Roster) -> None:
    made.headers["orgs"].append("favourite colour")
    for row in made.rows["orgs"]:
        row.append("blue")


def _metadata_early(made: Roster) -> None:
    made.headers["users"].insert(3, "metadata.lowIncome")
    for row in made.rows["users"]:
        row.insert(3, "true")


def _lacking(made: Roster) -> None:
    for line in (made.headers["orgs"], *made.rows["orgs"]):
        del line[5]


def _without(file: str) -> Callable[[Roster], None]:
    def spoil(made: Roster) -> None:
        del made.headers[file]
        made.rows["manifest"] = [row for row in made.rows["manifest"] if row[0] != f"file.{file}"]

    return spoil


def _said_absent(made: Roster) -> None:
    made.rows["manifest"] = [
        [name, "absent" if name == "file.demographics" else value] for name, value in made.rows["manifest"]
    ]


def _said_there(made: Roster) -> None:
    del made.headers["demographics"]


def _said_badly(made: Roster) -> None:
    made.rows["manifest"] = [[name, "full" if name == "file.orgs" else value] for name, value in made.rows["manifest"]]


def _no_version(made: Roster) -> None:
    made.rows["manifest"] = [row for row in made.rows["manifest"] if row[0] != "oneroster.version"]


def _path(file: str, path: str) -> Callable[[Roster], None]:
    return lambda made: made.paths.update({file: path})


def _changed(file: str, name: str, count: int, change: Callable[[str], str]) -> Callable[[Roster], None]:
    return lambda made: made.change(file, name, count, change)


def _delta(made: Roster) -> None:
    made.rows["manifest"] = [
        [name, "delta" if name == "file.users" else value] for name, value in made.rows["manifest"]
    ]


def _list(made: Roster) -> None:
    made.change("users", "grades", 8, lambda _: "03; 04")


def _broken_line(made: Roster) -> None:
    made.change("orgs", "name", 2, lambda name: name + "\nAnnex")


def _no_rows(made: Roster) -> None:
    made.rows["demographics"] = []


DEVIATIONS = {
    "headers in capitals": Deviation(_headers_upper, "users", "headers written otherwise"),
    "headers with blanks and underlines": Deviation(_headers_spaced, "orgs", "2 headers written otherwise"),
    "columns in another order": Deviation(_order, "enrollments", "another order"),
    "a column of its own": Deviation(_extra, "orgs", "1 column neither of the standard nor an extension: 8."),
    "an extension on the left": Deviation(_metadata_early, "users", "An extension column stands before"),
    "a column that is missing": Deviation(_lacking, "orgs", "1 column missing: identifier."),
    "no manifest": Deviation(_without("manifest"), "manifest", "There is no manifest"),
    "no version": Deviation(_no_version, "manifest", "names no version"),
    "no sessions": Deviation(_without("academicSessions"), "academicSessions", "The file is missing."),
    "no enrollments": Deviation(_without("enrollments"), "enrollments", "The file is missing."),
    "no roles": Deviation(_without("roles"), "roles", "The file is missing.", ("1.2",)),
    "called absent": Deviation(_said_absent, "demographics", "calls the file absent, and it is there"),
    "called bulk and absent": Deviation(_said_there, "demographics", "calls the file bulk, and it is not there"),
    "called something else": Deviation(_said_badly, "orgs", "neither absent nor bulk nor delta"),
    "a folder in the zip": Deviation(_path("users", "export/users.csv"), "users", "stands in a folder"),
    "capitals in the file's name": Deviation(_path("orgs", "Orgs.CSV"), "orgs", "other capital letters"),
    "a file without rows": Deviation(_no_rows, "demographics", "has no rows"),
    "roles in capitals": Deviation(
        _changed("enrollments", "role", 11, str.title), "enrollments", "11 rows: role is a word written otherwise"
    ),
    "roles of its own": Deviation(
        _changed("enrollments", "role", 5, lambda _: "learner"), "enrollments", "5 rows: role is not one of the words"
    ),
    "truth in numbers": Deviation(
        _changed("users", "enabledUser", 9, lambda _: "1"), "users", "9 rows: enabledUser is a word written otherwise"
    ),
    "dates of another form": Deviation(
        _changed("enrollments", "beginDate", 7, lambda _: "8/31/2026"), "enrollments", "7 rows: beginDate is no date"
    ),
    "blank schools": Deviation(
        _changed("enrollments", "schoolSourcedId", 4, lambda _: ""), "enrollments", "4 rows: schoolSourcedId is blank"
    ),
    "unknown schools": Deviation(
        _changed("enrollments", "schoolSourcedId", 6, lambda _: "s-99"),
        "enrollments",
        "6 rows: schoolSourcedId is in no row of orgs.csv",
    ),
    "unknown students": Deviation(
        _changed("enrollments", "userSourcedId", 3, lambda _: "u-x"),
        "enrollments",
        "3 rows: userSourcedId is in no row of users.csv",
    ),
    "users twice": Deviation(
        _changed("users", "sourcedId", 3, lambda _: "u-120"), "users", "3 rows: sourcedId stands in an earlier row"
    ),
    "bulk with a status": Deviation(
        _changed("users", "status", 10, lambda _: "active"), "users", "10 rows: status is filled in a bulk file"
    ),
    "bulk with times of change": Deviation(
        _changed("orgs", "dateLastModified", 2, lambda _: "2026-09-01T00:00:00Z"),
        "orgs",
        "2 rows: dateLastModified is filled in a bulk file",
    ),
    "delta without a status": Deviation(_delta, "users", "120 rows: status is blank in a delta file"),
    "lists with semicolons": Deviation(_list, "users", "8 rows: grades is a list parted by other signs"),
    "line breaks in cells": Deviation(_broken_line, "orgs", "2 rows: name holds a line break"),
}

"""The files and fields of OneRoster 1.1 and 1.2 that students are counted from, and which of the fields are kept.

Source: 1EdTech, OneRoster CSV tables, versions 1.1 and 1.2. Names, birth dates, addresses, passwords, sex and race are not needed to
count students, and are not kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_EVERY = ("sourcedId", "status", "dateLastModified")
_BOOLEAN = ("true", "false")
_STATUSES = ("active", "tobedeleted", "inactive")


@dataclass(frozen=True, slots=True)
class RosterFile:
    """One file of a roster.

    Attributes:
        name: Its name without `.csv`.
        fields: Its fields in order, by version.
        kept: The fields that are read.
        filled: The fields that may not be blank.
        words: The values a field may have.
        dates: The fields that hold dates.
        points_to: The file whose `sourcedId` a field must be.

    """

    name: str
    fields: Mapping[str, tuple[str, ...]]
    kept: tuple[str, ...]
    filled: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    dates: tuple[str, ...] = ()
    points_to: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def _both(*fields: str) -> dict[str, tuple[str, ...]]:
    return {"1.1": (*_EVERY, *fields), "1.2": (*_EVERY, *fields)}


ORGS = RosterFile(
    "orgs",
    _both("name", "type", "identifier", "parentSourcedId"),
    ("sourcedId", "status", "name", "type", "identifier", "parentSourcedId"),
    ("sourcedId", "name", "type"),
    {"type": ("department", "school", "district", "local", "state", "national"), "status": _STATUSES},
    points_to={"parentSourcedId": "orgs"},
)
SESSIONS = RosterFile(
    "academicSessions",
    _both("title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    ("sourcedId", "status", "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    ("sourcedId", "title", "type", "startDate", "endDate", "schoolYear"),
    {"type": ("gradingPeriod", "semester", "schoolYear", "term"), "status": _STATUSES},
    ("startDate", "endDate"),
    {"parentSourcedId": "academicSessions"},
)
_USER_11 = (
    *("enabledUser", "orgSourcedIds", "role", "username", "userIds", "givenName", "familyName", "middleName"),
    *("identifier", "email", "sms", "phone", "agentSourcedIds", "grades", "password"),
)
_USER_12 = (
    *("enabledUser", "username", "userIds", "givenName", "familyName", "middleName", "identifier", "email", "sms"),
    *("phone", "agentSourcedIds", "grades", "password", "userMasterIdentifier", "resourceSourcedIds"),
    *("preferredGivenName", "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns"),
)
USERS = RosterFile(
    "users",
    {"1.1": (*_EVERY, *_USER_11), "1.2": (*_EVERY, *_USER_12)},
    ("sourcedId", "status", "enabledUser", "orgSourcedIds", "role", "identifier", "grades", "primaryOrgSourcedId"),
    ("sourcedId", "enabledUser", "orgSourcedIds", "role"),
    {
        "enabledUser": _BOOLEAN,
        "role": ("administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"),
        "status": _STATUSES,
    },
    points_to={"orgSourcedIds": "orgs", "primaryOrgSourcedId": "orgs"},
)
ROLES = RosterFile(
    "roles",
    {
        "1.2": (
            *_EVERY,
            "userSourcedId",
            "roleType",
            "role",
            "beginDate",
            "endDate",
            "orgSourcedId",
            "userProfileSourcedId",
        )
    },
    ("sourcedId", "status", "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId"),
    ("sourcedId", "userSourcedId", "roleType", "role", "orgSourcedId"),
    {
        "roleType": ("primary", "secondary"),
        "role": (
            *("aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor", "relative"),
            *("siteAdministrator", "student", "systemAdministrator", "teacher"),
        ),
        "status": _STATUSES,
    },
    ("beginDate", "endDate"),
    {"userSourcedId": "users", "orgSourcedId": "orgs"},
)
ENROLLMENTS = RosterFile(
    "enrollments",
    _both("classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"),
    ("sourcedId", "status", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"),
    ("sourcedId", "schoolSourcedId", "userSourcedId", "role"),
    {"role": ("administrator", "proctor", "student", "teacher"), "primary": _BOOLEAN, "status": _STATUSES},
    ("beginDate", "endDate"),
    {"schoolSourcedId": "orgs", "userSourcedId": "users"},
)
_DEMOGRAPHICS = (
    *("birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
    *("nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity"),
    *("countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth", "publicSchoolResidenceStatus"),
)
DEMOGRAPHICS = RosterFile(
    "demographics",
    _both(*_DEMOGRAPHICS),
    ("sourcedId", "status", "publicSchoolResidenceStatus"),
    ("sourcedId",),
    {"status": _STATUSES},
    ("birthDate",),
    {"sourcedId": "users"},
)

FILES = (ORGS, SESSIONS, USERS, ROLES, ENROLLMENTS, DEMOGRAPHICS)
NEEDED = {
    "1.1": ("orgs", "academicSessions", "users", "enrollments"),
    "1.2": ("orgs", "academicSessions", "users", "roles", "enrollments"),
}
LISTS = ("orgSourcedIds", "grades")
NOT_KEPT_FROM_METADATA = (
    *("name", "birth", "dob", "mail", "phone", "sms", "address", "street", "password", "ssn", "social", "race"),
    *("ethnic", "gender", "sex", "contact", "guardian", "parent", "photo", "medical", "user"),
)
"""Words in the name of an extension column that tell of a person, not of a need."""

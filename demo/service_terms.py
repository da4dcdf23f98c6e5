"""The catalogue of services of FY2028 as a text: what each costs, where it stands today, and on what terms a school may decline or buy it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from demo.district import GRADES, School, schools
from demo.services import EXCLUSIONS

_HEAD = """\
# What the district runs for its schools in FY2028: prices, terms and reasons. `perpupil services` reads it.
services = 1
title = "Calder Falls Public Schools"
source = "price list FY2028, Chief academic officer"
year = 2028
starts = 2027-07-01
deadline = 2027-01-29
published = 2027-01-08
need = "low_income"
students_of = 2027
count = "student counts of October 1, 2026"

[facts]
unit = "school"
name = "name"
"""
_ACADEMIC, _BUSINESS, _SPECIAL = "Chief academic officer", "Business office", "Student services"

PLACED = ("literacy_coaches", "math_coaches", "math_books", "course_seats", "writing_institute", "itinerant_arts")
"""Services that stand at schools by decision, not by student counts."""


def placed(service: str) -> dict[str, float | int]:
    """Give how much each school has of a service that the district has placed, by the ledger's codes."""
    lower = [school for school in schools() if school.level in {"elementary", "k8", "middle"}]
    match service:
        case "literacy_coaches":
            return dict.fromkeys((one.ledger for one in _neediest(schools(), 48)), 2.5)
        case "math_coaches":
            return dict.fromkeys((one.ledger for one in _neediest(lower, 22)), 2.5)
        case "math_books":
            middle = {one.ledger: one.g6_8 for one in schools() if one.g6_8}
            return _spread(8_750, middle)
        case "course_seats":
            return _spread(
                620, {one.ledger: one.g6_8 + one.g9_12 for one in schools() if one.level in {"middle", "high"}}
            )
        case "writing_institute":
            return _spread(480, {one.ledger: one.students for one in schools() if one.level == "elementary"})
        case "itinerant_arts":
            return _spread(190, {one.ledger: one.students for one in lower})
    message = f"{service} is not placed"
    raise ValueError(message)


def _neediest(among: Sequence[School], count: int) -> list[School]:
    """Give the formula schools with the greatest share of low income, in the order of their codes."""
    formula = [one for one in among if one.is_formula]
    ranked = sorted(formula, key=lambda one: (-one.low_income_all * 10_000 // one.students, one.code))
    return sorted(ranked[:count], key=lambda one: one.code)


def _spread(total: int, sizes: Mapping[str, int]) -> dict[str, float | int]:
    """Share whole units over schools by size, the largest remainders first."""
    whole = sum(sizes.values())
    parts = {code: total * size // whole for code, size in sizes.items()}
    order = sorted(sizes, key=lambda code: (-(total * sizes[code] % whole), code))
    for code in order[: total - sum(parts.values())]:
        parts[code] += 1
    return dict(parts)


def services_text() -> str:
    """Write services.toml."""
    parts = [_HEAD, *(_table(name, keys) for name, keys in _services().items())]
    parts += [
        f'[excluded.{name.lower()}]\ntitle = "{name}"\nreason = "Run for every school by the district."\n'
        for name in EXCLUSIONS
    ]
    return "\n".join(parts)


def _table(name: str, keys: Mapping[str, str]) -> str:
    lines = [f"[service.{name}]", *(f"{key} = {value}" for key, value in keys.items())]
    if name in PLACED:
        lines += [
            "",
            f"[service.{name}.placed]",
            *(f'"{code}" = {units}' for code, units in placed(name).items() if units),
        ]
    return "\n".join(lines) + "\n"


def _quoted(*texts: str) -> str:
    written = ", ".join(f'"{text}"' for text in texts)
    return written if len(texts) == 1 else f"[{written}]"


def _about(title: str, category: str, owner: str, aim: str, evidence: str) -> dict[str, str]:
    return {
        "title": _quoted(title),
        "category": _quoted(category),
        "owner": _quoted(owner),
        "aim": _quoted(aim),
        "evidence": _quoted(evidence),
    }


def _services() -> dict[str, dict[str, str]]:
    """Give each service with its keys as they are written."""
    return _staff() | _materials() | _development() | _others()


def _staff() -> dict[str, dict[str, str]]:
    coach = {"driver": '"days"', "position": "118600", "notice": "5"}
    coaches = "24.0 and 11.0 positions at the price of a coach, FY2028"
    return {
        "literacy_coaches": _about(
            "Literacy coach", "central_staff", _ACADEMIC, "Every child reads by grade 3", coaches
        )
        | coach
        | {"approach": '"opt_out"'},
        "math_coaches": _about("Math coach", "central_staff", _ACADEMIC, "Algebra for all by grade 9", coaches)
        | coach
        | {"approach": '"buy_back"'},
        "itinerant_arts": _about(
            "Visiting art and music teachers",
            "central_staff",
            _ACADEMIC,
            "Arts for every child",
            "38.0 positions at the price of a teacher",
        )
        | {"driver": '"days"', "noun": '"weekly day"', "position": "109800", "notice": "5", "approach": '"opt_out"'},
        "subject_directors": _about(
            "Subject directors",
            "central_staff",
            _ACADEMIC,
            "One curriculum across schools",
            "6.0 positions at $164,500",
        )
        | {
            "driver": '"fte"',
            "position": "164500",
            "units": "6",
            "each": "0.1",
            "approach": '"none"',
            "reason": '"Six people serve all 60 schools, half a day a week each; no one school\'s share can be freed."',
        },
        "related_services": _about(
            "Related services (speech, therapy)",
            "central_staff",
            _SPECIAL,
            "Each IEP is carried out",
            "142.0 positions at $111,500",
        )
        | {
            "driver": '"relevant_student"',
            "needs": '["iep"]',
            "variable": "15833000",
            "approach": '"none"',
            "reason": '"Required by law for students with an IEP."',
        },
    }


def _materials() -> dict[str, dict[str, str]]:
    return {
        "reading_books": _about(
            "K–5 reading books", "materials", _ACADEMIC, "Every child reads by grade 3", "purchase cycle of six years"
        )
        | {
            "driver": '"student"',
            "noun": '"set"',
            "grades": _quoted(*GRADES[1:7]),
            "bought_in": '["2026", "2032"]',
            "approach": '"opt_out"',
        },
        "math_books": _about(
            "Grade 6–8 math books",
            "materials",
            _ACADEMIC,
            "Algebra for all by grade 9",
            "publisher's quote, $142 a book, 8,750 books",
        )
        | {
            "driver": '"student"',
            "noun": '"book"',
            "grades": _quoted("6", "7", "8"),
            "rate": "142",
            "bought_in": '["2028", "2034"]',
            "approach": '"opt_out"',
        },
        "assessment_platform": _about(
            "Assessment platform",
            "materials",
            _ACADEMIC,
            "Teachers know where each child stands",
            "contract of July 2025, $11.40 a seat",
        )
        | {
            "driver": '"student"',
            "noun": '"seat"',
            "grades": _quoted(*GRADES[1:]),
            "rate": "11.40",
            "minimum": "35000",
            "minimum_until": "2028-06-30",
            "approach": '"opt_out"',
        },
    }


def _development() -> dict[str, dict[str, str]]:
    return {
        "course_seats": _about(
            "Course seats",
            "pd_courses",
            _ACADEMIC,
            "Teachers who know their subject",
            "620 seats at $425, university agreement",
        )
        | {"driver": '"participant"', "noun": '"seat"', "rate": "425", "approach": '"opt_out"'},
        "writing_institute": _about(
            "Writing institute",
            "pd_outside",
            _ACADEMIC,
            "Every child writes well",
            "provider's contract: $62,000 and $310 a teacher",
        )
        | {
            "driver": '"participant"',
            "noun": '"teacher"',
            "rate": "310",
            "fixed": "62000",
            "freed": "[[12, 0.5], [17, 1]]",
            "approach": '"opt_out"',
        },
        "district_days": _about(
            "District training days",
            "pd_central",
            _ACADEMIC,
            "One curriculum across schools",
            "venue and speakers, $186,000",
        )
        | {
            "driver": '"flat"',
            "fixed": "186000",
            "open_to_all": "true",
            "approach": '"none"',
            "reason": '"Open to all, and costs the same whoever comes."',
        },
    }


def _others() -> dict[str, dict[str, str]]:
    return {
        "print_shop": _about(
            "Print shop",
            "other",
            _BUSINESS,
            "Schools' time goes to teaching",
            "lease and two positions; $9 a student of paper",
        )
        | {
            "driver": '"student"',
            "rate": "9",
            "fixed": "212000",
            "freed": "[[17, 1]]",
            "viable_from": "20000",
            "below": '"credit"',
            "settled": "2027-02-12",
            "approach": '"buy_back"',
        },
    }

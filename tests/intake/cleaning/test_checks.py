"""Each check fires as often as faults are planted, and is silent where there is none."""

import pytest

from perpupil.findings import MEANINGS
from perpupil.intake.checks import CHECKS, Check
from perpupil.intake.repairs.text import faults
from tests.intake.cleaning.tables import (
    ACCOUNTS,
    COUNTS,
    FACTS,
    LEDGER,
    LONG,
    POSITIONS,
    PROGRAMS,
    SCHOOLS,
    STUDENTS,
    cases,
    codes,
    material,
)  # fmt: skip


def times(text: str, *pairs: tuple[str, str]) -> str:
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return text


PLANTED: dict[str, tuple[dict[str, str], dict[str, int]]] = {
    "two totals and a heading": (
        {"school_counts": COUNTS + "TOTAL,,,,,10,\n0010,2027,2026-10-01,Grand total,iep,7,actual\nNorth region,,,,,,\n"},
        {"total-row": 2, "heading-row": 1},
    ),
    "headers again": ({"student_programs": PROGRAMS + PROGRAMS.splitlines()[0] + "\n"}, {"heading-row": 1}),
    "the same row twice": ({"accounts": ACCOUNTS + "fund,101,1,state_and_local,,\n"}, {"repeated-row": 1}),
    "one key twice": ({"accounts": ACCOUNTS + "fund,101,2,federal,,\n"}, {"repeated-row": 1}),
    "masked counts": (
        {"school_counts": COUNTS + "0020,2027,2026-10-01,all,iep,<10,actual\n0020,2027,2026-10-01,all,el,*,actual\n"},
        {"masked-count": 2},
    ),
    "a formula's error": ({"ledger": LEDGER + "2027,2026-10-31,101.56100.0010,b3,1,#REF!\n"}, {"formula-error": 1}),
    "a blank grade and a grade that is none": (
        {"students": times(STUDENTS, ("s1,0010,3", "s1,0010,"), ("s2,0010,K", "s2,0010,K1"))},
        {"blank-cell": 1, "bad-cell": 1},
    ),
    "a date that could be two": (
        {"students": times(STUDENTS, ("s1,0010,3,2026-08-31", "s1,0010,3,8/9/2026")), "school_counts": ""},
        {"ambiguous-date": 1},
    ),
    "a date in another form": (
        {"students": times(STUDENTS, ("s1,0010,3,2026-08-31", "s1,0010,3,8/31/2026"))},
        {"date-in-another-form": 1},
    ),
    "numbers as text": (
        {"positions": times(POSITIONS, ("78420.00", '"$78,420"'), ("70000.00", '"70,000"'))},
        {"number-as-text": 1},
    ),
    "negatives in two forms": (
        {"ledger": LEDGER + '2027,2026-10-31,101.56100.0010,b3,1,"(1,234.50)"\n2027,2026-10-31,101.56100.0010,b3,2,"1,234.50-"\n'},
        {"negative-as-text": 2},
    ),
    "one year under three names": (
        {"ledger": LEDGER + "FY27,2026-10-31,101.56100.0010,b3,1,1\n2026-27,2026-10-31,101.56100.0010,b3,2,1\n"},
        {"year-in-another-form": 1},
    ),
    "an unknown school, twice": (
        {"positions": times(POSITIONS, ("p1,teacher,0010", "p1,teacher,0777"), ("p3,teacher,0020", "p3,teacher,0777"))},
        {"unknown-school": 1},
    ),
    "codes of another system": (
        {"positions": times(POSITIONS, ("p1,teacher,0010", "p1,teacher,ADAMS"), ("p3,teacher,0020", "p3,teacher,BAKER"))},
        {"other-system-code": 1},
    ),
    "lost zeros": (
        {"schools": times(SCHOOLS, (",10,", ",,"), (",20,", ",,")), "positions": times(POSITIONS, (",0010,", ",10,"), (",0020,", ",20,"))},
        {"lost-zeros": 1},
    ),
    "ledger codes without the zeros of the accounts": (
        {"schools": times(SCHOOLS, ("personnelCode,", "personnelCode,ledgerCode,"), ("ADAMS,", "ADAMS,10,"), ("BAKER,", "BAKER,20,"), ("MAPLCC,", "MAPLCC,,"), ("OLDMIL,", "OLDMIL,,"))},
        {"zeros-differ": 1},
    ),
    "a code of two schools": (
        {"schools": times(SCHOOLS, ("0020,Baker,elementary,20", "0020,Baker,elementary,10")), "positions": times(POSITIONS, ("p1,teacher,0010", "p1,teacher,10"))},
        {"code-of-two-schools": 1},
    ),
    "two at a closed school": (
        {"students": STUDENTS + "s8,0099,3,2026-08-31,,yes,2026-09-01,2018-03-14\ns9,0099,3,2026-08-31,,yes,2026-09-01,2018-03-14\n", "school_counts": ""},
        {"closed-school": 2},
    ),
    "a double enrollment": (
        {"students": times(STUDENTS, ("s3,0020,5,2026-08-31,2026-09-20", "s3,0020,5,2026-08-31,")), "school_counts": ""},
        {"double-enrollment": 1},
    ),
    "shared with the career center": (
        {"students": times(STUDENTS, ("s4,0601,12,2026-08-31,,no", "s4,0601,12,2026-08-31,,yes"))},
        {"shared-student": 1},
    ),
    "three who never came": (
        {
            "students": STUDENTS + "s7,0020,3,2026-08-31,,yes,,2018-03-14\ns8,0020,3,2026-08-31,2026-08-31,yes,2026-08-31,2018-03-14\n"
            "s9,0010,3,2026-08-31,,yes,,2018-03-14\n"
        },
        {"no-show": 3},
    ),
    "too old and too young": (
        {"students": times(STUDENTS, ("2018-03-14", "2008-03-14"), ("2010-04-02", "2016-04-02"))},
        {"age-and-grade": 2},
    ),
    "special education without a tier": (
        {"student_programs": times(PROGRAMS, ("yes,1", "yes,")), "programs": times(LONG, ("iep,1", "iep,"))},
        {"missing-tier": 2},
    ),
    "learners who have left": (
        {"student_programs": times(PROGRAMS, ("yes,2,no", "yes,M2,no")), "programs": times(LONG, ("learner,2", "learner,M4"))},
        {"exited-learner": 2},
    ),
    "blank meal status where meals are free for all": (
        {"student_programs": times(PROGRAMS, ("s4,0020,yes", "s4,0020,")), "programs": times(LONG, ("meal_status,P", "meal_status,"))},
        {"meal-status-blank": 2},
    ),
    "a substitute who is not marked": (
        {"positions": times(POSITIONS, ("1,,substitute", "1,,filled"))},
        {"leave-and-substitute": 1},
    ),
    "a vacancy in words": ({"positions": times(POSITIONS, ("1,,filled,e1", "1,,filled,VACANT"))}, {"vacant-position": 1}),
    "a position whole at two schools": (
        {"positions": times(POSITIONS, ("1,0.5,filled", "1,,filled"))},
        {"split-counted-in-full": 1},
    ),
    "unknown accounts": (
        {"ledger": LEDGER + "2027,2026-10-31,101.51119.0010,b3,1,1\n2027,2026-10-31,101.51119.0010,b3,2,1\n2027,2026-10-31,101-51110,b3,3,1\n"},
        {"unknown-account": 2},
    ),
    "a location that is none": ({"ledger": LEDGER + "2027,2026-10-31,101.51110.0298,b3,1,1\n"}, {"unknown-location": 1}),
    "a batch under two numbers": (
        {"ledger": LEDGER + "".join(f"2027,2026-11-{day},101.56100.0010,{batch},{line},7.0{line}\n" for batch, day in (("b7", 10), ("b8", 12)) for line in (1, 2, 3))},
        {"batch-posted-twice": 1},
    ),
    "a batch that holds its entries twice": (
        {"ledger": LEDGER + 2 * "".join(f"2027,2026-11-10,101.56100.0010,b7,{line},7.0{line}\n" for line in (1, 2, 3))},
        {"batch-posted-twice": 1},
    ),
    "a school without students": ({"schools": SCHOOLS + "0030,Carver,elementary,30,CARVER,,,no\n"}, {"location-without-students": 1}),
    "a group larger than everybody": ({"school_counts": times(COUNTS, ("all,iep,1", "all,iep,4"))}, {"group-too-large": 1}),
    "grades that do not add up, and a roster that says otherwise": (
        {"school_counts": times(COUNTS, ("3,all,1", "3,all,2"), ("0020,2027,2026-10-01,all,all,1", "0020,2027,2026-10-01,all,all,9"))},
        {"totals-disagree": 2},
    ),
    "a count that fell": (
        {"school_counts": COUNTS + "0020,2026,2025-10-01,all,all,90,actual\n"},
        {"count-changed": 1},
    ),
    "three years in a table of facts": (
        {"school_facts": FACTS + "0010,Adams,2026,9,1,0,yes\n0010,Adams,2024-25,9,1,0,yes\n0020,Baker,FY26,9,1,0,yes\n"},
        {"other-years": 1, "year-in-another-form": 1},
    ),
    "facts of another year": ({"school_facts": times(FACTS, ("2027", "2025-26"))}, {"another-year": 1}),
    "a row of facts without a year": ({"school_facts": times(FACTS, ("Baker,2027", "Baker,"))}, {"blank-cell": 1}),
    "one school twice in a year, and two rows of none": (
        {"school_facts": FACTS + "0010,Adams,2027,4,1,100.50,yes\n,Canal,2027,1,1,0,no\n,Dover,2027,1,1,0,no\n"},
        {"repeated-row": 1, "blank-cell": 2},
    ),
    "facts with a total, a heading and a note at the end": (
        {"school_facts": FACTS + "Ward 3 total,,2027,4,2,100.50,\nTOTAL,,,16,6,120.75,\nNorth,,,,,,\nSource: the budget office,,,,,,\n"},
        {"total-row": 2, "heading-row": 2},
    ),
    "numbers that are missing in two columns": (
        {"school_facts": times(FACTS, ("2027,3,1,", "2027,,1,"), ("2027,1,1,0", "2027,NA,1,-"))},
        {"missing-numbers": 2},
    ),
    "amounts finer than a cent": (
        {"school_facts": times(FACTS, ("100.50", "8516.35125"), ("20.25", "0.001"))},
        {"finer-amounts": 1},
    ),
    "headers with spaces and signs": (
        {"school_facts": times(FACTS, ("low_income", "Low Income (all)"), ("title_i_budget", "Title I"))},
        {"header-in-quotes": 1},
    ),
    "percentages and shares under headers of percent": (
        {"school_facts": times(FACTS, ("students", "pct_students"), ("title_i_budget", "ATRISKPCT"), ("100.50", "0.9"), ("20.25", "0.125"))},
        {"percent-header": 2},
    ),
    "a sign of percent at some of the numbers": (
        {"school_facts": times(FACTS, ("Adams,2027,3", "Adams,2027,17.2%"))},
        {"percent-and-plain": 1, "number-as-text": 1},
    ),
    "masked facts and a formula's error": (
        {"school_facts": times(FACTS, ("2027,3,1", "2027,3,<10"), ("2027,1,1", "2027,1,*"), ("2027,0,0", "2027,#REF!,N<10"))},
        {"masked-count": 3, "formula-error": 1},
    ),
    "a word among numbers": ({"school_facts": times(FACTS, ("2027,12", "2027,closed"))}, {"words-among-numbers": 1}),
    "money with signs": (
        {"school_facts": times(FACTS, ("magnet", "magnet_cost"), ("100.50,yes", "100.50,$5"), ("0,no\n0601", "0,(5)\n0601"), ("0,0,no", "0,0,7"), ("25,yes", "25,8"))},
        {"number-as-text": 1, "negative-as-text": 1},
    ),
    "facts by the names of schools": (
        {"school_facts": times(FACTS, ("0010,", "Adams,"), ("0020,", "Baker,"), ("0601,", "Maple Career Center,"))},
        {"other-system-code": 1},
    ),
    "facts of other units than the schools": (
        {"school_facts": times(FACTS, ("0010,", "14005,"), ("0020,", "21226,"), ("0601,", "22017,"))},
        {"unknown-school": 1},
    ),
}  # fmt: skip


def test_the_clean_district_has_no_case() -> None:
    assert codes(material()) == {}


@pytest.mark.parametrize(("changed", "expected"), PLANTED.values(), ids=PLANTED)
def test_a_check_fires_as_often_as_faults_are_planted(changed: dict[str, str], expected: dict[str, int]) -> None:
    assert codes(material(**changed)) == expected


@pytest.mark.parametrize("changed", [one for one, _ in PLANTED.values()], ids=PLANTED)
def test_a_case_says_what_is_so_and_what_to_do(changed: dict[str, str]) -> None:
    given = material(**changed)
    for one in cases(given):
        assert one.rows
        assert all((one.finding.what, one.finding.why, one.finding.fix, str(one.effect)))
        assert one.repair is None or list(faults(one.repair)) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda one: one.name)
def test_every_check_fires_somewhere_and_only_with_its_own_codes(check: Check) -> None:
    found = {one.finding.code for changed, _ in PLANTED.values() for one in cases(material(**changed), check)}
    assert found
    assert found <= set(check.codes) <= set(MEANINGS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda one: one.name)
def test_a_check_without_its_files_is_silent(check: Check) -> None:
    empty = material(**dict.fromkeys(material().datasets, ""))
    assert cases(empty, check) == []


def test_no_case_shows_what_could_name_a_person() -> None:
    names = {
        *(f"s{number}" for number in range(1, 10)),
        *(f"e{number}" for number in range(1, 5)),
        *(f"p{number}" for number in range(1, 5)),
    }
    births = {"2018-03-14", "2008-03-14", "2016-04-02"}
    for changed, _ in PLANTED.values():
        for one in cases(material(**changed)):
            shown = f"{one.finding} {one.value} {one.effect}".replace("`", " ").split()
            assert not (names | births) & set(shown), one


def test_names_in_a_column_of_grades_are_not_shown() -> None:
    text = "studentId,schoolId,grade,entryDate\n" + "".join(f"s{at},0010,Smith{at},2026-08-31\n" for at in range(5))
    found = cases(material(students=text, school_counts=""))
    assert [one.finding.code for one in found if one.finding.code == "bad-cell"] == ["bad-cell"] * 5
    assert not any("Smith" in str(one) for one in found)


def test_names_in_a_column_of_schools_are_not_shown() -> None:
    text = "studentId,schoolId,grade,entryDate\n" + "".join(f"s{at},Smith{at},3,2026-08-31\n" for at in range(5))
    found = cases(material(students=text, school_counts=""))
    assert [(one.finding.code, len(one.rows)) for one in found if one.dataset == "students"] == [("unknown-school", 5)]
    assert not any("Smith" in str(one) for one in found)


def test_a_rule_never_quotes_a_text_that_may_be_a_name() -> None:
    """Somebody's name has slipped into the column of learners, beside a level of those who have left."""
    programs = times(PROGRAMS, ("yes,2,no", "Quentin Q. Quill,M2,no"))
    found = [one for one in cases(material(student_programs=programs)) if one.finding.code == "exited-learner"]
    assert [one.repair for one in found] == [None]

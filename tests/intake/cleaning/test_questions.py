"""Questions of the data desk: grouped and counted, the same names at every look, answered by rules, and never the name of anybody."""

import json
import re
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perpupil.findings import MEANINGS, Severity
from perpupil.intake.asking import merged, questions
from perpupil.intake.asking_words import ASKING
from perpupil.intake.checks import CHECKS
from perpupil.intake.cleaning import Cleaned, clean
from perpupil.intake.dataset import Dataset
from perpupil.intake.queue import LEAVE, MEANING, Question, rules_of
from perpupil.intake.repairs import KINDS, Rule
from perpupil.intake.repairs.replay import Memory
from perpupil.intake.repairs.words import words_of_rule
from perpupil.intake.schemas import SCHEMAS
from perpupil.intake.schemas.declaration import Type
from tests.intake.cleaning.tables import CLEAN, LONG, POSITIONS, PROGRAMS, SCHOOLS, STUDENTS, material
from tests.intake.cleaning.test_cleaning import cleaned, upload
from tests.intake.cleaning.test_repairs import CHOSEN, FILES

EXAMPLES = settings.default.max_examples if settings.default else 50
"""Each of the laws of cleaning cleans four files several times."""
SENTINEL = "Zebulonia Quillfeather"
ID = "q7000001q"
NO_SHOW = "s8,0010,3,2026-08-31,,yes,,2018-03-14\n"
EXITED = "".join(f"e{number},english_learner,M{number},2026-07-01\n" for number in (1, 2, 3, 4))


def asked(rules: list[Rule] | None = None, **changed: str) -> dict[str, Question]:
    done = cleaned(rules, **{"school_counts": "", **changed})  # whose totals would disagree
    return {one.name: one for one in questions((done,), rules or ())}


def test_every_error_and_warning_of_the_checks_asks_something_and_no_note_does() -> None:
    codes = {code for check in CHECKS for code in check.codes}
    assert set(ASKING) == {code for code in codes if MEANINGS[code].severity is not Severity.NOTE}


@pytest.mark.parametrize("code", ASKING)
def test_a_question_is_one_and_its_texts_are_sentences(code: str) -> None:
    asking = ASKING[code]
    assert asking.asks.endswith("?")
    assert not asking.title.endswith((".", "?"))
    for text in (asking.what, asking.fix, asking.leave, asking.unknown or "."):
        assert text.endswith(".")


def test_clean_files_ask_nothing() -> None:
    assert asked() == {}


def test_cases_of_one_kind_are_one_question_with_students_rows_and_schools() -> None:
    twice = "s6,0010,3,2026-08-31,,yes,2026-08-31,2018-03-14\ns6,0020,3,2026-09-15,,yes,2026-09-15,2018-03-14\n"
    found = asked(students=STUDENTS + twice + twice.replace("s6", "s7") + NO_SHOW)
    assert list(found) == ["students.double-enrollment", "students.no-show"]
    double, absent = found.values()
    assert (double.students, double.rows, double.times) == (2, 4, 2)
    assert [(one.name, one.count) for one in double.schools] == [("Adams", 2), ("Baker", 2)]
    assert double.what.startswith("Enrolled at two schools or more at the same time: 2 students at Adams and Baker.")
    assert double.repair == (Rule("close_earlier", "students"),)
    assert (absent.students, absent.must_decide) == (1, True)


def test_levels_of_those_who_left_are_one_question_with_one_rule() -> None:
    students = STUDENTS + "".join(f"e{at},0020,3,2026-08-31,,yes,2026-08-31,2018-03-14\n" for at in (1, 2, 3, 4))
    one = asked(programs=LONG + EXITED, student_programs="", students=students)["programs.exited-learner"]
    assert one.asks == "Are students coded M1–M4 still English learners?"
    assert [(value.text, value.count) for value in one.values] == [("M1", 1), ("M2", 1), ("M3", 1), ("M4", 1)]
    assert [school.name for school in one.schools] == ["Baker"]
    where = (("program", ("english_learner",)), ("level", ("M1", "M2", "M3", "M4")))
    assert one.repair == (Rule("drop_rows", "programs", where=where),)
    way = one.way(MEANING)
    assert way is not None
    assert way.choices == ("2",)
    rules, wrong = rules_of(one, MEANING, {"M1": "2", "M2": ""}, " still  taught ")
    assert wrong == ()
    assert rules == (replace(way.rules[0], values=(("M1", "2"),), why="still taught"),)
    assert one.said(MEANING, {"M1": "2"}) == "Where the program is english_learner, read the level M1 as 2."


def test_a_school_that_no_list_has_can_be_said_to_be_one() -> None:
    found = asked(students=STUDENTS + "s8,0777,3,2026-08-31,,yes,2026-08-31,2018-03-14\n")
    one = found["students.unknown-school.schoolId"]
    assert [value.text for value in one.values] == ["0777"]
    rules, wrong = rules_of(one, MEANING, {"0777": "0020"}, "")
    assert (rules, wrong) == ((Rule("one_school", "students", "schoolId", (("0777", "0020"),)),), ())
    again = asked(list(rules), students=STUDENTS + "s8,0777,3,2026-08-31,,yes,2026-08-31,2018-03-14\n")
    assert again == {}


def test_a_wrong_answer_gives_no_rule_and_says_everything_that_is_wrong() -> None:
    found = asked(students=STUDENTS + "s8,0777,3,2026-08-31,,yes,2026-08-31,2018-03-14\n")
    one = found["students.unknown-school.schoolId"]
    for way, meanings, reason, count in (
        ("guess", {}, "", 1),
        (LEAVE, {}, "  ", 1),
        (MEANING, {}, "", 1),
        (MEANING, {"0777": "9999", "0778": "0010"}, "", 2),
    ):
        rules, wrong = rules_of(one, way, meanings, reason)
        assert (rules, len(wrong)) == ((), count)


def test_a_question_that_is_left_with_a_reason_is_gone_and_its_rows_stay_set_aside() -> None:
    text = STUDENTS + NO_SHOW
    one = asked(students=text)["students.no-show"]
    rules, wrong = rules_of(one, LEAVE, {}, "The school will call them.")
    assert wrong == ()
    assert rules[0].why == "The school will call them."
    assert asked(list(rules), students=text) == {}
    assert len(cleaned(list(rules), students=text).aside["students"]) == 1


def test_accepting_one_column_leaves_the_question_about_another() -> None:
    """A finding of a column is accepted for that column alone."""
    facts = "schoolId,name,year,a,b\n0010,Adams,2027,1,1\n0020,Baker,2027,,\n0601,Maple,2027,1,1\n"
    found = asked(school_facts=facts)
    assert set(found) == {"school_facts.missing-numbers.a", "school_facts.missing-numbers.b"}
    rules, _ = rules_of(found["school_facts.missing-numbers.a"], LEAVE, {}, "Blank is none.")
    assert set(asked(list(rules), school_facts=facts)) == {"school_facts.missing-numbers.b"}


def test_the_name_of_a_question_fits_an_address_and_two_headers_have_two() -> None:
    facts = 'schoolId,name,year,"a (b)","a [b]"\n0010,Adams,2027,1,1\n0020,Baker,2027,,\n0601,Maple,2027,1,1\n'
    found = asked(school_facts=facts)
    assert len(found) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", name) for name in found)


@settings(max_examples=EXAMPLES // 3)
@given(FILES, CHOSEN, st.data())
def test_answered_as_suggested_a_question_is_gone_or_asks_about_what_no_rule_mends(
    files: dict[str, str], rules: list[Rule], data: st.DataObject
) -> None:
    found = questions((cleaned(rules, **files),), rules)
    if not found:
        return
    assert [one.must_decide for one in found] == sorted((one.must_decide for one in found), reverse=True)
    assert len({one.name for one in found}) == len(found)
    one = data.draw(st.sampled_from(found))
    way = data.draw(st.sampled_from([way.name for way in one.ways if not way.takes_meanings]))
    answered, wrong = rules_of(one, way, {}, "because")
    assert wrong == ()
    again = cleaned([*rules, *answered], **files)
    after = {other.name: other for other in questions((again,), [*rules, *answered])}.get(one.name)
    if way == LEAVE:
        assert after is None
    elif not again.findings:  # two rules may undo each other, and that is told
        assert after is None or after.rows < one.rows or after.repair != one.repair


@settings(max_examples=EXAMPLES // 3)
@given(FILES, st.lists(CHOSEN, min_size=2, max_size=2))
def test_cleaned_again_with_a_memory_the_same_comes_out(files: dict[str, str], several: list[list[Rule]]) -> None:
    """What is read of cells, and what rules made of rows, is kept between cleanings; it must not show."""
    texts = {**CLEAN, **files}
    uploads = [upload(name, text) for name, text in texts.items() if text]
    memory = Memory()
    for chosen in (*several, several[0]):
        fresh = clean([upload(name, text) for name, text in texts.items() if text], material(), chosen)
        again = clean(uploads, material(), chosen, memory=memory)
        assert (again.cases, again.taken, again.aside, again.applied) == (
            fresh.cases,
            fresh.taken,
            fresh.aside,
            fresh.applied,
        )


@given(FILES, st.data())
def test_what_was_read_of_a_dataset_still_holds_for_some_of_its_rows(
    files: dict[str, str], data: st.DataObject
) -> None:
    for name, text in files.items():
        whole = upload(name, text).dataset
        for column in whole.columns:
            whole.words(column.name)
        positions = data.draw(st.lists(st.integers(0, max(0, len(whole) - 1)), unique=True)) if len(whole) else []
        part = whole.keep(positions)
        bare = Dataset(part.schema, part.table, part.orders)
        for column in part.columns:
            assert part.words(column.name) == bare.words(column.name)
            assert part.values(column.name) == bare.values(column.name)
            assert part.read(column.name).unreadable == bare.read(column.name).unreadable


PEOPLE = {"students": STUDENTS, "programs": LONG + EXITED, "student_programs": PROGRAMS, "positions": POSITIONS}
IN_PLACE_OF = [(dataset, column) for dataset, text in PEOPLE.items() for column in text.splitlines()[0].split(",")]


def with_a_person_in(text: str, column: str, *, everywhere: bool) -> str:
    """Let a name slip into a column: of one row, or of each."""
    header, *rows = text.splitlines()
    at = header.split(",").index(column)
    changed = []
    for number, row in enumerate(rows):
        cells = row.split(",")
        if everywhere or number == 0:
            cells[at] = f"{SENTINEL} {number}"
        changed.append(",".join(cells))
    return "\n".join([header, *changed]) + "\n"


@pytest.mark.parametrize("everywhere", [False, True], ids=["in one row", "in each"])
@pytest.mark.parametrize(("dataset", "column"), IN_PLACE_OF, ids=str)
def test_no_name_no_id_and_no_date_of_a_person_comes_into_a_question(
    dataset: str, column: str, *, everywhere: bool
) -> None:
    """Every row has a fault; a name stands in one column after the other, where it belongs and where it does not."""
    rows = (
        f"{ID},0010,3,2026-08-31,,yes,2026-08-31,1999-03-14\n"
        f"{ID},0020,3,2026-09-15,,yes,2026-09-15,1999-03-14\n"
        f"{ID}2,0099,3,2026-08-31,,yes,,1999-03-14\n"
        f"{ID}3,0777,33,31/31/2026,,maybe,,1999-03-14\n"
    )
    needs = f"{ID},english_learner,M1,2026-07-01\n{ID},iep,,2026-07-01\n"
    wide = f"{ID},0010,perhaps,yes,M2,yes,\n"
    staff = f"p9,teacher,0777,101,1,,,{SENTINEL},1.00\np9,teacher,0020,101,1,,filled,{ID},x\n"
    texts: dict[str, str] = {
        "students": STUDENTS + rows,
        "programs": LONG + EXITED + needs,
        "student_programs": PROGRAMS + wide,
        "positions": POSITIONS + staff,
    }
    texts[dataset] = with_a_person_in(texts[dataset], column, everywhere=everywhere)
    done = cleaned(None, **texts, school_counts="")
    found = questions((done,))
    assert found
    told = json.dumps([asdict(one) for one in found])
    for secret in (SENTINEL, *SENTINEL.split(), ID, "1999-03-14", "1999"):
        assert secret not in told


def test_a_rule_that_would_repeat_a_name_is_not_suggested() -> None:
    """A level that says `left`, beside a name in place of yes or no: the rule would name the person."""
    wide = PROGRAMS + f"s9,0010,no,{SENTINEL},M1,no,\n" + "s8,0010,no,yes,M1,no,\n"
    one = asked(student_programs=wide)["student_programs.exited-learner"]
    assert one.students == 2
    assert one.repair == (
        Rule("map_values", "student_programs", "englishLearner", (("yes", "no"),), (("elLevel", ("M1",)),)),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_rule_has_a_sentence(kind: str) -> None:
    rule = Rule(kind, "students", "grade", (("13", "12"),), (("schoolId", ("0010",)),), 4, "no-show")
    said = words_of_rule(rule)
    assert said.endswith(".")
    assert said[0].isupper()
    assert "{" not in said


def test_rules_that_differ_in_two_ways_stay_two() -> None:
    one = Rule("drop_rows", "programs", where=(("program", ("a",)), ("level", ("1",))))
    other = Rule("drop_rows", "programs", where=(("program", ("b",)), ("level", ("2",))))
    assert merged([one, other]) == (one, other)


def test_a_value_may_mean_only_what_may_stand_there() -> None:
    for text, column, choices in (("zz", "grade", "PK"), ("may", "primary", "yes")):
        row = "s8,0010,{grade},2026-08-31,,{primary},2026-08-31,2018-03-14\n"
        cells = {"grade": "3", "primary": "yes", column: text}
        one = asked(students=STUDENTS + row.format(**cells))[f"students.bad-cell.{column}"]
        way = one.way(MEANING)
        assert way is not None
        assert choices in way.choices
        kind = SCHEMAS["students"].column(column).type
        assert kind in {Type.GRADE, Type.FLAG}


def test_questions_of_two_files_of_one_data_set_are_one() -> None:
    done: Cleaned = cleaned(students=STUDENTS + NO_SHOW, school_counts="")
    (one,) = questions((done, done))
    assert (one.rows, one.times) == (2, 2)


def test_the_list_of_schools_is_what_names_them() -> None:
    schools = SCHOOLS.replace("Adams", "Adams Elementary")
    one = asked(schools=schools, students=STUDENTS + NO_SHOW)["students.no-show"]
    assert [school.name for school in one.schools] == ["Adams Elementary"]

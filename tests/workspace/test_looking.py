"""A look at files: what they ask, and what each answer changes, held against figures worked out by hand and against the import itself."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from perpupil.intake.arriving import Said
from perpupil.intake.effects import Effect, Row
from perpupil.intake.queue import LEAVE, REPAIR, rules_of
from perpupil.intake.repairs import Rule
from perpupil.workspace.fact_sets import kept_facts
from perpupil.workspace.importing import BroughtIn, Incoming, Order, bring_in
from perpupil.workspace.looked import Looked, OtherVersion
from perpupil.workspace.looking import look
from tests.workspace import small

SCHOOLS = """Code,School Name,Level,Opened,Closed
0010,Adams,elementary,1950-09-01,
0020,Baker,elementary,1960-09-01,
"""
STUDENTS = """Student ID,School,Grade,Entry Date,Exit Date,Primary School
900001,0010,K,2026-08-31,,yes
900002,0010,1,2026-08-31,,yes
900003,0010,2,2026-08-31,,yes
900004,0010,3,2026-08-31,,yes
900005,0010,4,2026-08-31,,yes
900006,0020,K,2026-08-31,,yes
900007,0020,1,2026-08-31,,yes
900008,0020,2,2026-08-31,,yes
900009,0020,3,2026-08-31,,
900009,0010,3,2026-09-14,,
"""
"""The last student has left Baker for Adams, and nobody has ended the enrollment at Baker."""
PROGRAMS = """Student ID,Program,Level,Start Date
900001,english_learner,M1,2026-07-01
900002,english_learner,M1,2026-07-01
900003,english_learner,M1,2026-07-01
900004,english_learner,2,2026-07-01
900005,english_learner,3,2026-07-01
900006,english_learner,1,2026-07-01
900007,english_learner,1,2026-07-01
"""
FORMULA = """language = 1
title = "Teachers for learners"
equity = "More where students learn English."
source = "made up"
year = 2027

[facts]
unit = { column = "schoolId", noun = "school", name = "name" }

[parameters]
learners_a_teacher = { title = "Learners a teacher", value = 2, owner = "Budget", source = "made up" }
teacher = { title = "A teacher", value = 100_000, owner = "Budget", source = "made up" }

[counts]
learners = { title = "Learners", need = "english_learner" }

[line.esl]
title = "Teachers"
kind = "staffing"
students = "learners"
per = "learners_a_teacher"
round_fte = "half"
price = "teacher"
"""
POOL = """
[pool.schools]
title = "Schools"
amount = 300_000
owner = "Budget"
source = "made up"
"""
EXITED, TWICE = "programs.exited-learner", "students.double-enrollment"
ADAMS_NOW_THEN = Row("0010", "Adams", 5, 2, 250, 100, 25_000_000, 10_000_000)
"""Five learners are 2.5 teachers, two are one: $100,000 each."""
BAKER = Row("", "1 other school", 2, 2, 100, 100, 10_000_000, 10_000_000)


def order(folder: Path, *rules: Rule, **changed: str) -> Order:
    texts = {"schools": SCHOOLS, "students": STUDENTS, "programs": PROGRAMS, **changed}
    files = small.files(folder, **texts)
    return Order(tuple(Incoming(path) for path in files.values()), rules=rules)


def new(folder: Path) -> Path:
    made = small.new(folder)
    (made / "formula.toml").write_text(FORMULA, encoding="utf-8")
    return made


@pytest.fixture
def district(tmp_path: Path) -> Path:
    return new(tmp_path)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    """A look at the files as they are, without facts in force."""
    return looked_at(new(tmp_path_factory.mktemp("seen")))


def looked_at(district: Path, *rules: Rule, **changed: str) -> Looked:
    return look(district, order(district.parent / "files", *rules, **changed), lambda *_: None)


def brought(district: Path, *rules: Rule) -> BroughtIn:
    return bring_in(district, replace(order(district.parent / "files", *rules), keeps=False))


def counted(done: BroughtIn, need: str) -> int:
    assert done.facts is not None
    headcount = done.facts.headcount
    assert headcount is not None
    having = headcount.with_need(need, None)[headcount.profile_of_row]
    return int((headcount.measures["students"].numerators * having).sum())


def test_learners_who_left_by_hand(seen: Looked) -> None:
    effect = seen.effects[EXITED]
    assert effect == Effect(
        measure="english_learner",
        measure_words="English learner",
        now_is="Now: each row counts as the file has it.",
        schools=(ADAMS_NOW_THEN,),
        others=BAKER,
        others_count=1,
        district=Row("", "District", 7, 4, 350, 200, 35_000_000, 20_000_000),
        depends_cents=15_000_000,
        under="Effect under the formula of FY2027: Teachers for learners.",
        money_goes="The formula hands out what it comes to, so there is more or less in all, and no other school pays for it.",
    )
    assert ADAMS_NOW_THEN.change_cents == -15_000_000
    assert ADAMS_NOW_THEN.positions_change_hundredths == -150


def test_in_a_pool_the_money_moves_between_schools(district: Path) -> None:
    """$300,000 by 2.5 to 1 is $214,285.71 and $85,714.29; by one to one it is half each."""
    (district / "formula.toml").write_text(FORMULA + POOL, encoding="utf-8")
    effect = looked_at(district).effects[EXITED]
    assert [(one.name, one.change_cents) for one in effect.schools] == [("Adams", -6_428_571), ("Baker", 6_428_571)]
    assert effect.others is None
    assert effect.district is not None
    assert effect.district.change_cents == 0
    assert effect.depends_cents == 6_428_571
    assert effect.money_goes.startswith("The pool stays as it is")


def test_a_student_at_two_schools_counts_twice_as_the_file_stands_and_once_with_the_rule(seen: Looked) -> None:
    effect = seen.effects[TWICE]
    assert [(one.name, one.count_now, one.count_then) for one in effect.schools] == [("Baker", 4, 3)]
    assert effect.district is not None
    assert (effect.district.count_now, effect.district.count_then) == (10, 9)
    assert effect.depends_cents == 0  # no line pays for everybody
    assert (seen.enrollments, seen.students, seen.students_if_repaired, seen.schools) == (10, 8, 9, 2)


def test_after_an_answer_the_question_is_gone_and_the_count_is_the_one_that_was_told(
    district: Path, seen: Looked
) -> None:
    rules: list[Rule] = []
    for one in seen.questions:
        answered, wrong = rules_of(one, REPAIR, {}, "")
        assert wrong == ()
        effect = seen.effects[one.name]
        rules += answered
        seen = looked_at(district, *rules)
        assert seen.question(one.name) is None
        assert effect.district is not None
        if effect.measure == "students":
            assert seen.students == effect.district.count_then
        else:
            assert counted(brought(district, *rules), effect.measure) == effect.district.count_then
    done = brought(district, *rules)
    assert done.facts is not None
    assert done.facts.students == seen.students
    assert seen.questions == ()
    assert (seen.can_be_used, seen.why_not, seen.cannot) == (True, "", "")
    assert seen.students == seen.students_if_repaired == 9
    assert sorted((one.kind, one.rows) for one in seen.repaired) == [("close_earlier", 0), ("drop_rows", 3)]


def test_an_effect_takes_what_is_decided_as_given(district: Path) -> None:
    """Learners are counted by the half: one learner more than none is half a teacher, one more than three is nothing yet."""
    learner = PROGRAMS + "900009,english_learner,2,2026-07-01\n"
    seen = looked_at(district, programs=learner)
    before, question = seen.effects[TWICE], seen.question(EXITED)
    assert [(one.name, one.change_cents) for one in before.schools] == [("Baker", -5_000_000)]
    assert question is not None
    after = looked_at(district, *question.repair, programs=learner).effects[TWICE]
    assert after == before  # the rows that it would leave out are set aside as long as nobody has decided
    assert after.district is not None
    assert after.district.money_then_cents == 10_000_000 + 15_000_000


def test_nothing_is_written(district: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(district.rglob("*")) if path.is_file()}
    looked_at(district)
    assert {path: path.read_bytes() for path in sorted(district.rglob("*")) if path.is_file()} == before


def test_against_the_facts_in_force(district: Path, seen: Looked) -> None:
    assert seen.effect_of_all is None
    students, _ = STUDENTS.rstrip().rsplit("\n", 1)
    bring_in(district, order(district.parent / "before", programs=PROGRAMS.replace("M1", "1"), students=students))
    assert len(kept_facts(district)) == 1
    effect = looked_at(district).effect_of_all
    assert effect is not None
    assert effect.now_is == "Now: the data set in force."
    assert [(one.name, one.count_now, one.count_then, one.change_cents) for one in effect.schools] == [
        ("Adams", 5, 6, -15_000_000),
        ("Baker", 4, 3, 0),
    ]


def test_without_a_formula_that_runs_counts_are_known_and_dollars_are_not(district: Path) -> None:
    (district / "formula.toml").write_text(FORMULA.replace("year = 2027", "year = 2026"), encoding="utf-8")
    effect = looked_at(district).effects[EXITED]
    assert effect.depends_cents is None
    assert effect.why_not == "The formula in the folder is for FY2026."
    assert [(one.name, one.count_now, one.count_then, one.change_cents) for one in effect.schools] == [
        ("Adams", 5, 2, None)
    ]


def test_what_no_rule_mends_is_not_known(district: Path) -> None:
    seen = looked_at(district, programs=PROGRAMS + "900008,iep,,2026-07-01\n900007,iep,1,2026-07-01\n")
    effect = seen.effects["programs.missing-tier"]
    assert (effect.is_known, effect.district, effect.measure) == (False, None, "")
    assert effect.why_not == "Nobody can say what changes before the tiers are known."


def test_left_with_a_reason_the_files_can_be_used_and_the_rows_stay_aside(district: Path, seen: Looked) -> None:
    rules: list[Rule] = []
    for one in seen.questions:
        answered, _ = rules_of(one, LEAVE, {}, "We ask the school first.")
        rules += answered
    seen = looked_at(district, *rules)
    assert (seen.questions, seen.can_be_used, seen.students) == ((), True, 8)
    assert seen.students_if_repaired == 8
    assert {one.dataset: one.set_aside for one in seen.files} == {"schools": 0, "students": 2, "programs": 3}


def test_it_tells_what_it_knows_so_far(district: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    parts: list[Looked] = []
    whole = look(district, order(district.parent / "files"), lambda *told: steps.append(told), parts.append)
    shares = [done * 100 // of for _, done, of in steps]
    assert shares == sorted(shares)
    assert shares[-1] < 100
    assert parts[-1] == whole
    assert [len(one.effects) for one in parts] == [0, 0, 0, 1, 2, 2]
    assert [one.is_done for one in parts] == [False] * 5 + [True]
    assert all(one.questions == whole.questions for one in parts[1:])


def test_it_can_be_ended_while_it_works(district: Path) -> None:
    class Ended(Exception):
        pass

    def step(sentence: str, *_: int) -> None:
        if sentence.startswith("Working out"):
            raise Ended

    with pytest.raises(Ended):
        look(district, order(district.parent / "files"), step)


def test_the_record_is_the_same_after_json(seen: Looked) -> None:
    data = json.loads(json.dumps(seen.as_data()))
    assert Looked.from_data(data) == seen
    for damaged in ({**data, "looked": 0}, {**data, "students": "9"}, {**data, "more": 1}, {"looked": data["looked"]}):
        with pytest.raises(OtherVersion):
            Looked.from_data(damaged)


def test_files_are_told_with_their_columns_and_what_nobody_claims(district: Path) -> None:
    seen = looked_at(district, students=STUDENTS.replace("Primary School", "Shoe Size"))
    students = next(one for one in seen.files if one.dataset == "students")
    assert (students.unclaimed, students.unclaimed_count, students.missing) == (("Shoe Size",), 1, ())
    assert ("schoolId", "School", True) in {(one.column, one.header, one.required) for one in students.columns}
    for one in seen.files:
        assert one.rows == one.taken + one.set_aside + one.dropped


def test_a_file_without_a_column_that_must_be_there_says_so_and_cannot_be_used(district: Path) -> None:
    given = order(district.parent / "files", students=STUDENTS.replace("Entry Date", "Shoe Size"))
    files = tuple(replace(one, said=Said(one.path.stem)) for one in given.files)
    seen = look(district, replace(given, files=files), lambda *_: None)
    assert (seen.is_done, seen.can_be_used) == (True, False)
    assert "No column was found for entryDate" in seen.cannot
    students = next(one for one in seen.files if one.dataset == "students")
    assert students.missing == ("entryDate",)
    assert (students.unclaimed, students.unclaimed_count) == ((), 1)  # they may be a row of people


def test_nothing_of_a_person_comes_into_the_record(district: Path) -> None:
    header, *rows = STUDENTS.splitlines()
    people = "\n".join(
        [header + ",First Name,Birth Date", *(f"{row},Zebulonia,{2018 - at}-03-14" for at, row in enumerate(rows))]
    )
    wrong = "Quillfeather Zeb,0010,Quisisana,2026-08-31,,Quisisana,,\n900012,Quillfeather,3,2026-08-31,,yes,,\n"
    programs = PROGRAMS + "900012,Quillfeather,Quisisana,2026-07-01\n"
    told = json.dumps(looked_at(district, students=f"{people}\n{wrong}", programs=programs).as_data())
    assert "students.bad-cell.grade" in told
    for secret in ("Zebulonia", "Quillfeather", "Quisisana", "9000", "03-14"):
        assert secret not in told

"""Repairs are rules: each does what it says, is on record, and changes nothing the second time."""

import tomllib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.intake.cases import suggestions
from perpupil.intake.dataset import Dataset
from perpupil.intake.repairs import KINDS, Rule
from perpupil.intake.repairs.replay import apply, replay
from perpupil.intake.repairs.text import read_rules, write_rules
from tests.intake.cleaning.tables import LONG, POSITIONS, STUDENTS, cases, dataset, material
from tests.intake.cleaning.test_checks import PLANTED

RULES = {
    Rule("map_values", "programs", "level", (("F", "R"), ("", "unknown"))),
    Rule("map_values", "programs", "level", (("2", "3"),), (("program", ("english_learner",)),)),
    Rule("one_school", values=(("0020", "0010"),)),
    Rule("pad_ids", "students", "schoolId", width=6),
    Rule("plain_writing", "students", "entryDate"),
    Rule("date_order", "students", "entryDate", (("order", "day_first"),)),
    Rule("blank_is_unknown", "students", "primary"),
    Rule("drop_totals", "students"),
    Rule("drop_headings", "students"),
    Rule("drop_repeats", "programs"),
    Rule("drop_rows", "programs", where=(("program", ("iep",)),)),
    Rule("drop_no_shows", "students"),
    Rule("keep_primary", "students"),
    Rule("close_earlier", "students"),
    Rule("home_is_primary", "students", values=(("0601", "shared"),)),
    Rule("mark_substitutes", "positions"),
    Rule("mark_vacant", "positions"),
    Rule("share_split", "positions"),
    Rule("keep_rows", "school_facts", where=(("year", ("2026", "2027")),)),
    Rule("plain_writing", "school_facts", "Title I (BUDGET)"),
    Rule("map_values", "school_facts", "ell", (("closed", "0"),)),
}
ORDERED = sorted(RULES, key=str)


def cells(one: Dataset) -> list[tuple[str, ...]]:
    columns = one.table.columns
    return list(zip(*(columns[name] for name in sorted(columns)), strict=True)) if columns else []


def rows_of(header: str, *cells_of_columns: list[str]) -> st.SearchStrategy[str]:
    row = st.tuples(*(st.sampled_from(one) for one in cells_of_columns)).map(",".join)
    return st.lists(row, max_size=12).map(lambda rows: "\n".join([header, *rows]) + "\n")


STUDENT_FILES = rows_of(
    STUDENTS.splitlines()[0],
    ["s1", "s2", "TOTAL", "studentId"],
    ["0010", "20", "0601", "schoolId", ""],
    ["3", "K", "Pre-K", "grade"],
    ["2026-08-31", "9/8/2026", "31/8/2026", ""],
    ["", "2026-09-30", "2026-08-31"],
    ["yes", "N", ""],
    ["2026-09-01", ""],
    ["2018-03-14"],
)
POSITION_FILES = rows_of(
    POSITIONS.splitlines()[0],
    ["p1", "p2", "TOTAL"],
    ["teacher"],
    ["0010", "0020"],
    ["101", "102"],
    ["1", "0.5"],
    ["", "1", "0.5"],
    ["filled", "LOA", "on_leave", "LT SUB", "substitute", "vacant", ""],
    ["e1", "VACANT", ""],
    ["100.00", '"$1,001"', "-"],
)
LONG_FILES = rows_of(
    LONG.splitlines()[0], ["s1", "s2"], ["iep", "meal_status", "english_learner"], ["", "F", "2"], ["2026-07-01"]
)
FACT_FILES = rows_of(
    "schoolId,name,year,ell,Title I (BUDGET),flag",
    ["0010", "20", "Adams", "TOTAL", ""],
    ["Adams", "Baker", ""],
    ["2027", "FY26", "2024-25", "soon", ""],
    ["3", "12", "<10", "*", "NA", "closed", "17.2%", "#REF!", ""],
    ["8516.35125", '"$1,234.50"', "(5)", "0", "-", ""],
    ["TRUE", "no", "unknown", ""],
)
FILES = st.fixed_dictionaries(
    {"students": STUDENT_FILES, "positions": POSITION_FILES, "programs": LONG_FILES, "school_facts": FACT_FILES}
)
CHOSEN = st.lists(st.sampled_from(ORDERED), max_size=6, unique=True)


def read(files: dict[str, str]) -> dict[str, Dataset]:
    return {name: dataset(name, text) for name, text in files.items()}


@given(FILES, st.sampled_from(ORDERED))
def test_a_rule_applied_twice_changes_nothing_more(files: dict[str, str], rule: Rule) -> None:
    once = replay([rule], read(files))
    twice = replay([rule], once.datasets)
    assert once.findings == twice.findings == ()
    assert twice.applied == ()
    assert {name: cells(one) for name, one in twice.datasets.items()} == {
        name: cells(one) for name, one in once.datasets.items()
    }


@given(FILES, CHOSEN)
def test_rules_applied_to_their_own_result_change_nothing(files: dict[str, str], rules: list[Rule]) -> None:
    once = replay(rules, read(files))
    if once.findings == ():
        assert replay(rules, once.datasets).applied == ()


@given(FILES, CHOSEN, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(files: dict[str, str], rules: list[Rule], random: st.randoms) -> None:  # type: ignore[valid-type]
    shuffled = {}
    for name, text in files.items():
        header, *rows = text.splitlines()
        random.shuffle(rows)  # type: ignore[attr-defined]
        shuffled[name] = "\n".join([header, *rows]) + "\n"
    here, there = replay(rules, read(files)), replay(rules, read(shuffled))
    for name, one in here.datasets.items():
        assert sorted(cells(one)) == sorted(cells(there.datasets[name]))


def test_one_leave_has_the_substitute_who_is_marked_or_the_same_one_in_either_order() -> None:
    """Two rows at one share could both stand in: the order of a file must not choose between them."""
    leave = "p1,teacher,0010,101,1,,on_leave,e1,100.00"
    for one, other, chosen in (("filled,e2", "substitute,e3", "e3"), ("filled,e2", "filled,e3", "e2")):
        rows = [leave, *(f"p1,teacher,0010,101,1,,{end},100.00" for end in (one, other))]
        for order in (rows, rows[::-1]):
            there = replay([Rule("mark_substitutes", "positions")], read_positions(order))
            assert stand_ins(there.datasets["positions"]) == {chosen}


@pytest.mark.parametrize(
    ("schools", "share", "pay"), [(2, "0.5", ["50.00", "50.01"]), (3, "1/3", ["33.33", "33.34", "33.34"])]
)
def test_a_split_position_costs_what_it_cost_before(schools: int, share: str, pay: list[str]) -> None:
    """A third is no decimal, and a cent that no school gets alone goes to one of them."""
    rows = [f"p1,teacher,0010,{101 + place},1,,filled,e1,100.01" for place in range(schools)]
    found = replay([Rule("share_split", "positions")], read_positions(rows)).datasets["positions"]
    assert found.texts("share") == [share] * schools
    assert found.values("share") == [Fraction(1, schools)] * schools
    assert sorted(found.texts("salary")) == pay


def read_positions(rows: list[str]) -> dict[str, Dataset]:
    return read({"positions": "\n".join([POSITIONS.splitlines()[0], *rows]) + "\n"})


def stand_ins(positions: Dataset) -> set[str]:
    people = zip(positions.texts("employeeId"), positions.texts("status"), strict=True)
    return {person for person, status in people if status == "substitute"}


@given(FILES, CHOSEN)
def test_the_record_counts_every_row_that_went(files: dict[str, str], rules: list[Rule]) -> None:
    before = read(files)
    done = replay(rules, before)
    for name, one in done.datasets.items():
        gone = [row for record in done.applied if record.dataset == name for row in record.rows_dropped]
        assert len(before[name]) == len(one) + len(gone)
        assert set(one.table.rows) | set(gone) == set(before[name].table.rows)


@given(st.lists(st.sampled_from(ORDERED), unique=True))
def test_rules_written_and_read_again_are_the_same(rules: list[Rule]) -> None:
    text = write_rules(rules)
    tomllib.loads(text)
    rules_read, findings = read_rules(text.encode(), "repairs.toml")
    if findings == ():
        assert list(rules_read) == rules
    else:
        assert all(one.code == "bad-repair" and "means" in one.what for one in findings)


MENDED = [
    name
    for name, (changed, _) in PLANTED.items()
    if cases(material(**changed)) and all(one.repair for one in cases(material(**changed)))
]


@pytest.mark.parametrize("name", MENDED)
def test_the_suggested_repairs_leave_no_case(name: str) -> None:
    given_here = material(**PLANTED[name][0])
    done = replay(suggestions(cases(given_here)), given_here.datasets)
    assert done.findings == ()
    assert cases(given_here.with_datasets(done.datasets)) == []


def test_most_faults_can_be_mended_by_a_rule() -> None:
    errors = {name for name, (changed, _) in PLANTED.items() if any(one.is_error for one in cases(material(**changed)))}
    assert len(errors & set(MENDED)) > len(errors) // 2


def test_the_record_keeps_values_of_schools_and_needs_and_of_nothing_else() -> None:
    text = STUDENTS.replace("2026-08-31,2026-09-20", "2026-08-31,").replace("0020,12", "0777,12")
    rules = [Rule("one_school", values=(("0777", "0020"),)), Rule("close_earlier", "students")]
    done = replay(rules, {"students": dataset("students", text)})
    school, closed = done.applied
    assert [(one.before, one.after, one.count_rows) for one in school.changes] == [("0777", "0020", 1)]
    assert closed.changes == ()
    assert closed.cells == ((4, "exitDate"),)
    assert "2026-09-20" not in str(closed)


def test_a_share_of_the_pay_goes_with_a_share_of_the_position() -> None:
    text = POSITIONS.replace("1,0.5,filled,e4,30000.00", "1,,filled,e4,60000.00")
    shared, _ = apply(Rule("share_split", "positions"), dataset("positions", text))
    assert shared.words("share")[-2:] == ["0.5", "0.5"]
    assert shared.words("salary")[-2:] == ["30000.00", "30000.00"]


def test_repairs_that_undo_each_other_are_a_finding() -> None:
    rules = [
        Rule("map_values", "programs", "level", (("F", "R"),), (("program", ("meal_status",)),)),
        Rule("map_values", "programs", "level", (("R", "F"),), (("studentId", ("s1",)),)),
    ]
    done = replay(rules, {"programs": dataset("programs", LONG)})
    assert [one.code for one in done.findings] == ["repairs-conflict"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_example_of_a_kind_is_read(kind: object) -> None:
    rules, findings = read_rules(f"repairs = 1\n[[repair]]\n{kind.example}\n".encode(), "repairs.toml")  # type: ignore[attr-defined]
    assert findings == ()
    assert [one.kind for one in rules] == [kind.name]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "mend"', "no repair 'mend'"),
        ('kind = "pad_ids"\ndataset = "students"\ncolumn = "schoolId"', "needs `width`"),
        ('kind = "pad_ids"\ndataset = "students"\ncolumn = "school"\nwidth = 4', "no column 'school'"),
        ('kind = "pad_ids"\ndataset = "students"\ncolumn = "schoolId"\nwidth = "4"', "another type"),
        ('kind = "drop_no_shows"\ndataset = "ledger"', "not for 'ledger'"),
        ('kind = "drop_totals"\ndataset = "ledgers"', "not for 'ledgers'"),
        ('kind = "drop_totals"\ndataset = "ledger"\ncolour = "red"', "no key 'colour'"),
        (
            'kind = "map_values"\ndataset = "school_counts"\ncolumn = "count"\nvalues = { "<10" = "5" }',
            "several numbers",
        ),
        (
            'kind = "map_values"\ndataset = "programs"\ncolumn = "level"\nvalues = { A = "B", B = "C" }',
            "means something else",
        ),
        (
            'kind = "date_order"\ndataset = "students"\ncolumn = "entryDate"\nvalues = { order = "any" }',
            "which comes first",
        ),
        ('kind = "pad_ids"\ndataset = "students"\ncolumn = "schoolId"\nwidth = 900', "out of bounds"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(text: str, said: str) -> None:
    rules, findings = read_rules(f"repairs = 1\n[[repair]]\n{text}\n".encode(), "repairs.toml")
    assert rules == ()
    assert [one.code for one in findings] == ["bad-repair"]
    assert said in findings[0].what
    assert findings[0].where.line


@pytest.mark.parametrize("text", ["", "repairs = 2", "repairs = 1\nrepair = 3", "repairs = 1\nother = 1"])
def test_a_file_that_holds_no_rules_is_refused(text: str) -> None:
    rules, findings = read_rules(text.encode(), "repairs.toml")
    assert rules == ()
    assert {one.code for one in findings} == {"bad-repair"}


def test_two_meanings_of_one_text_are_refused() -> None:
    rules = [Rule("map_values", "programs", "level", (("F", one),)) for one in ("R", "P")]
    assert [one.code for one in read_rules(write_rules(rules).encode(), "repairs.toml")[1]] == ["bad-repair"]

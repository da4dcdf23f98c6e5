"""Every figure of the district's description, found again in the written files."""

import math
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.demo.reading import District, age_on, by_school, cents, rows

Found = Callable[[District], object]

COUNTS = {2021: 43_120, 2022: 42_510, 2023: 41_760, 2024: 41_090, 2025: 40_530, 2026: 40_000}
PROJECTIONS = {2026: 40_215, 2027: 39_420, 2028: 38_870}


@pytest.fixture(scope="session")
def read(district: Path) -> District:
    return District(district)


def _of_level(read: District, level: str) -> list[int]:
    return [read.sizes[code] for code, school in read.schools.items() if school["level"] == level]


def _october(read: District, kind: str) -> dict[int, int]:
    found = Counter[int]()
    for row in read.file("school_counts"):
        if row["kind"] == kind:
            found[int(row["as_of"][:4])] += int(row["students"])
    return dict(found)


def _code_of(read: District, name: str) -> str:
    return next(code for code, school in read.schools.items() if school["name"] == name)


def _percent(read: District, name: str) -> int:
    return round(100 * read.share[_code_of(read, name)])


def _learner_shares(read: District) -> dict[str, float]:
    learners = by_school(read.having("english_learner"))
    return {school["name"]: learners[code] / read.sizes[code] for code, school in read.schools.items()}


STUDENTS: tuple[tuple[str, object, Found], ...] = (
    ("students on October 1, 2026", 40_000, lambda read: len(read.students)),
    ("October counts", COUNTS, lambda read: _october(read, "count")),
    ("projections", PROJECTIONS, lambda read: _october(read, "projection")),
    ("schools", 60, lambda read: len(read.schools)),
    ("elementary schools", 36, lambda read: len(_of_level(read, "elementary"))),
    ("students of elementary schools", 16_380, lambda read: sum(_of_level(read, "elementary"))),
    ("smallest elementary school", 188, lambda read: min(_of_level(read, "elementary"))),
    ("largest elementary school", 742, lambda read: max(_of_level(read, "elementary"))),
    ("pre-kindergarten", 1_400, lambda read: sum(row["grade"] == "PK" for row in read.students.values())),
    ("K-8 schools", 5, lambda read: len(_of_level(read, "k8"))),
    ("students of K-8 schools", 3_300, lambda read: sum(_of_level(read, "k8"))),
    ("middle schools", 9, lambda read: len(_of_level(read, "middle"))),
    ("students of middle schools", 7_650, lambda read: sum(_of_level(read, "middle"))),
    ("high schools", 7, lambda read: len(_of_level(read, "high"))),
    ("students of high schools", 11_550, lambda read: sum(_of_level(read, "high"))),
    ("smallest high school", 640, lambda read: min(_of_level(read, "high"))),
    ("largest high school", 2_310, lambda read: max(_of_level(read, "high"))),
    ("early college, alternative, day", [760, 240, 120], lambda read: _of_level(read, "special")),
    ("low income", 58, lambda read: 100 * sum(read.poor.values()) / len(read.students)),
    ("low income at Lakeview, percent", 11, lambda read: _percent(read, "Lakeview")),
    ("low income at Canal, percent", 93, lambda read: _percent(read, "Canal")),
    ("least share", "Lakeview", lambda read: read.schools[min(read.share, key=lambda one: read.share[one])]["name"]),
    ("greatest share", "Canal", lambda read: read.schools[max(read.share, key=lambda one: read.share[one])]["name"]),
    ("directly certified, percent", 44, lambda read: 100 * len(read.having("direct_certified")) / len(read.students)),
    ("CEP schools", 31, lambda read: sum(school["cep"] == "yes" for school in read.schools.values())),
    ("English learners", 6_800, lambda read: len(read.having("english_learner"))),
    ("English learners at levels 1 and 2", 2_700, lambda read: len(read.having("english_learner", "1", "2"))),
    ("English learners at Esperanza, percent", 54, lambda read: round(100 * max(_learner_shares(read).values()))),
    (
        "most English learners",
        "Esperanza Dual Language",
        lambda read: max((share, name) for name, share in _learner_shares(read).items())[1],
    ),
    ("IEP", 6_200, lambda read: len(read.having("iep"))),
    ("IEP by tier", [4_340, 1_364, 496], lambda read: [len(read.having("iep", tier)) for tier in "123"]),
    ("schools with intensive programs", 14, lambda read: len(by_school(read.having("iep", "3")))),
    ("homeless", 960, lambda read: len(read.having("homeless"))),
    ("foster", 200, lambda read: len(read.having("foster"))),
    ("formula schools", 57, lambda read: len(read.formula)),
    (
        "grades 6 to 8 outside special schools",
        8_750,
        lambda read: sum(row["grade"] in {"6", "7", "8"} and row["school"] < "600" for row in read.students.values()),
    ),
    ("Foundry", 412, lambda read: read.sizes["217"]),
    ("low income at Foundry, percent", 81, lambda read: _percent(read, "Foundry")),
    ("English learners at Foundry, percent", 34, lambda read: round(100 * _learner_shares(read)["Foundry"])),
    (
        "students shared with the career center",
        37,
        lambda read: sum(row["primary"] == "N" for row in read.file("students")),
    ),
)


def _school(code: str) -> Callable[[District], list[str]]:
    names = ("ledger_code", "student_code", "personnel_code", "state_code", "nces_code")
    return lambda read: [read.schools[code][name] for name in names]


SCHOOLS: tuple[tuple[str, object, Found], ...] = (
    ("codes of Eastgate", ["0214", "214", "EASTGT", "99-0123-0214", "990012300214"], _school("214")),
    (
        "innovation schools",
        {
            "Foundry",
            "Canal",
            "Esperanza Dual Language",
            "Millworks",
            "Crosby Middle",
            "Riverbend Middle",
            "Innovation & Design High",
            "Calder Early College and Career Center",
        },
        lambda read: {one["name"] for one in read.schools.values() if one["innovation"] == "yes"},
    ),
    ("two-year choices signed", 5, lambda read: sum(one["two_year_choice"] == "yes" for one in read.schools.values())),
    ("board districts", 7, lambda read: len({one["board_district"] for one in read.schools.values()})),
    ("regions", 4, lambda read: len({one["region"] for one in read.schools.values()})),
    (
        "the annex",
        ("227", "2024-06-30", "230"),
        lambda read: next(
            (one["student_code"], one["closed"], one["successor"]) for one in read.file("schools") if one["closed"]
        ),
    ),
    ("its successor", "Mill Pond", lambda read: read.schools["230"]["name"]),
    ("Summit's grades", ("K", "8"), lambda read: (read.schools["304"]["low_grade"], read.schools["304"]["high_grade"])),
    (
        "Summit's grades in 2023",
        {"K", "1", "2", "3", "4", "5"},
        lambda read: {
            row["grade"]
            for row in read.file("school_counts")
            if row["school"] == "304" and row["as_of"] == "2023-10-01"
        },
    ),
    ("Innovation & Design opened", "2023", lambda read: read.schools["504"]["opened"][:4]),
    (
        "its first count",
        "2023-10-01",
        lambda read: min(row["as_of"] for row in read.file("school_counts") if row["school"] == "504"),
    ),
    (
        "the annex's last count",
        "2023-10-01",
        lambda read: max(row["as_of"] for row in read.file("school_counts") if row["school"] == "227"),
    ),
)


def _fund(part: str) -> Found:
    return lambda read: {row["name"]: int(row["amount"]) for row in read.file("general_fund") if row["part"] == part}


def _budget_of(test: Callable[[list[str]], bool]) -> Found:
    return lambda read: sum(amount for account, amount in read.budgeted() if test(account)) / 100


def _grant(name: str, part: str) -> Found:
    return lambda read: next(
        int(row["amount"]) for row in read.file("grants") if (row["grant"], row["part"]) == (name, part)
    )


def _title_i_poor(read: District) -> list[int]:
    young = Counter(row["school"] for row in read.having("meal_status", "F", "R") if row["grade"] == "PK")
    return [read.poor[code] - young[code] for code, one in read.schools.items() if one["title_i"] == "yes"]


def _at_school(account: list[str]) -> bool:
    return account[3] <= "0900" and account[1] != "0000"


def _facilities(account: list[str]) -> bool:
    return account[1] == "2600"


def _administration(account: list[str]) -> bool:
    return (account[3] == "0999" and account[1] in {"2310", "2320", "2570", "2580"}) or account[1:3] == [
        "2510",
        "51160",
    ]


MONEY: tuple[tuple[str, object, Found], ...] = (
    (
        "sources",
        {"State aid": 342_000_000, "Local tax": 251_000_000, "Other revenue": 11_000_000, "Fund balance": 8_000_000},
        _fund("source"),
    ),
    (
        "uses",
        {
            "School budgets": 421_600_000,
            "Central services": 92_400_000,
            "Facilities": 48_600_000,
            "Administration": 23_400_000,
            "Tuition": 14_500_000,
            "Reserve": 6_500_000,
            "Other": 5_000_000,
        },
        _fund("use"),
    ),
    (
        "school budgets",
        {
            "Formula schools": 286_000_000,
            "Special education staff": 86_000_000,
            "Pre-kindergarten": 17_800_000,
            "Special schools": 14_900_000,
            "Nurses": 6_500_000,
            "Adjustments outside any rule": 10_400_000,
        },
        _fund("school budgets"),
    ),
    ("ledger: revenue", -612_000_000, _budget_of(lambda one: one[1] == "0000")),
    ("ledger: state aid", -342_000_000, _budget_of(lambda one: one[2] == "43100")),
    ("ledger: local tax", -251_000_000, _budget_of(lambda one: one[2] == "41110")),
    ("ledger: uses", 612_000_000, _budget_of(lambda one: one[1] != "0000")),
    ("ledger: school budgets", 421_600_000, _budget_of(_at_school)),
    ("ledger: facilities", 48_600_000, _budget_of(_facilities)),
    ("ledger: administration", 23_400_000, _budget_of(_administration)),
    ("ledger: tuition", 14_500_000, _budget_of(lambda one: one[2] == "55600")),
    ("ledger: reserve", 6_500_000, _budget_of(lambda one: one[2] == "58900")),
    ("ledger: other", 5_000_000, _budget_of(lambda one: one[1] == "9000" and one[2] != "58900")),
    ("formula schools", 286_000_000, lambda read: sum(int(row["total"]) for row in read.file("allocation_fy2027"))),
    (
        "adjustments",
        (43, 10_400_000),
        lambda read: (len(read.file("adjustments")), sum(int(row["amount"]) for row in read.file("adjustments"))),
    ),
    ("adjustments without a reason", 18, lambda read: sum(not row["reason"] for row in read.file("adjustments"))),
    (
        "Union Street's arts",
        ("412000", "1998"),
        lambda read: next(
            (row["amount"], row["since_fiscal_year"]) for row in read.file("adjustments") if row["school"] == "238"
        ),
    ),
    (
        "Lakeview's teacher",
        ("106600", "2011"),
        lambda read: next(
            (row["amount"], row["since_fiscal_year"])
            for row in read.file("adjustments")
            if row["what"] == "One teacher"
        ),
    ),
    ("Title I", 14_960_000, _grant("Title I-A", "Award")),
    ("Title I to schools", 11_813_900, _grant("Title I-A", "To schools")),
    (
        "Title I set-asides",
        3_146_100,
        lambda read: sum(
            int(row["amount"])
            for row in read.file("grants")
            if row["grant"] == "Title I-A" and row["part"] not in {"Award", "To schools"}
        ),
    ),
    ("Title I private share", 154_700, _grant("Title I-A", "Private school share")),
    ("Title I summer", 640_000, _grant("Title I-A", "Summer program")),
    ("Title I indirect cost", 360_000, _grant("Title I-A", "Indirect cost")),
    (
        "Title I coaches",
        9.0,
        lambda read: sum(
            float(row["fte"])
            for row in read.file("positions")
            if row["job_class"] == "coach" and row["project"] == "411"
        ),
    ),
    ("Title I schools and children", (33, 17_420), lambda read: (len(_title_i_poor(read)), sum(_title_i_poor(read)))),
    ("Title I a child, cents", 67_818, lambda read: round(100 * 11_813_900 / sum(_title_i_poor(read)))),
    ("Title I in the ledger", 14_960_000, lambda read: sum(amount for _, amount in read.budgeted("201")) / 100),
    ("Title II-A in the ledger", 1_912_000, lambda read: sum(amount for _, amount in read.budgeted("202")) / 100),
    ("IDEA in the ledger", 9_880_000 + 271_000, lambda read: sum(amount for _, amount in read.budgeted("203")) / 100),
    ("pool of FY2027 and FY2028", [286_000_000, 297_600_000], lambda read: [_pool(read, "2027"), _pool(read, "2028")]),
    ("years of the pool", {"2027", "2028", "2029"}, lambda read: {row["year"] for row in read.file("pool")}),
    (
        "last actuals",
        "2026-12-31",
        lambda read: max(row["date"] for row in read.file("ledger") if row["kind"] == "actual"),
    ),
    (
        "closed years",
        {"2022", "2023", "2024", "2025", "2026"},
        lambda read: {row["fiscal_year"] for row in read.file("ledger_closed")},
    ),
    (
        "years with federal relief",
        {"2022", "2023", "2024", "2025"},
        lambda read: {row["fiscal_year"] for row in read.file("ledger_closed") if row["account"].endswith(".490")},
    ),
)


def _pool(read: District, year: str) -> int:
    signs = {"revenue": 1}
    return sum(signs.get(row["part"], -1) * int(row["amount"]) for row in read.file("pool") if row["year"] == year)


def _price(job_class: str, year: str = "2028") -> Found:
    return lambda read: next(
        int(row["price"]) for row in read.file("prices") if (row["job_class"], row["fiscal_year"]) == (job_class, year)
    )


def _general(read: District) -> float:
    names = ("fte_teachers_k_3", "fte_teachers_4_5", "fte_teachers_6_8", "fte_teachers_9_12", "fte_specials")
    return sum(float(row[name]) for row in read.file("allocation_fy2027") for name in names)


def _pay(read: District) -> dict[str, int]:
    """The average teacher's pay and benefits by formula school, to $100."""
    cost, positions = Counter[str](), Counter[str]()
    for row in read.file("positions"):
        if row["job_class"] == "teacher" and row["status"] in {"filled", "on_leave"}:
            cost[row["school"]] += int(row["salary"]) + int(row["benefits"])
            positions[row["school"]] += round(10 * float(row["fte"]) * float(row["share"]))
    names = {read.schools[code]["personnel_code"]: read.schools[code]["name"] for code in read.formula}
    return {name: round(cost[code] / positions[code] / 10) * 100 for code, name in names.items()}


def _average_pay(read: District) -> int:
    codes = {read.schools[code]["personnel_code"] for code in read.formula}
    here = [
        row
        for row in read.file("positions")
        if row["job_class"] == "teacher"
        and row["status"] in {"filled", "on_leave"}
        and row["school"] in codes
        and row["paid_by"] == "formula"
    ]
    cost = sum(int(row["salary"]) + int(row["benefits"]) for row in here)
    return round(cost / sum(float(row["fte"]) * float(row["share"]) for row in here) / 100) * 100


def _correlation(read: District) -> float:
    pay = _pay(read)
    pairs = [(read.share[code], pay[read.schools[code]["name"]]) for code in read.formula]
    mean_x, mean_y = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
    across: float = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    spread: float = sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs)
    return round(across / math.sqrt(spread), 2)


def _positions(job_class: str, place: str) -> Found:
    return lambda read: sum(
        float(row["fte"])
        for row in read.file("positions")
        if row["job_class"] == job_class and row["school"] == place and row["project"] == "000"
    )


PRICES = {
    "teacher": 109_800,
    "esl_teacher": 110_400,
    "counselor": 113_600,
    "librarian": 111_900,
    "social_worker": 109_100,
    "clerk": 61_700,
    "assistant_principal": 147_200,
    "principal_elementary": 168_500,
    "principal_high": 189_000,
    "special_educator": 111_200,
    "aide": 48_900,
    "nurse": 104_300,
    "coach": 118_600,
    "substitute": 148,
}

STAFF: tuple[tuple[str, object, Found], ...] = (
    *((f"price of {name}", price, _price(name)) for name, price in PRICES.items()),
    ("average teacher of FY2027", 106_600, _price("teacher", "2027")),
    ("what teachers really cost on average", 106_600, _average_pay),
    (
        "parts of a teacher's price",
        ("78420", "17.2", "17900"),
        lambda read: next(
            (row["average_salary"], row["percent_benefits"], row["fixed_benefits"])
            for row in read.file("prices")
            if (row["job_class"], row["fiscal_year"]) == ("teacher", "2028")
        ),
    ),
    ("general teachers", 1_905.0, _general),
    ("least pay", ("Eastgate", 93_100), lambda read: min(_pay(read).items(), key=lambda one: one[1])),
    ("greatest pay", ("Lakeview", 121_400), lambda read: max(_pay(read).items(), key=lambda one: one[1])),
    ("correlation of pay with low income", -0.55, _correlation),
    ("vacancies", 118, lambda read: sum(row["status"] == "vacant" for row in read.file("positions"))),
    ("leaves", 64, lambda read: sum(row["status"] == "on_leave" for row in read.file("positions"))),
    ("substitutes", 64, lambda read: sum(row["status"] == "substitute" for row in read.file("positions"))),
    (
        "split positions",
        31,
        lambda read: len({row["position_id"] for row in read.file("positions") if row["share"] == "0.5"}),
    ),
    ("literacy and math coaches", 35.0, _positions("coach", "CENTRL")),
    ("subject directors", 6.0, _positions("director", "CENTRL")),
    ("itinerant arts", 38.0, _positions("teacher", "ITINER")),
    ("related services", 142.0, _positions("therapist", "ITINER")),
    ("people by role", 8, lambda read: len({(row["role"], row["school"]) for row in read.file("people")})),
    (
        "two or three tasks each",
        {2, 3},
        lambda read: set(Counter((row["role"], row["school"]) for row in read.file("people")).values()),
    ),
)

SERVICES = {
    "Literacy coaches": 24 * 118_600,
    "Math coaches": 11 * 118_600,
    "K–5 reading books": 0,
    "Grade 6–8 math books": 142 * 8_750,
    "Course seats": 425 * 620,
    "Writing institute": 62_000 + 310 * 480,
    "District PD days": 186_000,
    "Subject directors": 987_000,
    "Assessment platform": 440_040,
    "Itinerant arts": 38 * 5 * 21_960,
    "Print shop": 212_000 + 9 * 40_000,
    "Related services": 142 * 111_500,
}

DATES = (
    "2026-08-31",
    "2026-10-01",
    "2026-10-15",
    "2026-11-13",
    "2026-12-18",
    "2027-01-08",
    "2027-01-26",
    "2027-01-29",
    "2027-02-09",
    "2027-02-12",
    "2027-03-12",
    "2027-04-02",
    "2027-04-13",
    "2027-05-04",
    "2027-06-08",
    "2027-06-15",
    "2027-09-30",
    "2027-10-01",
)

LISTS: tuple[tuple[str, object, Found], ...] = (
    (
        "services",
        SERVICES,
        lambda read: {
            row["service"]: int(row["total_cost"]) for row in read.file("services") if row["category"] != "excluded"
        },
    ),
    (
        "exclusions",
        {"Transport", "Nurses", "Custodians", "Utilities"},
        lambda read: {row["service"] for row in read.file("services") if row["category"] == "excluded"},
    ),
    ("calendar", DATES, lambda read: tuple(row["date"] for row in read.file("calendar"))),
    (
        "done by today",
        "2027-01-08",
        lambda read: max(row["date"] for row in read.file("calendar") if row["done"] == "yes"),
    ),
)


@pytest.mark.parametrize(
    ("figure", "expected", "found"),
    [*STUDENTS, *SCHOOLS, *MONEY, *STAFF, *LISTS],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_figure_of_the_description_is_in_the_files(
    read: District, figure: str, expected: object, found: Found
) -> None:
    assert found(read) == expected, figure


def test_every_ledger_account_is_in_the_chart(read: District) -> None:
    segments = ("fund", "function", "object", "location", "project")
    known = {(row["segment"], row["code"]) for row in read.file("accounts")}
    used = {
        (segment, code) for _, _, account, _ in read.ledger for segment, code in zip(segments, account, strict=True)
    }
    used |= {
        (segment, code)
        for row in read.file("ledger_closed")
        for segment, code in zip(segments, row["account"].split("."), strict=True)
    }
    assert used <= known


def test_no_child_is_of_an_impossible_age(read: District) -> None:
    first = date(2026, 9, 1)
    years = {"PK": 4, "K": 5} | {str(grade): 5 + grade for grade in range(1, 13)}
    ages = {age_on(row["birth_date"], first) - years[row["grade"]] for row in read.students.values()}
    assert ages <= {0, 1, 2}


def test_needs_do_not_contradict_each_other(read: District) -> None:
    poor = {row["student_id"] for row in read.having("meal_status", "F", "R")}
    direct = {row["student_id"] for row in read.having("direct_certified")}
    unsettled = {row["student_id"] for name in ("homeless", "foster") for row in read.having(name)}
    assert unsettled <= direct <= poor
    assert all(read.programs[student]["meal_status"] for student in read.students)


def test_students_are_in_grades_that_their_school_has(read: District) -> None:
    counted = {
        (row["school"], row["grade"])
        for row in read.file("school_counts")
        if row["as_of"] == "2026-10-01" and row["kind"] == "count"
    }
    assert {(row["school"], row["grade"]) for row in read.students.values()} == counted


def test_the_count_file_agrees_with_the_roster(read: District) -> None:
    counted = {
        (row["school"], row["grade"]): int(row["students"])
        for row in read.file("school_counts")
        if row["as_of"] == "2026-10-01" and row["kind"] == "count"
    }
    assert Counter((row["school"], row["grade"]) for row in read.students.values()) == Counter(counted)


def test_the_headcount_agrees_with_the_roster(read: District) -> None:
    counted = Counter[str]()
    needs = Counter[str]()
    for row in read.file("headcount"):
        counted[read.by_ledger[row["unit"]]] += int(row["students"])
        for need in row["needs"].split(";"):
            needs[need] += int(row["students"])
    assert counted == read.sizes
    assert needs["low_income"] == 23_200
    assert sum(needs[f"english_learner={level}"] for level in "12345") == 6_800
    assert [needs[f"iep={tier}"] for tier in "123"] == [4_340, 1_364, 496]


def test_closed_years_end_where_they_were_audited(read: District) -> None:
    spent = Counter[str]()
    for row in read.file("ledger_closed"):
        if row["account"].startswith("101."):
            spent[row["fiscal_year"]] += cents(row["actual"])
    assert spent == Counter(
        {
            "2022": 54_130_000_000,
            "2023": 55_690_000_000,
            "2024": 57_180_000_000,
            "2025": 58_620_000_000,
            "2026": 59_910_000_000,
        }
    )


def test_relief_rises_and_ends(read: District) -> None:
    relief = Counter[str]()
    for row in read.file("ledger_closed"):
        if row["account"].startswith("221."):
            relief[row["fiscal_year"]] += cents(row["actual"])
    assert relief["2022"] < relief["2023"] > relief["2024"] > relief["2025"] > relief["2026"] == 0


def test_the_published_table_is_last_years(district: Path) -> None:
    assert (district / "published.csv").read_bytes() == (district / "allocation_fy2027.csv").read_bytes()
    assert len(rows(district / "facts.csv")) == 60

"""The closed years of the demo district: counted by other code than wrote them, and brought into its folder as a district does it."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from demo.folder import make_folder

from perpupil.comparison.compare import compare
from perpupil.workspace.district_money import allocation_in_force
from perpupil.workspace.past_years import History, history, past_year
from tests.demo.reading import rows

COUNTED = {2022: 43_120, 2023: 42_510, 2024: 41_760, 2025: 41_090, 2026: 40_530, 2027: 40_000}
RELIEF = {"2022": 31_400_000, "2023": 38_700_000, "2024": 29_600_000, "2025": 9_800_000}
FOUNDRY, ANNEX, NEW_HIGH = "0217", "0227", "0504"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("folder") / "calder-falls"
    make_folder(made)
    return made


@pytest.fixture(scope="module")
def told(place: Path) -> History:
    return history(place / "district", 2027)


def test_last_year_is_worked_again_from_what_the_folder_kept(place: Path) -> None:
    before = past_year(place / "district", 2026).allocation
    after, why = allocation_in_force(place / "district", 2027)
    assert before is not None
    assert after is not None, why
    given = {row["school_code"]: row["allocated"] for row in _whole(place, "2026")}
    worked = {
        unit: f"{cents // 100}.{cents % 100:02d}"
        for unit, cents in zip(before.units, before.totals_cents.tolist(), strict=True)
        if cents
    }
    assert worked == given
    compared = compare(before, after)
    at = compared.units.index(FOUNDRY)
    parts = {compared.words(one): compared.part_cents(one, at) for one in range(len(compared.causes))}
    # Half a teacher, half a counselor and nine students less, at the mean of both price lists; the rest is the prices of what it has.
    assert parts["Students"] == -(103_600 + 106_600 + 107_200 + 110_300 + 2 * 9 * (282 + 290)) * 100 // 4 == -109_499_00
    assert sum(parts.values()) == compared.change_cents(at) == 2_800_430_00 - 2_829_322_00
    middle = compared.units.index("0405")
    assert (
        compared.part_cents([compared.words(one) for one in range(len(compared.causes))].index("The rules"), middle) > 0
    )
    assert compared.settled == ()


def test_students_of_six_years_are_those_of_the_october_counts(place: Path, told: History) -> None:
    assert {year: sum(mine.values()) for year, mine in told.students.items()} == COUNTED
    found = Counter(row["student_id"] for row in rows(place / "files" / "fy2026" / "students.csv"))
    assert (len(found), max(found.values())) == (COUNTED[2026], 1)
    assert [told.students[year][FOUNDRY] for year in COUNTED] == [446, 441, 436, 428, 421, 412]
    of_file = defaultdict[str, int](int)
    for row in rows(place / "files" / "past_years.csv"):
        of_file[row["fiscal_year"]] += int(row["students"] or 0)
    special = {year: sum(told.students[year][code] for code in ("0601", "0602", "0603")) for year in COUNTED}
    assert {int(year): count + special[int(year)] for year, count in of_file.items()} == {
        year: COUNTED[year] for year in range(2022, 2027)
    }


def test_schools_that_opened_closed_and_were_regraded_are_so_in_their_years(told: History) -> None:
    assert [one.year for one in told.closed_years[NEW_HIGH]] == [2024, 2025, 2026]
    assert [one.year for one in told.closed_years[ANNEX]] == [2022, 2023, 2024]
    assert [(one.name, one.closed.isoformat()) for one in told.took_over["0230"]] == [("Mill Pond Annex", "2024-06-30")]
    assert [told.grades[year]["0304"] for year in (2024, 2025, 2026, 2027)] == [
        ("K", "5"),
        ("K", "6"),
        ("K", "7"),
        ("K", "8"),
    ]


def test_the_federal_relief_is_a_hump_and_then_a_cliff(place: Path) -> None:
    spent = defaultdict[str, int](int)
    for row in rows(place / "files" / "past_years.csv"):
        if row["item"] == "Federal relief":
            spent[row["fiscal_year"]] += _cents(row["spent"])
    assert dict(spent) == {year: dollars * 100 // 2 for year, dollars in RELIEF.items()}  # half of it at schools


def test_foundry_spent_what_it_had_but_for_a_little(told: History) -> None:
    four = [one for one in told.closed_years[FOUNDRY] if one.year > 2022]
    assert [one.unspent_cents for one in four] == [8_362_58, 12_364_89, 8_227_34, 10_710_93]
    assert (four[-1].allocated_cents, four[-1].spent_cents) == (2_829_322_00, 2_818_611_07)


def _whole(place: Path, year: str) -> list[dict[str, str]]:
    return [row for row in rows(place / "files" / "past_years.csv") if row["fiscal_year"] == year and not row["item"]]


def _cents(amount: str) -> int:
    return int(amount.replace(".", ""))

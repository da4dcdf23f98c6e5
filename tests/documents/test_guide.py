"""The guide says what the settings say: a changed setting changes the sentence, and no sentence says what was not agreed."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perpupil.budget.autonomy.overview import overview
from perpupil.budget.autonomy.records import AREA_TITLES, Area, Granted, Level
from perpupil.documents.data import as_data
from perpupil.documents.guide.editions import Edition, changes, next_edition, with_changes
from perpupil.documents.guide.given import Given
from perpupil.documents.guide.page import guide_page
from perpupil.documents.page import Column, Listing, Page, Paragraph, Table
from perpupil.documents.plain_text import as_plain_text
from perpupil.workspace.guides import read_given, settings_seal
from tests.pots.small import folder

TODAY = dt.date(2027, 1, 19)
HIRED = '  { area = "staffing", level = "shared", since = 2026-07-01 },\n]\ntaken'


def settings(path: Path, *changed: tuple[str, str, str], school: str = "10", without: tuple[str, ...] = ()) -> Given:
    made, findings = read_given(folder(path, *changed, without=without), school, TODAY)
    assert made is not None, findings
    return made


def text(path: Path, *changed: tuple[str, str, str], school: str = "10") -> str:
    return " ".join(as_plain_text(guide_page(settings(path, *changed, school=school))).split())


SENTENCES = (
    ("autonomy.toml", "Those who know the students decide.", "Schools decide.", "Those who know", "Schools decide."),
    ("autonomy.toml", '"10" = 5000.25', '"10" = 6000.25', "Supplies. $5,000.25 a year.", "Supplies. $6,000.25 a year."),
    ("autonomy.toml", 'level = "school"', 'level = "consulted"', "Budget. The school decides. The school plans its lines.", "Budget. The school is heard. The school comments on its lines."),
    ("autonomy.toml", "keeps = 50", "keeps = 25", "If $1,000 of Supplies is left, $500 of it stays", "If $1,000 of Supplies is left, $250 of it stays"),
    ("services.toml", 'reason = "Open to all."', 'reason = "Ends in May."', "Training days. Open to all.", "Training days. Ends in May."),
    ("services.toml", "deadline = 2027-01-29", "deadline = 2027-01-28", "for FY2028; until January 29, 2027.", "for FY2028; until January 28, 2027."),
    ("services.toml", "rate = 425", "rate = 426", "Seats, $1,700: not chosen yet.", "Seats, $1,704: not chosen yet."),
    ("services.toml", 'reason = "Run for every school."', 'reason = "By contract."', "Transport. Run for every school.", "Transport. By contract."),
    ("choices.csv", "10,coach,decline", "10,coach,keep", "Coach, $59,300: takes the money.", "Coach, $59,300: keeps it."),
    ("grants.toml", 'step = "in_use"', 'step = "preparing"', "Title I, Part A. $69,230.77 a year. It directs the money.", "Title I, Part A. Not handed over yet; the district prepares it. Its share is $69,230.77."),
    ("grants.toml", 'why = "One coach for both schools"', 'why = "Nobody to share"', "The district keeps $4,000: One coach for both schools.", "The district keeps $4,000: Nobody to share."),
    ("grants.toml", "amount = 100000\n", "amount = 113000\n", "Of Title I, Part A it directs $69,230.77", "Of Title I, Part A it directs $78,230.77"),
    ("calendar.toml", "on = 2027-01-29", "on = 2027-01-27", "January 29, 2027. What: Choices close.", "January 27, 2027. What: Choices close."),
    ("formula.toml", "1000.25", "900", "the formula gives Adams $100,025.", "the formula gives Adams $90,000."),
    ("autonomy.toml", 'decision = "Yes."', 'decision = "No."', "May schools share a printer? Yes.", "May schools share a printer? No."),
    ("autonomy.toml", 'rule = "health code"', 'rule = "section 9"', "Fixed by law or contract: health code.", "Fixed by law or contract: section 9."),
    ("autonomy.toml", 'by_district = { who = "Superintendent", on = 2026-06-10 }', "", "For the district. Who: Superintendent.", "Not signed by both sides yet; signed so far: by Principal of Adams only."),
)  # fmt: skip


@pytest.mark.parametrize("change", SENTENCES)
def test_a_changed_setting_changes_its_sentence(change: tuple[str, str, str, str, str], tmp_path: Path) -> None:
    name, old, new, before, after = change
    was, now = text(tmp_path / "was"), text(tmp_path / "now", (name, old, new))
    assert (before in was, after in was) == (True, False)
    assert (before in now, after in now) == (False, True)


@pytest.mark.parametrize("school", ["10", "20"])
def test_an_agreement_without_staffing_rights_never_says_that_the_school_hires(school: str, tmp_path: Path) -> None:
    told = text(tmp_path, school=school)
    assert "hire" not in told
    assert "tutors" not in told
    assert "Clerk. In staffing the district decides at this school." in told


def test_with_staffing_rights_it_says_so(tmp_path: Path) -> None:
    told = text(tmp_path, ("autonomy.toml", "]\ntaken", HIRED))
    assert "Staffing. Decided together. The school proposes who is hired." in told
    assert "Clerk. Law and contract leave it open." in told
    assert "Staffing: half a coach for tutors." in told


def test_a_right_that_has_ended_is_not_told_any_more(tmp_path: Path) -> None:
    ended = HIRED.replace("since = 2026-07-01", "since = 2026-07-01, until = 2027-01-18")
    assert "hired" not in text(tmp_path, ("autonomy.toml", "]\ntaken", ended))


def rows(page: Page, caption: str) -> dict[str, str]:
    (table,) = [one for one in page.blocks if isinstance(one, Table) and one.caption == caption]
    return {row[0]: row[1] for row in table.rows}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Given:
    return settings(tmp_path_factory.mktemp("small"))


@given(levels=st.fixed_dictionaries({area: st.none() | st.sampled_from(Level) for area in Area}))
def test_each_area_stands_in_one_list_and_in_the_right_one(small: Given, levels: dict[Area, Level | None]) -> None:
    (agreement,) = small.register.agreements
    granted = tuple(Granted(area, level, dt.date(2026, 7, 1)) for area, level in levels.items() if level is not None)
    register = replace(small.register, agreements=(replace(agreement, granted=granted),))
    page = guide_page(Given(overview(register, TODAY), small.known, small.calendar, small.questions, "10"))
    there, not_there = rows(page, "What Adams decides on"), rows(page, "What Adams does not decide on")
    assert not there.keys() & not_there.keys()
    for area in Area:
        level = levels[area]
        is_autonomy = level in {Level.SHARED, Level.SCHOOL}
        assert (AREA_TITLES[area] in there, AREA_TITLES[area] in not_there) == (is_autonomy, not is_autonomy)
    assert ("Clerk" in there) == (levels[Area.STAFFING] in {Level.SHARED, Level.SCHOOL})
    assert "hire" not in as_plain_text(page) or levels[Area.STAFFING] is Level.SHARED


def test_the_guide_of_the_district_names_who_decides_where(tmp_path: Path) -> None:
    told = text(tmp_path, school="")
    assert "Budget. The school decides at Adams." in told
    assert "Staffing. The district decides at every school, hearing it or not." in told
    assert "Supplies. 2 schools control $9,000.25 a year." in told
    assert "A budget, told: Adams" in told


def test_what_is_not_written_down_is_told_as_missing(tmp_path: Path) -> None:
    without = ("services.toml", "choices.csv", "calendar.toml")
    page = guide_page(settings(tmp_path, without=without))
    told = " ".join(as_plain_text(page).split())
    assert (
        "Central services cannot be shown. There is no services.toml in the folder. There is no calendar in the folder."
        in told
    )
    assert "choose about services" not in told


QUESTIONS = """guide_faq = 1
sample = "20"

[[district]]
question = "Who is first?"
answer = "{school}."

[[school.10]]
question = "What do we control in {year}?"
answer = "{controls}, until {deadline}."
"""


def test_own_questions_are_answered_with_figures_of_the_settings(tmp_path: Path) -> None:
    (folder(tmp_path) / "guide_faq.toml").write_text(QUESTIONS, encoding="utf-8")
    told = []
    for school in ("10", ""):
        made, findings = read_given(tmp_path, school, TODAY)
        assert made is not None, findings
        told.append(" ".join(as_plain_text(guide_page(made)).split()))
    assert "What do we control in FY2027? $5,000.25, until January 29, 2027." in told[0]
    assert "Who is first? Adams." in told[0]
    assert "Who is first? Baker." in told[1]
    assert "What do we control" not in told[1]
    assert "A budget, told: Baker" in told[1]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("guide_faq = 1", "guide_faq = 2", "wrong-value"),
        ("guide_faq = 1", "", "missing-key"),
        ('sample = "20"', 'sample = "99"', "unknown-name"),
        ("{controls}", "{dollars}", "unknown-name"),
        ("[[school.10]]", "[[school.99]]", "unknown-name"),
        ("[[school.10]]", "[school]", "unknown-name"),
        ('answer = "{school}."', 'answer = ""', "missing-key"),
        ('answer = "{school}."', "answers = 1", "unknown-key"),
        ("[[district]]", "[district]", "wrong-type"),
        ("guide_faq = 1", "guide_faq = ", "not-toml"),
    ],
)
def test_questions_that_cannot_be_read_stop_the_guide(old: str, new: str, code: str, tmp_path: Path) -> None:
    (folder(tmp_path) / "guide_faq.toml").write_text(QUESTIONS.replace(old, new), encoding="utf-8")
    made, findings = read_given(tmp_path, "", TODAY)
    assert made is None
    assert code in {one.code for one in findings}


def test_what_changed_is_told_by_row_and_by_text() -> None:
    columns = (Column("What"), Column("Why"), Column("Amount", is_figure=True))
    before = Page(
        "G", (Paragraph("One."), Table("T", columns, (("a", "x", "$1"), ("b", "y", "$2"))), Listing(("p", "q")))
    )
    after = Page("G", (Paragraph("Two."), Table("T", columns, (("c", "z", "$3"), ("a", "x", "$4"))), Listing(("q",))))
    assert changes(as_data(before), as_data(before)) == ()
    assert changes(as_data(before), as_data(after)) == (
        "No longer there: “One.”.",
        "No longer there: “p”.",
        "New: “Two.”.",
        "T. New: c. Why: z and Amount: $3.",
        "T. a, Amount: was “$1”, is “$4”.",
        "T. No longer there: b. Why: y and Amount: $2.",
    )


def test_an_edition_is_known_again_and_the_next_one_tells_what_changed(tmp_path: Path) -> None:
    was = settings(tmp_path / "was")
    page = guide_page(was)
    first = next_edition(page, "10", TODAY, settings_seal(tmp_path / "was", was.known), None)
    assert Edition.of(first.as_data()) == first
    now = guide_page(settings(tmp_path / "now", ("services.toml", "rate = 425", "rate = 426")))
    told = as_plain_text(with_changes(now, first))
    assert "Changed since edition 1 of January 19, 2027:" in told
    assert "Prices at Adams. Seats, Price: was “$1,700”, is “$1,704”." in " ".join(told.split())
    assert "Nothing has changed since edition 1" in as_plain_text(with_changes(page, first))


def test_the_seal_of_settings_knows_what_they_say_and_not_how_they_are_written(tmp_path: Path) -> None:
    def sealed(name: str, *changed: tuple[str, str, str]) -> str:
        return settings_seal(tmp_path / name, settings(tmp_path / name, *changed).known)

    first = sealed("a")
    assert first == sealed("b", ("autonomy.toml", "autonomy = 1\n", "# a remark\nautonomy  =  1\n"))
    assert first != sealed("c", ("calendar.toml", "on = 2027-01-29", "on = 2027-01-28"))
    assert first != sealed("d", ("formula.toml", "1000.25", "1000.26"))
    assert first != sealed("e", ("choices.csv", "10,coach,decline", "10,coach,keep"))


def test_a_page_that_only_stands_in_another_order_says_so() -> None:
    texts = (Paragraph("One."), Paragraph("Two."))
    last = next_edition(Page("G", texts), "", TODAY, "", None)
    assert "Only its order or its headings have changed" in as_plain_text(with_changes(Page("G", texts[::-1]), last))


CELLS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("123")), max_size=4)


def tabled(rows: list[tuple[str, str, str]], texts: list[str]) -> dict[str, object]:
    table = Table("T", (Column("What"), Column("Why"), Column("How much", is_figure=True)), tuple(rows))
    return as_data(Page("G", (*map(Paragraph, texts), table)))


@given(CELLS, CELLS, st.lists(st.sampled_from("pqr"), max_size=3), st.lists(st.sampled_from("pqr"), max_size=3))
def test_whatever_differs_is_told_and_nothing_else(
    before: list[tuple[str, str, str]], after: list[tuple[str, str, str]], was: list[str], now: list[str]
) -> None:
    told = changes(tabled(before, was), tabled(after, now))
    by_first = [{first: [row for row in rows if row[0] == first] for first in "abc"} for rows in (before, after)]
    assert bool(told) == (by_first[0] != by_first[1] or sorted(was) != sorted(now))

"""Empty, tiny and broken journeys end in a sentence: no crash, no NaN, nothing unknown put at zero."""

import re

import pytest

from perpupil.documents.data import as_data
from perpupil.documents.html import as_html
from perpupil.documents.journey import journey_as_data, journey_page
from perpupil.documents.markdown import as_markdown
from perpupil.equity.journey.asking import NOTHING_ASKED, Need, Question, read_question
from perpupil.equity.journey.journey import Journey, journey
from perpupil.equity.sample import Undefined
from tests.equity.journey.states import QUESTION, Made, Place, State, Weights, followed, level, text_of, top_of, worked

NOBODY = Place("a", 0, 0, 0)
STATES = {
    "one district": State(Weights(5000, 100), 1000, 0, [Made("1", Weights(1), (Place("a", 10, 5, 0),))]),
    "zero students": State(Weights(5000), 0, 0, [Made("1", Weights(1), (NOBODY,), raised=100)]),
    "no schools known": State(Weights(5000), 1000, 0, [Made("1", Weights(1), (Place("a", 9, 5, 0),), is_known=False)]),
    "all alike": State(
        Weights(5000), 1000, 0, [Made(f"{at}", Weights(1), (Place(f"{at}", 10, 5, 0),)) for at in range(12)]
    ),
    "more of low income than students": State(Weights(1, 1), 1000, 0, [Made("1", Weights(1), (Place("a", 5, 9, 0),))]),
    "nothing to hand out": State(
        Weights(5000), 0, 0, [Made("1", Weights(1), (Place("a", 10, 5, 0), Place("b", 5, 1, 0)))]
    ),
}


def require_readable(found: Journey) -> str:
    """Write every page of a journey in every form, and give them all."""
    pages = [journey_page(found), *(journey_page(found, one, show_all=True) for one in found.districts)]
    texts = [write(page) for page in pages for write in (as_html, as_markdown, lambda one: str(as_data(one)))]
    texts += [str(journey_as_data(found)), *(str(journey_as_data(found, one)) for one in found.districts)]
    every = "\n".join(texts)
    assert not re.search(r"\b(nan|NaN|inf)\b", every)
    assert "$0.00" not in every
    return every


@pytest.mark.parametrize("name", STATES)
def test_a_degenerate_state_is_told_in_sentences(name: str) -> None:
    found = followed(top_of(STATES[name]))
    assert isinstance(found.slope, Undefined) or name == "nothing to hand out"
    assert all(one.unexplained_cents == 0 for one in found.stops)
    assert "Unexplained: $0." in require_readable(found)


def test_without_a_question_money_is_followed_and_nothing_is_said_of_needs() -> None:
    found, told = journey(worked(top_of(STATES["one district"])))
    assert found is not None
    assert told == ()
    assert found.question is NOTHING_ASKED
    assert "Nothing is asked of needs" in require_readable(found)
    assert found.state is None
    assert found.districts[0].case is None


def test_what_lies_below_an_unknown_level_is_not_known_and_never_zero() -> None:
    found = followed(top_of(STATES["no schools known"]))
    assert found.schools_cents is None
    assert found.needs[0].delivered_cents is None
    data = journey_as_data(found)
    assert data["needs"][0]["delivered"] is None
    assert "what they give their schools is not known here" in require_readable(found)


def test_a_district_that_counts_no_need_has_schools_of_unknown_need() -> None:
    text = text_of(Weights(1), "school", "", "A district")
    top = level(text, [Place("a", 10, 5, 0), Place("b", 10, 1, 0)])
    question = Question("poor", "n", (Need("poor", "students of low income", ("poor",), ("poor",)),))
    found, told = journey(worked(top), {(): question})
    assert found is not None, told
    assert require_readable(found)


def test_names_that_nobody_knows_are_findings_all_at_once() -> None:
    question = Question("poor", "pupils", (Need("poor", "low income", ("por",), ("por",)),), "cost", "journey.toml")
    found, told = journey(worked(top_of(STATES["one district"])), {(): question})
    assert found is None
    assert [one.code for one in told] == ["unknown-name"] * 4
    assert "Did you mean poor?" in {one.fix for one in told}
    assert {one.where.source for one in told} == {"journey.toml"}


def test_a_cell_that_holds_no_number_is_told_and_is_not_zero() -> None:
    from perpupil.allocation.cascade import Level  # noqa: PLC0415
    from perpupil.allocation.world import World  # noqa: PLC0415
    from perpupil.facts.facts import read_facts  # noqa: PLC0415
    from perpupil.facts.table import read_csv  # noqa: PLC0415
    from tests.equity.journey.states import formula  # noqa: PLC0415

    read = formula(text_of(Weights(100), "school", "", "A district"))
    rows = b"id,n,poor,el\na,10,many,0\nb,10,,0\nc,10,5,0\nd,10,2,0\n"
    facts, _ = read_facts(read_csv(rows, "facts.csv")[0], read.binding)
    assert facts is not None
    found, told = journey(worked(Level(read, World(facts))), {(): QUESTION})
    assert found is not None
    assert {one.code for one in told} == {"bad-cell"}
    known = [school.by_need["poor"].students for school in found.districts[0].schools]
    assert known == [None, None, 5, 2]
    assert require_readable(found)


HOSTILE = {
    "": "missing-key",
    "journey = 2\n": "wrong-value",
    "journey = 1\nneed = 'x'\n[needs.y]\ntitle = 'Y'\n": "unknown-name",
    "journey = 1\nneed = 'x'\nneeds = 4\n": "wrong-type",
    "journey = 1\nneed = 'x'\n[needs.x]\ntitle = 'every student'\n": "wrong-value",
    "journey = 1\nneed = 'x'\n[needs.x]\ntitle = 'X'\n[needs.y]\ntitle = 'Y'\ncounted = 'x'\n": "wrong-value",
    "journey = 1\nneed = 'x'\n[needs.x]\ntitel = 'X'\n": "unknown-key",
    "journey = ": "not-toml",
    "journey = 1\nneed = 'n0'\n" + "".join(f"[needs.n{at}]\ntitle = 'N{at}'\n" for at in range(9)): "wrong-value",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_question_that_is_wrong_is_a_finding(text: str) -> None:
    question, told = read_question(text.encode(), "journey.toml")
    assert question is None
    assert HOSTILE[text] in {one.code for one in told}


def test_a_question_that_is_not_text_is_a_finding() -> None:
    assert read_question(b"\xff\xfe", "journey.toml")[1][0].code == "not-text"


def test_a_question_is_read_with_its_defaults() -> None:
    text = b'journey = 1\nneed = "poor"\n[needs.poor]\ntitle = "low income"\n[needs.el]\ntitle = "learners"\nstudents = ["a", "b"]\n'
    question, told = read_question(text, "journey.toml")
    assert question is not None, told
    assert question.students == "students"
    assert [(one.students, one.counted) for one in question.needs] == [(("poor",), ("poor",)), (("a", "b"), ("a", "b"))]


def test_a_name_that_is_made_to_do_harm_is_shown_as_it_is() -> None:
    made = Made("<script>alert(1)</script>", Weights(1), (Place("=1+1", 10, 5, 0), Place("b", 10, 1, 0)))
    found = followed(top_of(State(Weights(1), 1000, 0, [made])))
    text = as_html(journey_page(found)) + as_html(journey_page(found, found.districts[0]))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_a_need_that_takes_money_away_is_told_below_zero_and_still_adds_up() -> None:
    lines = '[line.less]\nvalue = "-poor * 50"\n'
    text = text_of(Weights(100), "school", lines, "A district")
    found, told = journey(worked(level(text, [Place("a", 10, 5, 0), Place("b", 10, 1, 0)])), {(): QUESTION})
    assert found is not None, told
    assert found.districts[0].delivered_cents == {"poor": -300_00, "el": 0}
    assert [school.every_student_cents for school in found.districts[0].schools] == [1000_00, 1000_00]
    assert "-$300" in require_readable(found)


def test_amounts_far_beyond_any_state_are_followed_to_the_cent() -> None:
    pool = 10**30
    schools = (Place("a", 10, 5, 1), Place("b", 10, 1, 0))
    made = [Made(f"{at}", Weights(5000, 900), schools) for at in range(3)]
    found = followed(top_of(State(Weights(5000, 1500), pool, 0, made)))
    assert found.schools_cents == pool * 100
    assert require_readable(found)

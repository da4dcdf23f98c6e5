"""A hundred made-up districts drafted, of which all but one at most are recovered whole; and every line of England."""

from perpupil.drafting.lastyear import Asked
from tests.drafting.published import ENGLAND, drafted_from, found_in
from tests.drafting.recovery import recovery

DISTRICTS = range(200, 300)


def test_ninety_nine_of_a_hundred_districts_are_recovered() -> None:
    missed = {}
    for seed in DISTRICTS:
        found = recovery(seed)
        if not found.is_full:
            missed[seed] = (found.lost, found.unfound, found.invented)
    assert len(missed) <= 1, missed


def test_every_line_of_england_is_found_to_the_penny() -> None:
    draft = drafted_from(
        "england_school_budget_share_2017_18", Asked(unit="rid", lines=tuple(ENGLAND)), ("recomputes_to_penny",)
    )
    assert found_in(draft) == ENGLAND
    assert {(exact, count) for _, exact, count in ENGLAND.values()} == {(1500, 1500)}
    assert draft.is_confirmed

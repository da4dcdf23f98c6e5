"""A hundred made-up districts drafted, of which all but one at most are recovered whole; and every line of England and New Jersey."""

from perpupil.drafting.lastyear import Asked
from tests.drafting.published import ENGLAND, NEW_JERSEY, NEW_JERSEY_UNFOUND, drafted_from, found_in, jersey, unfound_in
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


def test_every_line_of_new_jersey_has_its_rule_or_says_why_not() -> None:
    draft = drafted_from("new_jersey_sfra_fy2021", jersey(tuple(NEW_JERSEY)))
    assert found_in(draft) == NEW_JERSEY
    assert unfound_in(draft) == NEW_JERSEY_UNFOUND
    assert len(NEW_JERSEY) == 57
    assert sum(exact == count for _, exact, count in NEW_JERSEY.values()) == 51
    assert draft.is_confirmed

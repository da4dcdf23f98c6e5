"""The demo district's grants: every cent of each award lands somewhere named, and the shares are those of its description."""

from pathlib import Path

import pytest
from demo.money import GRANT_PARTS, GRANTS

from perpupil.findings import has_errors
from perpupil.grants.grant_year import GrantYear
from perpupil.grants.parts import PartKind
from perpupil.grants.proposals.states import State
from perpupil.workspace.grants import read_grant_year

NAMES = {
    "title_i": "Title I-A",
    "title_ii_a": "Title II-A",
    "idea_611": "IDEA section 611",
    "idea_619": "IDEA section 619",
}
CENTS = 100


@pytest.fixture(scope="module")
def year(district: Path) -> GrantYear:
    found, findings = read_grant_year(district)
    assert found is not None
    assert not has_errors(findings)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_cent_of_an_award_lands_somewhere_named(year: GrantYear, name: str) -> None:
    made = year.devolutions[name]
    assert sum(one.amount_cents for one in made.parts) == CENTS * GRANTS[NAMES[name]]
    assert all(one.title for one in made.parts)
    assert made.of_kind(PartKind.LEFT) == 0
    assert sum(one.cash_cents for one in made.schools) == made.of_kind(PartKind.DEVOLVED)


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_the_description_is_there(year: GrantYear, name: str) -> None:
    made = year.devolutions[name]
    taken = {
        one.name: one.amount_cents for one in made.parts if one.kind is PartKind.DEVOLVED and one.name != "to_schools"
    }
    found = sorted(
        one.amount_cents + (taken.get(one.name, 0) if one.kind is not PartKind.DEVOLVED else 0)
        for one in made.parts
        if one.name == "to_schools" or one.kind is not PartKind.DEVOLVED
    )
    assert found == sorted(CENTS * one.amount for one in GRANT_PARTS if one.grant == NAMES[name])


def test_title_i_gives_678_dollars_18_to_each_of_17_420_children_at_33_schools(year: GrantYear) -> None:
    made = year.devolutions["title_i"]
    served = [one for one in made.schools if one.is_served]
    assert (len(served), sum(one.students for one in served)) == (33, 17_420)
    assert sum(one.allocated_cents for one in served) == 11_813_900 * CENTS
    assert round(made.rate_cents) == 678_18
    # At $678.18 sharp $4.40 would be left over; by largest remainder nothing is.
    assert 11_813_900 * CENTS - 17_420 * 678_18 == 4_40
    set_asides = 14_960_000 * CENTS - 11_813_900 * CENTS
    assert set_asides == 3_146_100 * CENTS


def test_the_private_share_is_a_little_more_than_is_due(year: GrantYear) -> None:
    made = year.devolutions["title_i"]
    assert made.private_least_cents == 154_682_42
    assert made.of_kind(PartKind.PRIVATE) == 154_700_00
    assert made.grant.private.children == 182


def test_no_offer_is_refused_and_two_are_taken(year: GrantYear) -> None:
    offers = year.devolutions["title_i"].offers
    assert not any(one.refused for one in offers)
    assert {one.school for one in offers if one.taken_cents} == {"0217", "0302"}


def test_proposals_stand_in_every_state_that_a_reviewer_meets(year: GrantYear) -> None:
    states = {one.proposal.state for one in year.reviews}
    assert states == {State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.REFUSED}
    assert {one.code for one in year.findings} == {"not-allowable", "needs-approval"}


def test_one_purchase_passes_in_a_schoolwide_school_and_not_in_a_targeted_one(year: GrantYear) -> None:
    found = {one.proposal.name: one for one in year.reviews}
    bought, asked = found["foundry_reading"].proposal.lines[1], found["oakdale_reading"].proposal.lines[0]
    assert (bought.what, bought.kind, bought.amount_cents) == (asked.what, asked.kind, asked.amount_cents)
    assert found["foundry_reading"].judgements == ()
    assert [one.rule for one in found["oakdale_reading"].judgements] == ["targeted"]


def test_spending_lies_within_what_was_approved(year: GrantYear) -> None:
    assert year.lines
    assert all(0 <= one.left_cents <= one.line.amount_cents for one in year.lines)

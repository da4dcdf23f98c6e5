"""The road map: Title I first, and the next grant only when everything holds of the one ahead."""

import pytest

from perpupil.grants.grant_year import GrantYear, grant_year
from perpupil.grants.proposals.asking import read_proposals
from tests.grants.small import asked, codes, grant, school
from tests.grants.test_proposals import APPROVED, KEYS, LINE, SUBMITTED, TOP

SCHOOLS = (school("1", 100, 60), school("2", 100, 9, is_served=False))
SECOND = 'private_children = 0\nprivate_why = "none"\nstep = "{}"\n'


def year(step: str, proposals: str, first: str = "in_use") -> GrantYear:
    title_i = grant(2_000, KEYS.replace("in_use", first), "[grant.title_i.to_schools]\n")
    second = grant(500, SECOND.format(step), "[grant.b.to_schools]\n", "b", "title_ii_a")
    found, _ = read_proposals(proposals.encode(), "p")
    assert found is not None
    return grant_year(asked(second + title_i), SCHOOLS, found)


def test_title_i_comes_first_whatever_the_file_says() -> None:
    assert [one.grant for one in year("central", "proposals = 1\n").road] == ["title_i", "b"]


@pytest.mark.parametrize("step", ["offered", "in_use"])
def test_the_next_grant_waits_until_everything_holds(step: str) -> None:
    assert codes(year(step, TOP + LINE + APPROVED).findings) == set()
    assert codes(year(step, TOP + LINE + SUBMITTED).findings) == {"gate-closed"}
    assert codes(year(step, TOP + LINE).findings) == {"gate-closed"}
    assert codes(year(step, TOP + LINE + APPROVED, first="offered").findings) == {"gate-closed"}


@pytest.mark.parametrize("step", ["central", "preparing"])
def test_preparing_is_always_open(step: str) -> None:
    assert codes(year(step, "proposals = 1\n").findings) == set()


def test_each_gate_says_what_does_not_hold() -> None:
    (first, _) = year("central", TOP + LINE + SUBMITTED).road
    assert {gate.name: gate.holds for gate in first.gates} == {
        "lawful": True, "in_use": True, "reviewed": False, "approved": False, "spent": True,
    }  # fmt: skip
    assert not first.is_passed

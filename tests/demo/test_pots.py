"""The three pots of the demo district's sixty schools: every dollar found again, against the totals of other files."""

import csv
from pathlib import Path

import pytest
from demo.money import GRANTS

from perpupil.pots.three_pots import DistrictPots, Known, PotKind, pots_of_all
from perpupil.workspace.pots import read_known


@pytest.fixture(scope="module")
def known(district: Path) -> Known:
    made, findings = read_known(district)
    assert made is not None, findings
    return made


@pytest.fixture(scope="module")
def pots(known: Known) -> DistrictPots:
    return pots_of_all(known)


def test_the_allocation_is_the_sum_of_what_schools_and_others_decide(pots: DistrictPots) -> None:
    assert len(pots.schools) == 60
    assert pots.controlled_cents + pots.others_cents == pots.allocated_cents == 286_000_000_00
    assert all(one.own is not None and one.own.others_cents >= 0 for one in pots.schools)


def test_central_services_reconcile_with_services_csv(pots: DistrictPots, district: Path) -> None:
    with (district / "services.csv").open(encoding="utf-8") as file:
        cost = sum(int(row["total_cost"]) * 100 for row in csv.DictReader(file) if row["category"] != "excluded")
    assert pots.services is not None
    at_schools = sum(one.balances[PotKind.SERVICES].there_cents for one in pots.schools)
    spare = sum(one.price.spare_cents for one in pots.services)
    assert at_schools + spare == pots.services_cents == cost
    assert {one.left_over_cents for one in pots.services} == {0}


def test_each_grant_reconciles_with_its_award(pots: DistrictPots) -> None:
    assert pots.grants is not None
    awards = {one.devolution.grant.name: one.available_cents for one in pots.grants}
    assert sum(awards.values()) == 100 * sum(GRANTS.values())
    for one in pots.grants:
        rows = [each for school in pots.schools for each in school.grants or () if each.grant == one.devolution.grant]
        assert sum(each.share.cash_cents for each in rows) + one.kept_cents == one.available_cents
    assert pots.left_over_cents == 0


def test_foundry_directs_title_i_with_the_coaches_that_it_took(pots: DistrictPots) -> None:
    (foundry,) = [one for one in pots.schools if one.school == "0217"]
    # 305 children at 678.18…; its part of the coaches on top
    assert [one.directed_cents for one in foundry.grants or ()] == [225_533_67, 0, 0, 0]
    assert foundry.balances[PotKind.OWN].decided_cents == 119_480_00

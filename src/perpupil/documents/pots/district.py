"""The page of all schools: every dollar of the three pots in a named part, and nothing left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perpupil.documents.differences import listed
from perpupil.documents.page import Block, Column, Heading, Note, Page, Paragraph, Table
from perpupil.documents.pots.words import NONE, POT_TITLES, STEP_SENTENCES, missing_text, year_text
from perpupil.formula.figures import counted
from perpupil.money import spoken
from perpupil.pots.central import Fate, ServiceOfDistrict
from perpupil.pots.granted import GrantOfDistrict
from perpupil.pots.three_pots import DistrictPots, Known, PotKind

_COLUMNS = {
    "In schools' budgets": (Fate.DEVOLVED,),
    "Kept or bought": (Fate.KEPT, Fate.BOUGHT),
    "Not chosen yet": (Fate.NOT_CHOSEN,),
    "Stays": (Fate.STAYS,),
    "No choice": (Fate.RETAINED,),
    "At no school": (Fate.AT_NO_SCHOOL,),
}
_SHORT = {PotKind.OWN: "Budget", PotKind.SERVICES: "Services", PotKind.GRANTS: "Grants"}


def district_pots_page(known: Known, pots: DistrictPots) -> Page:
    """Write the page of all schools."""
    blocks: list[Block] = [Paragraph(_lead(known, pots), is_lead=True)]
    if known.missing:
        blocks.append(Note(missing_text(known)))
    if pots.allocated_cents is not None:
        blocks += _own(known, pots, pots.allocated_cents)
    if pots.services is not None:
        blocks += _services(known, pots.services)
    if pots.grants is not None:
        blocks += _grants(known, pots.grants)
    blocks += [Heading("School by school"), _schools(known, pots)]
    return Page("The three pots of all schools", tuple(blocks))


def _lead(known: Known, pots: DistrictPots) -> str:
    left = spoken(pots.left_over_cents, known.currency)
    return f"Every dollar of {counted(len(pots.schools), 'school')} stands in a named part: {left} is left over."


def _own(known: Known, pots: DistrictPots, allocated_cents: int) -> Iterator[Block]:
    yield Heading(f"{POT_TITLES[PotKind.OWN]}, {year_text(known, PotKind.OWN)}")
    rows = (
        ("Schools control", spoken(pots.controlled_cents, known.currency)),
        ("Others control", spoken(pots.others_cents, known.currency)),
        ("Allocated by the formula", spoken(allocated_cents, known.currency)),
    )
    columns = (Column("Part"), Column("Amount", is_figure=True))
    yield Table("Who controls what the formula allocates", columns, rows, has_total=True)
    unnamed = [one.name for one in pots.schools if one.own is not None and not one.own.is_named]
    if unnamed:
        yield Note(
            f"The facts of the formula do not name {listed(unnamed)}: check the ids, or the formula leaves them out."
        )


def _services(known: Known, services: tuple[ServiceOfDistrict, ...]) -> Iterator[Block]:
    currency = known.currency
    yield Heading(f"{POT_TITLES[PotKind.SERVICES]}, {year_text(known, PotKind.SERVICES)}")
    there = {title: fates for title, fates in _COLUMNS.items() if any(_sum(one, fates) for one in services)}
    columns = (
        Column("Service"),
        *(Column(title, is_figure=True) for title in there),
        Column("Cost", is_figure=True),
    )
    rows = [
        (
            one.price.service.title,
            *(_amount(_sum(one, fates), currency) for fates in there.values()),
            spoken(one.price.cost_cents, currency),
        )
        for one in services
    ]
    sums = (sum(_sum(one, fates) for one in services) for fates in there.values())
    cost = sum(one.price.cost_cents for one in services)
    rows.append(("All", *(_amount(cents, currency) for cents in sums), spoken(cost, currency)))
    yield Table("What becomes of every dollar of central services", columns, tuple(rows), has_total=True)
    reasons = tuple((one.price.service.title, one.price.no_choice) for one in services if one.price.no_choice)
    catalogue = known.catalogue
    if catalogue is not None:
        reasons += tuple((one.title, one.reason) for one in catalogue.exclusions)
    if reasons:
        yield Table("What is not a choice, and why", (Column("Service"), Column("Why")), reasons)
    if catalogue is not None and catalogue.exclusions:
        yield Paragraph("What is excluded has no price in the catalogue, so its cost is in none of these sums.")


def _sum(one: ServiceOfDistrict, fates: Iterable[Fate]) -> int:
    return sum(one.fates.get(fate, 0) for fate in fates)


def _amount(cents: int, currency: str) -> str:
    return spoken(cents, currency) if cents else NONE


def _grants(known: Known, grants: tuple[GrantOfDistrict, ...]) -> Iterator[Block]:
    currency = known.currency
    yield Heading(f"{POT_TITLES[PotKind.GRANTS]}, {year_text(known, PotKind.GRANTS)}")
    columns = (
        Column("Grant"), Column("Schools direct", is_figure=True), Column("Schools' shares, not handed over", is_figure=True),
        Column("District keeps", is_figure=True), Column("There is", is_figure=True), Column("How far"),
    )  # fmt: skip
    figures = [(one.directed_cents, one.waiting_cents, one.kept_cents, one.available_cents) for one in grants]
    rows = [
        (
            one.devolution.grant.title,
            *(spoken(cents, currency) for cents in amounts),
            STEP_SENTENCES[one.devolution.grant.step],
        )
        for one, amounts in zip(grants, figures, strict=True)
    ]
    sums = [sum(found) for found in zip(*figures, strict=True)] or [0] * 4
    rows.append(("All", *(spoken(cents, currency) for cents in sums), ""))
    yield Table("What becomes of every dollar of grants", columns, tuple(rows), has_total=True)
    kept = tuple(
        (one.devolution.grant.title, part.title, spoken(part.amount_cents, currency), part.why or str(part.kind))
        for one in grants
        for part in one.kept
    )
    if kept:
        of_part = (Column("Grant"), Column("For"), Column("Amount", is_figure=True), Column("Why"))
        yield Table("What the district keeps of grants, and why", of_part, kept)


def _schools(known: Known, pots: DistrictPots) -> Table:
    currency = known.currency
    shown = tuple(pot for pot in PotKind if pot not in known.missing)
    columns = [Column("School")]
    for pot in shown:
        columns += [
            Column(f"{_SHORT[pot]}: school", is_figure=True),
            Column(f"{_SHORT[pot]}: others", is_figure=True),
        ]
    rows, totals = [], [0] * (2 * len(shown))
    for one in pots.schools:
        balances = one.balances
        figures = [cents for pot in shown for cents in (balances[pot].decided_cents, balances[pot].others_cents)]
        totals = [total + cents for total, cents in zip(totals, figures, strict=True)]
        rows.append((one.name, *(spoken(cents, currency) for cents in figures)))
    rows.append(("All schools", *(spoken(cents, currency) for cents in totals)))
    return Table("Who decides on how much, school by school", tuple(columns), tuple(rows), has_total=True)

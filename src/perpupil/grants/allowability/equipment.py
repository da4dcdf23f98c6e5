"""Equipment: a thing that costs $10,000 or more needs approval before it is bought."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict
from perpupil.grants.law import Citation
from perpupil.grants.proposals.records import CostKind
from perpupil.money import spoken

CITATION = Citation("2 CFR part 200, text of October 2024")
THRESHOLD_CENTS = 10_000_00
"""The federal threshold; a district that capitalizes from less on uses its own, which is stricter."""


def _judge(subject: Subject) -> Iterator[Judgement]:
    for line in subject.proposal.lines:
        cost = line.unit_cents if line.unit_cents is not None else line.amount_cents
        if line.kind is CostKind.EQUIPMENT and cost >= THRESHOLD_CENTS:
            says = f"One costs {spoken(cost, subject.grant.currency)}, and equipment from {spoken(THRESHOLD_CENTS)} on is approved before it is bought."
            fix = "Ask for approval before buying; if several are bought, write unit_cost."
            yield Judgement("equipment", Verdict.NEEDS_APPROVAL, line, says, CITATION, fix)


RULE = Rule("equipment", "Equipment from $10,000 on is approved first", CITATION, _judge)

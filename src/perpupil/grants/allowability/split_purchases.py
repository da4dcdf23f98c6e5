"""Split purchases: lines of one seller that stay below the threshold one by one, and not together."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict
from perpupil.grants.allowability.equipment import THRESHOLD_CENTS
from perpupil.grants.law import Citation, Confidence
from perpupil.grants.proposals.records import CostKind, CostLine
from perpupil.money import spoken

CITATION = Citation("2 CFR 200.403", Confidence.OURS)


def _judge(subject: Subject) -> Iterator[Judgement]:
    by_vendor: dict[str, list[CostLine]] = {}
    for line in subject.proposal.lines:
        if line.kind is CostKind.EQUIPMENT and line.vendor and line.amount_cents < THRESHOLD_CENTS:
            by_vendor.setdefault(line.vendor.casefold(), []).append(line)
    for lines in by_vendor.values():
        total = sum(one.amount_cents for one in lines)
        if len(lines) > 1 and total >= THRESHOLD_CENTS:
            says = f"{len(lines)} purchases from {lines[0].vendor} come to {spoken(total, subject.grant.currency)} together; each alone stays below {spoken(THRESHOLD_CENTS)}."
            yield Judgement("split_purchases", Verdict.NEEDS_APPROVAL, lines[-1], says, CITATION, "Show them as one.")


RULE = Rule("split_purchases", "A purchase is not split to stay below a threshold", CITATION, _judge)

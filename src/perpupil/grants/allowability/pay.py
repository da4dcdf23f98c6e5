"""Pay: it says how many positions, because pay is charged by records of the work that was done (2 CFR 200.430)."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict
from perpupil.grants.law import Citation
from perpupil.grants.proposals.records import CostKind

CITATION = Citation("2 CFR 200.430(g)")


def _judge(subject: Subject) -> Iterator[Judgement]:
    for line in subject.proposal.lines:
        if line.kind is CostKind.PAY and line.fte is None:
            says = "It pays people and does not say how much of whose time; pay is charged by records of actual work."
            yield Judgement("pay", Verdict.NEEDS_APPROVAL, line, says, CITATION, "Write fte = the full-time positions.")


RULE = Rule("pay", "Pay is charged by records of work", CITATION, _judge)

"""The grant's days: a line that begins before or ends after them cannot be paid for the days outside (2 CFR 200.403)."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict
from perpupil.grants.law import Citation

CITATION = Citation("2 CFR 200.403")


def _judge(subject: Subject) -> Iterator[Judgement]:
    period = subject.grant.period
    last = period.carried_until or period.ends
    for line in subject.proposal.lines:
        if (line.begins or period.begins) < period.begins or (line.ends or period.ends) > last:
            says = f"It is to cost money from {line.begins or period.begins} to {line.ends or period.ends}; the grant pays from {period.begins} to {last}."
            fix = "Move it into the grant's days, or pay the rest from other money."
            yield Judgement("period", Verdict.NOT_ALLOWABLE, line, says, CITATION, fix)


RULE = Rule("period", "Costs lie within the grant's days", CITATION, _judge)

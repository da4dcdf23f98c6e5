"""Supplanting, by cost: under Title II-A and IDEA what state or local money paid last year is presumed not to be the grant's.

Title I is another matter: there the whole method by which state and local money is shared out is tested, and no single cost (20 USC 6321(b)).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict
from perpupil.grants.law import Citation
from perpupil.grants.proposals.records import PaidBefore

CITATIONS: Mapping[str, Citation] = {
    "title_ii_a": Citation("20 USC 6691"),
    "idea_611": Citation("34 CFR 300.202(a)(3)"),
    "idea_619": Citation("34 CFR 300.202(a)(3)"),
}


def _judge(subject: Subject) -> Iterator[Judgement]:
    citation = CITATIONS.get(subject.grant.program.name)
    if citation is None:
        return
    for line in subject.proposal.lines:
        if line.paid_before is PaidBefore.STATE_OR_LOCAL:
            says = "State or local money paid for it last year, and the grant may only add to that."
            fix = "Show that it would not be paid without the grant, or leave it where it was."
            yield Judgement("supplanting", Verdict.NEEDS_APPROVAL, line, says, citation, fix)


RULE = Rule("supplanting", "The grant adds to other money", CITATIONS["title_ii_a"], _judge)

"""Whom a program's money may be for: children with disabilities, or those who teach and lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict
from perpupil.grants.law import Citation
from perpupil.grants.proposals.records import ForWhom

_EXCESS_COST = Citation("34 CFR 300.202")
_II_A = Citation("20 USC 6613(b)(3)")

ONLY: Mapping[str, tuple[frozenset[ForWhom], str, Citation]] = {
    "title_ii_a": (
        frozenset({ForWhom.STAFF}),
        "Title II-A is for those who teach and lead, not for services to students.",
        _II_A,
    ),
    "idea_611": (
        frozenset({ForWhom.DISABILITY, ForWhom.STAFF}),
        "IDEA pays the excess cost of children with disabilities.",
        _EXCESS_COST,
    ),
    "idea_619": (
        frozenset({ForWhom.DISABILITY, ForWhom.STAFF}),
        "IDEA pays the excess cost of children with disabilities.",
        _EXCESS_COST,
    ),
}
"""By program: whom it may be for, what is said where it is for others, and where that stands."""


def _judge(subject: Subject) -> Iterator[Judgement]:
    if subject.grant.program.name not in ONLY:
        return
    allowed, says, citation = ONLY[subject.grant.program.name]
    for line in subject.proposal.lines:
        if line.for_whom not in allowed:
            fix = f"Say whom it is for ({', '.join(sorted(allowed))}), or pay it from other money."
            yield Judgement("for_whom", Verdict.NOT_ALLOWABLE, line, says, citation, fix)


RULE = Rule("for_whom", "A program's money is for those whom it names", _II_A, _judge)
